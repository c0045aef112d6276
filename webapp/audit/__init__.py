"""The auditors' pages: the journal, to be read."""
