"""The site and its settings, as the tests of pages have them."""

from tests.web.conftest import (
    both_databases,
    clock,
    database,
    quick_hashes,
    settings,
    signing_key,
    site_database,
    site_template,
)

__all__ = [
    "both_databases",
    "clock",
    "database",
    "quick_hashes",
    "settings",
    "signing_key",
    "site_database",
    "site_template",
]
