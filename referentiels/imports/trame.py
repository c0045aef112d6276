"""What every foreign file is first read into: a tree of nodes, some of which are answered."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from referentiels.catalogue import Provenance
from referentiels.imports.result import Ecart


@dataclass
class Noeud:
    """A node; `niveaux` are the texts of its levels, least mature first, none for Conforme / Non conforme.

    `reference` is what people call it, `identifiant` what the file does; `place` and `ligne` say where it stands.
    """

    identifiant: str
    reference: str = ""
    nom: str = ""
    texte: str = ""
    objectif: str = ""
    evaluable: bool = False
    niveaux: tuple[str, ...] = ()
    preuve: str = ""
    groupes: tuple[str, ...] = ()
    liens: tuple[tuple[str, str], ...] = ()
    enfants: list["Noeud"] = field(default_factory=list)
    place: str = ""
    ligne: int = 0

    def tous(self) -> Iterator["Noeud"]:
        """This node and every one below, in reading order."""
        yield self
        for enfant in self.enfants:
            yield from enfant.tous()


@dataclass(frozen=True, slots=True)
class Groupe:
    """A group of critères that concerns some subjects only; one that is `toujours` chosen asks nothing of them."""

    code: str
    nom: str
    toujours: bool


@dataclass
class Trame:
    """A file as read, whatever its format."""

    provenance: Provenance
    code: str
    version: str
    titre: str
    description: str
    racines: list[Noeud]
    niveaux: tuple[str, ...] = ()
    groupes: tuple[Groupe, ...] = ()
    non_repris: list[Ecart] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)

    def tous(self) -> Iterator[Noeud]:
        """Every node, in reading order."""
        for racine in self.racines:
            yield from racine.tous()
