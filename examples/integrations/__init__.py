"""Integrations: small programs that connect other systems to Baton; to be copied and changed."""
