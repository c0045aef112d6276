"""Everything that can be asked of the platform, as frozen values: one module per kind of thing."""
