"""What bench/ measures is what it says; never how fast it is."""
