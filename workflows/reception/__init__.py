"""Receiving a document: its name made safe, its content recognised, scanned, stored under its SHA-256."""
