"""Tasks: one tracked, retryable step each; a transaction around services."""
