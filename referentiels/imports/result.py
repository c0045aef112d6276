"""What reading a file gives: drafts that may be published, what of the file they do not hold, and what to look at."""

from dataclasses import dataclass

from referentiels.catalogue import TypeSujet
from referentiels.loading import Document

REGLES = "regles"


@dataclass(frozen=True, slots=True)
class Ecart:
    """Something of the file that no draft holds: where it stands, what it is, and why."""

    ligne: int
    place: str
    valeur: str
    raison: str

    def __str__(self) -> str:
        """The loss as one French sentence."""
        ou = (
            f"ligne {self.ligne}" + (f", « {self.place} »" if self.place else "") if self.ligne else f"« {self.place} »"
        )
        return f"{ou} : {self.valeur} : {self.raison}."


@dataclass(frozen=True, slots=True)
class Brouillon:
    """A document to publish, by the names it is published under; `nombre` counts what it holds."""

    genre: str
    code: str
    version: str
    titre: str
    texte: str
    nombre: int

    @property
    def cle(self) -> str:
        """What a questionnaire is known under."""
        return f"{self.code}-{self.version}"


@dataclass(frozen=True, slots=True)
class Options:
    """What whoever imports may choose; the file decides what is left empty."""

    code: str = ""
    version: str = ""
    sujet: TypeSujet = TypeSujet.PRODUIT


@dataclass(frozen=True, slots=True)
class Importe:
    """Drafts in the order they are published in: each names only what comes before it."""

    format: str
    titre: str
    brouillons: tuple[Brouillon, ...]
    non_repris: tuple[Ecart, ...] = ()
    avertissements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cadre:
    """What is in effect where the file comes: its codes are taken, its qualification is added to."""

    documents: tuple[Document, ...] = ()

    def de_genre(self, genre: str) -> tuple[Document, ...]:
        """The documents of that kind."""
        return tuple(document for document in self.documents if document.genre == genre)

    def versions(self, code: str) -> tuple[Document, ...]:
        """The versions of the questionnaire of that code, in effect."""
        return tuple(document for document in self.de_genre("questionnaire") if document.code == code)
