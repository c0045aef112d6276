"""The server of mail, as CONVERGENCE_SMTP_URL names it."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

PORTS = {"smtp": 587, "smtps": 465}
HOW = "écrivez smtp://utilisateur:motdepasse@serveur:587 ou smtps://…:465, avec au besoin ?starttls=non ou ?de=adresse"


class SmtpRefused(ValueError):
    """An address that cannot be used; its text is one French sentence."""


@dataclass(frozen=True, slots=True)
class Smtp:
    """Where mails go; `tls` at once, or `starttls` before anything is said; `expediteur` is who they are from."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str | None
    password: str | None = field(repr=False)
    expediteur: str


def read_smtp(url: str, site: str) -> Smtp:
    """The server that an address names; `site` is the host of the platform, who mails are from by default.

    Without TLS from the start, STARTTLS is required unless the server is on this machine or the address says no: a
    password never leaves in clear by mistake.
    Raises: SmtpRefused.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SmtpRefused(f"ne se lit pas : {HOW}.") from error
    asked = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or set(asked) - {"starttls", "de"}:
        raise SmtpRefused(f"ne se lit pas : {HOW}.")
    tls = parts.scheme == "smtps"
    return Smtp(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        tls=tls,
        starttls=not tls and _starttls(asked.get("starttls"), parts.hostname),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        expediteur=_expediteur(asked.get("de") or f"ne-pas-repondre@{site}"),
    )


def _starttls(asked: str | None, host: str) -> bool:
    if asked not in (None, "oui", "non"):
        raise SmtpRefused("demande starttls=oui ou starttls=non.")
    return asked == "oui" or (asked is None and not _local(host))


def _local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _expediteur(adresse: str) -> str:
    try:
        # a site may well be an address of this machine
        lue = validate_email(adresse, check_deliverability=False, globally_deliverable=False, allow_domain_literal=True)
    except EmailNotValidError as error:
        raise SmtpRefused(f"ne dit pas de qui viennent les courriels : ajoutez ?de=adresse ({HOW}).") from error
    return lue.normalized
