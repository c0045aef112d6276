"""Ground of every schema: no key that is not known, lists become tuples, French messages."""

from typing import Any, ClassVar

from marshmallow import Schema, post_load

from referentiels import catalogue
from referentiels.fields import ADRESSE, CODE_DE_FICHIER, DATE, VERSION, Champ, Parmi, Texte, code

GENRES = ("parcours", "questionnaire", "qualification")


class Strict(Schema):
    """Keys all known; `vers` is the frozen class that the values become."""

    vers: ClassVar[Any] = None
    ecartes: ClassVar[tuple[str, ...]] = ("genre",)

    def __init__(self, **options: Any) -> None:
        """Say in French what keys are known."""
        super().__init__(**options)
        cles = ", ".join(champ.data_key or nom for nom, champ in self.load_fields.items())
        self.error_messages = {
            **self.error_messages,
            "unknown": f"l'une des clés {cles}",
            "type": "un ensemble de clés",
        }

    @post_load
    def construire(self, data: dict[str, Any], **_: Any) -> Any:
        """The catalogue object of these values; lists become tuples."""
        figees = {nom: tuple(v) if isinstance(v, list) else v for nom, v in data.items() if nom not in self.ecartes}
        return self.vers(**figees)


class LienSchema(Strict):
    """A link."""

    vers = catalogue.Lien
    titre = Texte(required=True)
    url = Texte(ADRESSE, "une adresse https://")


class SourceSchema(Strict):
    """The text that a critère rests on."""

    vers = catalogue.Source
    titre = Texte(required=True)
    article = Texte()
    date = Texte(DATE, "une date AAAA, AAAA-MM ou AAAA-MM-JJ")


class DocumentSchema(Strict):
    """What every published file begins with."""

    genre = Parmi(GENRES, required=True)
    code: Champ[Any] = code(CODE_DE_FICHIER, "mon-espace-sante", required=True)
    version = Texte(VERSION, 'une version telle que "2021" ou "1.2"', 20, required=True)
