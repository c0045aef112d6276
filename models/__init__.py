"""What is remembered: tables, the journal, and the snapshots that others get to see."""
