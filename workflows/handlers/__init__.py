"""What each command does, one module per kind of thing."""
