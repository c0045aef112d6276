"""`convergence audit results`: a downloaded file is checked where there is no database."""

from pathlib import Path

from flask import Flask

from reports.bundle_format import README
from tests.support.builders import Site
from tests.support.bundles import Members, download, forged
from tests.support.finishing import TELESOIN, en_telesoin
from tests.support.shell import Shell


def _changed(held: Members) -> None:
    held[README] += b"."


def test_results_are_checked_from_their_file_alone(app: Flask, site: Site, tmp_path: Path) -> None:
    data = download(app, site, en_telesoin(site), TELESOIN)
    whole, altered, other = (tmp_path / name for name in ("entier.zip", "change.zip", "autre.zip"))
    whole.write_bytes(data)
    altered.write_bytes(forged(data, _changed))
    other.write_bytes(b"rien")
    nowhere = Shell({"CONVERGENCE_DATA_DIR": str(tmp_path / "aucune")})
    told = nowhere.json(f"audit results {whole}")
    assert (told["intact"], told["key"]) == (True, site.signer.fingerprint)  # type: ignore[index]
    refused = nowhere(f"audit results {altered}")
    assert refused.exit_code == 1
    assert "n'est pas le fichier que dit le manifeste" in refused.stderr
    assert nowhere(f"audit results {other}").exit_code == 1
