"""What the environment says: every `CONVERGENCE_*` setting, read once, checked, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from webapp.smtp import Smtp, SmtpRefused, read_smtp

PREFIX = "CONVERGENCE_"

NAMES = (
    "DATABASE_URL",
    "DATABASE_READ_URL",
    "SECRET_KEY",
    "SIGNING_KEY",
    "RULES_ENGINE",
    "DATA_DIR",
    "LOG_FORMAT",
    "RATE_LIMITS",
    "PUBLIC_URL",
    "METRICS_TOKEN",
    "SMTP_URL",
    "STORAGE_URL",
    "CLAMAV",
)

NOT_YET = ("OIDC_",)
"""Reserved names (OIDC_: all that begin so): accepted, without effect in this version, and the start says so."""

MEMORY = "memory://"
STORAGES = (MEMORY, "redis://", "rediss://", "redis+unix://")
"""Where the counters of rate limits may be."""

SESSION_LIFETIME = timedelta(hours=8)


class SettingsError(Exception):
    """A setting that cannot be used; its text is one French sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """How often; each value is in the notation of the `limits` library, several separated by « ; ».

    `stockage` is where they are counted: the memory of the process, or a Redis that processes share.
    """

    ecriture: str = "240/minute;3000/hour"
    connexion: str = "10/minute;50/hour"
    connexion_compte: str = "300/hour"
    connexion_adresse: str = "120/minute"
    depot: str = "30/minute;300/hour"
    enabled: bool = True
    stockage: str = field(default=MEMORY, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the platform is told from outside."""

    data_dir: Path
    database_url: str
    database_read_url: str | None
    secret_key: str | None = field(repr=False)
    signing_key: Path
    rules_engine: str
    log_format: str
    rate_limits: RateLimits
    public_url: str | None
    metrics_token: str | None = field(repr=False)
    smtp: Smtp | None
    storage_url: str
    clamav: tuple[str, int] | None
    ignored: tuple[str, ...] = ()

    @property
    def keys_dir(self) -> Path:
        """The folder of the keys made on this machine."""
        return self.data_dir / "keys"

    @property
    def jobs_url(self) -> str:
        """Where work beside the pages is kept track of: a file of its own, or a schema of the shared database."""
        shared = self.database_url.startswith("postgresql")
        return self.database_url if shared else f"sqlite:///{self.data_dir / 'travaux.sqlite'}"

    @property
    def https(self) -> bool:
        """Whether a proxy in front serves the platform over HTTPS."""
        return self.public_url is not None and self.public_url.startswith("https://")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings that an environment gives.

    Raises: SettingsError where a name is unknown or a value cannot be used.
    """
    given = {name.removeprefix(PREFIX): value for name, value in environment.items() if name.startswith(PREFIX)}
    _refuse_unknown(given)
    data_dir = Path(given.get("DATA_DIR") or "data").absolute()
    database = given.get("DATABASE_URL") or f"sqlite:///{data_dir / 'convergence.sqlite'}"
    read = given.get("DATABASE_READ_URL")
    return Settings(
        data_dir=data_dir,
        database_url=_database("DATABASE_URL", database),
        database_read_url=_database("DATABASE_READ_URL", read) if read else None,
        secret_key=_secret("SECRET_KEY", given.get("SECRET_KEY")),
        signing_key=Path(given.get("SIGNING_KEY") or data_dir / "keys" / "journal").absolute(),
        rules_engine=_choice(given, "RULES_ENGINE", ("durable", "reference")),
        log_format=_choice(given, "LOG_FORMAT", ("console", "json")),
        rate_limits=_rate_limits(given.get("RATE_LIMITS", "")),
        public_url=_public_url(given.get("PUBLIC_URL")),
        metrics_token=_secret("METRICS_TOKEN", given.get("METRICS_TOKEN")),
        smtp=_smtp(given.get("SMTP_URL"), _public_url(given.get("PUBLIC_URL"))),
        storage_url=_storage(given.get("STORAGE_URL") or f"file://{quote(str(data_dir / 'preuves'))}"),
        clamav=_clamav(given.get("CLAMAV")),
        ignored=tuple(sorted(PREFIX + name for name in given if name.startswith(NOT_YET))),
    )


def _refuse_unknown(given: Mapping[str, str]) -> None:
    unknown = sorted(name for name in given if name not in NAMES and not name.startswith(NOT_YET))
    if unknown:
        names = ", ".join(PREFIX + name for name in unknown)
        known = ", ".join(PREFIX + name for name in sorted(NAMES))
        raise SettingsError(f"Réglage inconnu : {names}. Corrigez ou retirez ce nom ; réglages connus : {known}.")


def _choice(given: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = given.get(name) or choices[0]
    if value not in choices:
        raise SettingsError(f"{PREFIX}{name} vaut « {value} » ; choisissez {' ou '.join(choices)}.")
    return value


def _database(name: str, url: str) -> str:
    """The address with an absolute path: Flask-SQLAlchemy reads a relative one from elsewhere than SQLAlchemy does."""
    if url.startswith("postgresql+psycopg://"):
        return url
    path = url.removeprefix("sqlite:///")
    if path in (url, "", ":memory:"):
        raise SettingsError(
            f"{PREFIX}{name} doit être sqlite:/// suivi d’un chemin, ou commencer par postgresql+psycopg://."
        )
    return f"sqlite:///{Path(path).absolute()}"


def _secret(name: str, value: str | None) -> str | None:
    if value is not None and len(value) < 32:
        raise SettingsError(f"{PREFIX}{name} est trop courte : donnez au moins 32 caractères tirés au hasard.")
    return value


def _public_url(value: str | None) -> str | None:
    if value and not value.startswith(("https://", "http://")):
        raise SettingsError(f"{PREFIX}PUBLIC_URL doit commencer par https:// ou par http://.")
    return value.rstrip("/") if value else None


def _smtp(value: str | None, public_url: str | None) -> Smtp | None:
    if not value:
        return None
    if public_url is None:
        raise SettingsError(
            f"{PREFIX}SMTP_URL veut aussi {PREFIX}PUBLIC_URL : les courriels contiennent des liens vers la plateforme."
        )
    try:
        return read_smtp(value, urlsplit(public_url).hostname or "")
    except SmtpRefused as error:
        # never the value: it holds a password
        raise SettingsError(f"{PREFIX}SMTP_URL {error}") from None


def _storage(url: str) -> str:
    parts = urlsplit(url)
    asked = parse_qs(parts.query, keep_blank_values=True)
    folder = parts.scheme == "file" and not parts.netloc and parts.path.strip("/") and not asked
    endpoints = asked.get("endpoint", [])
    bucket = (
        parts.scheme == "s3"
        and parts.netloc
        and not set(asked) - {"endpoint", "region"}
        and all(endpoint.startswith(("https://", "http://")) for endpoint in endpoints)
    )
    if not folder and not bucket:
        raise SettingsError(
            f"{PREFIX}STORAGE_URL doit être file:/// suivi d’un chemin absolu, ou s3://compartiment, "
            "complété au besoin par ?endpoint=https://…&region=…"
        )
    return url


def _clamav(value: str | None) -> tuple[str, int] | None:
    if not value:
        return None
    host, _colon, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise SettingsError(f"{PREFIX}CLAMAV doit être l’adresse de clamd, hôte:port, par exemple 127.0.0.1:3310.")
    return host.strip("[]"), int(port)


def _rate_limits(value: str) -> RateLimits:
    """« off », or the limits to change: `ecriture=240/minute,connexion=10/minute;50/hour`."""
    if value.strip() == "off":
        return RateLimits(enabled=False)
    known = {item.name for item in fields(RateLimits)} - {"enabled"}
    pairs = dict(part.strip().partition("=")[::2] for part in value.split(",") if part.strip())
    if set(pairs) - known or not all(pairs.values()):
        raise SettingsError(
            f"{PREFIX}RATE_LIMITS ne se lit pas : écrivez « off », ou nom=limite séparés par des virgules "
            f"({', '.join(sorted(known))}), par exemple ecriture=240/minute,connexion=10/minute."
        )
    if not pairs.get("stockage", MEMORY).startswith(STORAGES):
        raise SettingsError(
            f"{PREFIX}RATE_LIMITS : stockage doit commencer par {' ou '.join(STORAGES)}, "
            "par exemple stockage=redis://127.0.0.1:6379/0."
        )
    for name in set(pairs) - {"stockage"}:
        _check_limit(pairs[name])
    return RateLimits(**pairs)  # type: ignore[arg-type]


def _check_limit(value: str) -> None:
    # not at the top: the command line answers « --help » without it
    from limits import parse_many

    try:
        parse_many(value)
    except ValueError as error:
        raise SettingsError(
            f"{PREFIX}RATE_LIMITS : « {value} » n’est pas une limite ; écrivez par exemple 10/minute;50/hour."
        ) from error
