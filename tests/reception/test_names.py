"""Names as people send them, and as they are kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.reception.names import BYTES_MAX, FORBIDDEN, safe_name


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("rapport.pdf", "rapport.pdf"),
        ("Éthique – août 2022 (v2).pdf", "Éthique – août 2022 (v2).pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\win.txt", "win.txt"),
        ("C:\\Users\\moi\\rapport.pdf", "rapport.pdf"),
        ("/absolu/rapport.pdf", "rapport.pdf"),
        ("fac\u202efdp.exe", "facfdp.exe"),
        ("a\x00b\r\nContent-Type: x.pdf", "abContent-Type_ x.pdf"),
        ('"guillemets";*.pdf', "_guillemets_;_.pdf"),
        ("<script>alert(1)</script>.pdf", "script_.pdf"),
        ("  espaces \u00a0 et   suite .pdf", "espaces et suite.pdf"),
        ("con.txt", "_con.txt"),
        ("Nul.tar.txt", "_Nul.tar.txt"),
        (".pdf", "document.pdf"),
        ("...", "document"),
        ("", "document"),
        ("sans extension", "sans extension"),
        ("\ud800.txt", "document.txt"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_a_long_name_keeps_its_extension() -> None:
    assert safe_name("é" * 500 + ".pdf") == "é" * 98 + ".pdf"


@given(st.text(max_size=400))
def test_whatever_was_sent_the_name_can_be_kept(sent: str) -> None:
    name = safe_name(sent)
    assert name
    assert len(name.encode()) <= BYTES_MAX
    assert not FORBIDDEN & set(name)
    assert name.isprintable()
    assert not name.startswith((".", " "))
    assert safe_name(name) == name
