"""The same site and browser as the tests of pages."""

from tests.web.conftest import *  # noqa: F403 - every fixture, whatever they come to be called
