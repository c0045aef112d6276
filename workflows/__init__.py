"""What may change: lifecycles, commands and the one door through which anything changes."""
