"""A backup taken while people write is of one instant, and keeps nobody waiting."""

from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.backup.builders import write
from tests.backup.conftest import EmptyPlace
from tests.workflows.plateforme import FORTES, Plateforme


class WrittenMeanwhile(BytesIO):
    """A file during whose writing somebody answers."""

    def __init__(self, plateforme: Plateforme) -> None:
        super().__init__()
        self.plateforme, self.answered = plateforme, 0
        self.sujet = plateforme.produit()

    def write(self, data: Any) -> int:
        """Write, and answer once in a while."""
        written = super().write(data)
        if len(self.getvalue()) > 2000 * (self.answered + 1):
            self.answered += 1
            valeur = ("vert", "rouge")[self.answered % 2]
            self.plateforme.repondre(self.sujet, dict.fromkeys(FORTES, valeur))
        return written


def test_what_is_written_meanwhile_is_whole_or_absent(
    vivante: Plateforme, tmp_path: Path, empty_place: EmptyPlace
) -> None:
    file = WrittenMeanwhile(vivante)
    before = _entries(vivante)
    write(vivante, file)
    assert file.answered > 5
    (tmp_path / "a.zip").write_bytes(file.getvalue())
    place = empty_place(vivante.engine.dialect.name)
    place.restore(tmp_path / "a.zip")
    assert _entries(place.platform(vivante)) == before + 1
    assert _entries(vivante) == before + file.answered


def _entries(plateforme: Plateforme) -> int:
    with plateforme.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM journal_entry")).scalar_one())
