"""API: what scripts and other systems may do over HTTP, the same as people by the command line."""
