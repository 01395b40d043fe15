"""Portal: where people come in; the command line and the web pages."""
