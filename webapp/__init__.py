"""Who asks: pages, REST API and command line, thin."""
