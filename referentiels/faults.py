"""What is wrong in a published file: every fault at once, each with its file, line and place, in a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

Place = tuple[str | int, ...]
LONGUEUR_MONTREE = 60


def place_en_texte(place: Place) -> str:
    """The key path as people write it: `sections[0].criteres[2].texte`."""
    texte = ""
    for pas in place:
        texte += f"[{pas}]" if isinstance(pas, int) else f".{pas}" if texte else pas
    return texte


def valeur_en_texte(valeur: object) -> str:
    """A value as the file shows it, cut where it is long."""
    if isinstance(valeur, bool):
        return "true" if valeur else "false"
    if isinstance(valeur, dict):
        return "un ensemble de clés"
    if isinstance(valeur, list | tuple):
        return f"une liste de {len(valeur)}"
    texte = " ".join(str(valeur).split())
    return texte if len(texte) <= LONGUEUR_MONTREE else f"{texte[: LONGUEUR_MONTREE - 1]}…"


@dataclass(frozen=True, slots=True, order=True)
class Faute:
    """One fault; `valeur` is None where something is missing."""

    fichier: str
    ligne: int
    place: str
    valeur: str | None
    attendu: str

    def __str__(self) -> str:
        """The fault as one French sentence."""
        ou = f"{self.fichier}, ligne {self.ligne}" + (f", « {self.place} »" if self.place else "")
        trouve = "rien n'est donné" if self.valeur is None else f"« {self.valeur} » n'est pas accepté"
        return f"{ou} : {trouve} ; attendu : {self.attendu}."


class ReferentielInvalid(Exception):
    """A document, or a set of documents, cannot be published; `faults` says all that is wrong."""

    def __init__(self, faults: Iterable[Faute]) -> None:
        """Keep the faults in the order of the files."""
        self.faults: tuple[Faute, ...] = tuple(sorted(faults, key=lambda f: (f.fichier, f.ligne, f.place, f.attendu)))
        super().__init__("\n".join(str(faute) for faute in self.faults))
