"""Examples: one complete, believable exit that ships with the product."""
