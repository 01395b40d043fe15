"""Models: what Baton knows; tables, value models, and the rules about themselves. No I/O."""
