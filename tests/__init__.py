"""What must hold; see tests/house for the rules of the house itself."""
