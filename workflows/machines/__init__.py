"""One state machine class per lifecycle."""
