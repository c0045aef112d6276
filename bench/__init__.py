"""Measures the platform beside its peers, under load and under kill -9; not shipped."""
