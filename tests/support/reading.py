"""What an answer says, as a person reads it."""

from html import unescape

from werkzeug.test import TestResponse


def read(answer: TestResponse) -> str:
    """The text of a page, its entities read."""
    return unescape(answer.text)
