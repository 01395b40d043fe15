"""Services: what the product does, as plain functions; no Prefect, no web."""
