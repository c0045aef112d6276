"""What an answer says, as a person reads it."""

import re
from html import unescape

from werkzeug.test import TestResponse


def read(answer: TestResponse) -> str:
    """The text of a page, its entities read."""
    return unescape(answer.text)


def shown(answer: TestResponse) -> str:
    """What a page shows: its text without tags, with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", "", read(answer)).split())


def said(answer: TestResponse) -> str:
    """The same as people hear it: no-break spaces are spaces."""
    return read(answer).replace("\u00a0", " ")
