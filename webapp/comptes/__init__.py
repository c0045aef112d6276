"""Accounts: signing in and out, and one’s own account."""
