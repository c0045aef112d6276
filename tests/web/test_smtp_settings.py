"""CONVERGENCE_SMTP_URL: what it may say, and that a password never leaves in clear by mistake."""

import pytest

from webapp.config import SettingsError, read_settings
from webapp.smtp import Smtp

PUBLIC = {"CONVERGENCE_PUBLIC_URL": "https://convergence.example"}


def _read(url: str) -> Smtp:
    smtp = read_settings({**PUBLIC, "CONVERGENCE_SMTP_URL": url}).smtp
    assert smtp is not None
    return smtp


def test_a_server_elsewhere_is_spoken_to_under_starttls() -> None:
    smtp = _read("smtp://rose%40edi.example:p%40ss@mail.example")
    assert (smtp.host, smtp.port, smtp.tls, smtp.starttls) == ("mail.example", 587, False, True)
    assert (smtp.user, smtp.password, smtp.expediteur) == (
        "rose@edi.example",
        "p@ss",
        "ne-pas-repondre@convergence.example",
    )


def test_smtps_is_tls_from_the_start() -> None:
    smtp = _read("smtps://mail.example?de=agence@sante.example")
    assert (smtp.port, smtp.tls, smtp.starttls, smtp.expediteur) == (465, True, False, "agence@sante.example")


@pytest.mark.parametrize(
    ("url", "starttls"),
    [
        ("smtp://localhost:25", False),
        ("smtp://127.0.0.1:25", False),
        ("smtp://localhost:25?starttls=oui", True),
        ("smtp://mail.example?starttls=non", False),
    ],
)
def test_this_machine_and_who_says_so_do_without(url: str, starttls: bool) -> None:
    assert _read(url).starttls is starttls


@pytest.mark.parametrize(
    "url",
    [
        "mail.example:25",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:port",
        "smtp://mail.example:99999",
        "smtp://mail.example/boite",
        "smtp://mail.example?starttls=peut-etre",
        "smtp://mail.example?tls=oui",
        "smtp://mail.example?de=personne",
        "smtp://mail.example?de=a@b.fr%0d%0aBcc:c@d.fr",
        "smtp://[::1",
    ],
)
def test_what_cannot_be_used_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingsError, match="CONVERGENCE_SMTP_URL") as refused:
        _read(url.replace("//", "//rose:secret@", 1) if "//" in url else url)
    assert "secret" not in str(refused.value)


def test_the_password_is_never_shown() -> None:
    assert "secret" not in repr(_read("smtp://rose:secret@mail.example"))


def test_without_a_server_no_mail_is_written() -> None:
    assert read_settings(PUBLIC).smtp is None
