"""Settings: what is given, what is made up, what is refused."""

import stat
from pathlib import Path

import pytest

from webapp.config import RateLimits, SettingsError, read_settings
from webapp.keys import session_secret


def test_without_anything_all_is_under_one_folder() -> None:
    settings = read_settings({"PATH": "/bin"})
    assert settings.data_dir == Path("data").absolute()
    assert settings.database_url == f"sqlite:///{Path('data/convergence.sqlite').absolute()}"
    assert settings.signing_key == Path("data/keys/journal").absolute()
    assert (settings.rules_engine, settings.log_format, settings.https) == ("durable", "console", False)


def test_a_relative_database_is_where_the_command_was_called() -> None:
    settings = read_settings({"CONVERGENCE_DATABASE_URL": "sqlite:///base.sqlite"})
    assert settings.database_url == f"sqlite:///{Path('base.sqlite').absolute()}"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABSE_URL", "x", "Réglage inconnu : CONVERGENCE_DATABSE_URL"),
        ("DATABASE_URL", "mysql://x", "CONVERGENCE_DATABASE_URL doit"),
        ("DATABASE_URL", "sqlite:///:memory:", "CONVERGENCE_DATABASE_URL doit"),
        ("SECRET_KEY", "x" * 31, "trop courte"),
        ("RULES_ENGINE", "drools", "durable ou reference"),
        ("LOG_FORMAT", "xml", "console ou json"),
        ("PUBLIC_URL", "convergence.example", "https://"),
        ("SMTP_URL", "smtp://localhost", "veut aussi CONVERGENCE_PUBLIC_URL"),
        ("STORAGE_URL", "preuves", "CONVERGENCE_STORAGE_URL doit"),
        ("STORAGE_URL", "file://preuves", "CONVERGENCE_STORAGE_URL doit"),
        ("STORAGE_URL", "file:///", "CONVERGENCE_STORAGE_URL doit"),
        ("STORAGE_URL", "s3:///preuves", "CONVERGENCE_STORAGE_URL doit"),
        ("STORAGE_URL", "s3://preuves?endpoint=minio:9000", "CONVERGENCE_STORAGE_URL doit"),
        ("STORAGE_URL", "s3://preuves?secret=x", "CONVERGENCE_STORAGE_URL doit"),
        ("STORAGE_URL", "gs://preuves", "CONVERGENCE_STORAGE_URL doit"),
        ("CLAMAV", "127.0.0.1", "CONVERGENCE_CLAMAV doit"),
        ("CLAMAV", ":3310", "CONVERGENCE_CLAMAV doit"),
        ("CLAMAV", "clamav:0", "CONVERGENCE_CLAMAV doit"),
        ("CLAMAV", "clamav:65536", "CONVERGENCE_CLAMAV doit"),
        ("RATE_LIMITS", "lecture=3/minute", "RATE_LIMITS ne se lit pas"),
        ("RATE_LIMITS", "ecriture", "RATE_LIMITS ne se lit pas"),
        ("RATE_LIMITS", "stockage=memcached://x", "stockage doit commencer par"),
        ("METRICS_TOKEN", "x" * 31, "METRICS_TOKEN est trop courte"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_to_write(name: str, value: str, sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        read_settings({f"CONVERGENCE_{name}": value})


def test_documents_are_kept_in_a_folder_unless_told_otherwise() -> None:
    settings = read_settings({"CONVERGENCE_DATA_DIR": "/srv/données"})
    assert (settings.storage_url, settings.clamav) == ("file:///srv/donn%C3%A9es/preuves", None)


@pytest.mark.parametrize(
    "url", ["file:///srv/preuves", "s3://preuves", "s3://preuves/dossier?endpoint=http://minio:9000&region=eu-west-3"]
)
def test_documents_are_kept_where_one_says(url: str) -> None:
    assert read_settings({"CONVERGENCE_STORAGE_URL": url}).storage_url == url


@pytest.mark.parametrize(
    ("value", "address"), [("clamav:3310", ("clamav", 3310)), ("[::1]:65535", ("::1", 65535)), ("", None)]
)
def test_the_antivirus_is_a_host_and_a_port(value: str, address: tuple[str, int] | None) -> None:
    assert read_settings({"CONVERGENCE_CLAMAV": value}).clamav == address


def test_rate_limits_are_changed_one_by_one_or_taken_away() -> None:
    changed = read_settings({"CONVERGENCE_RATE_LIMITS": "ecriture=5/minute, connexion=3/minute;9/hour"}).rate_limits
    assert (changed.ecriture, changed.connexion) == ("5/minute", "3/minute;9/hour")
    assert changed.connexion_compte == RateLimits().connexion_compte
    assert not read_settings({"CONVERGENCE_RATE_LIMITS": "off"}).rate_limits.enabled


def test_names_reserved_for_later_are_accepted_and_said_to_do_nothing() -> None:
    settings = read_settings({"CONVERGENCE_OIDC_ISSUER": "https://x"})
    assert settings.ignored == ("CONVERGENCE_OIDC_ISSUER",)


def test_the_secret_of_sessions_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    settings = read_settings({"CONVERGENCE_DATA_DIR": str(tmp_path)})
    secret = session_secret(settings)
    path = tmp_path / "keys" / "session"
    assert session_secret(settings) == secret == path.read_text("ascii").strip()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_secret_that_is_given_is_not_written(tmp_path: Path) -> None:
    given = {"CONVERGENCE_DATA_DIR": str(tmp_path), "CONVERGENCE_SECRET_KEY": "s" * 32}
    assert session_secret(read_settings(given)) == "s" * 32
    assert list(tmp_path.iterdir()) == []


def test_settings_never_show_their_secret() -> None:
    assert "s" * 32 not in repr(read_settings({"CONVERGENCE_SECRET_KEY": "s" * 32}))
