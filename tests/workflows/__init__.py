"""Machines, commands and what they leave behind."""
