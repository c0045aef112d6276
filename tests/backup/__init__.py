"""Archives: made while serving, restored only whole and true."""
