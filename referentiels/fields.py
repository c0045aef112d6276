"""marshmallow fields that take nothing but what they name, and say in French what they expected."""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError, fields

T = TypeVar("T")

TEXTE_MAX = 10_000
CODE_DE_FICHIER = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
CODE_DE_CRITERE = r"[A-Z][A-Z0-9_]*(\.[A-Z0-9]+)*"
CODE_DE_CHOIX = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
VERSION = r"[0-9A-Za-z]+([.-][0-9A-Za-z]+)*"
DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
ADRESSE = r"https://[a-z0-9.-]+(/[^\s<>\"']*)?"

MESSAGES: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "cette clé, obligatoire", "null": "une valeur"}


class Champ(fields.Field[T]):
    """Ground of the fields below: one method to write, and French messages."""

    default_error_messages = MESSAGES

    def lire(self, value: Any) -> T:
        """The value accepted.

        Raises: ValidationError with what was expected.
        """
        raise NotImplementedError

    def _deserialize(
        self,
        value: Any,
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: Any,
    ) -> T:
        return self.lire(value)


class Texte(Champ[str]):
    """A text that is not blank, without its outer spaces; one paragraph a line."""

    def __init__(self, motif: str = "", attendu: str = "un texte", maximum: int = TEXTE_MAX, **options: Any) -> None:
        """Take a pattern for codes, and what to say when it does not match."""
        super().__init__(**options)
        self.motif = re.compile(motif) if motif else None
        self.attendu = attendu
        self.maximum = maximum

    def lire(self, value: Any) -> str:
        """The text.

        Raises: ValidationError.
        """
        if not isinstance(value, str):
            raise ValidationError(f"{self.attendu} (entre guillemets si c'est un nombre, ou true, false)")
        texte = value if self.motif else value.strip()
        if not texte or (self.motif and not self.motif.fullmatch(texte)):
            raise ValidationError(self.attendu)
        if len(texte) > self.maximum:
            raise ValidationError(f"{self.attendu} de {self.maximum} caractères au plus")
        return texte


def code(motif: str, exemple: str, **options: Any) -> Texte:
    """A field for a code of that form."""
    return Texte(motif, f"un code tel que {exemple}", 60, **options)


class Booleen(Champ[bool]):
    """`true` or `false`, nothing that merely looks like it."""

    def lire(self, value: Any) -> bool:
        """The boolean.

        Raises: ValidationError.
        """
        if not isinstance(value, bool):
            raise ValidationError("true ou false")
        return value


class Entier(Champ[int]):
    """A whole number from 1."""

    def lire(self, value: Any) -> int:
        """The number.

        Raises: ValidationError.
        """
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise ValidationError("un nombre entier à partir de 1")
        return value


class Parmi(Champ[Any]):
    """One value of a closed list, given back as its enumeration's member where there is one."""

    def __init__(self, valeurs: Iterable[str], **options: Any) -> None:
        """Take the words accepted."""
        super().__init__(**options)
        self.valeurs = tuple(valeurs)

    def lire(self, value: Any) -> Any:
        """The word, or its member.

        Raises: ValidationError.
        """
        for valeur in self.valeurs:
            if isinstance(value, str) and value == str(valeur):
                return valeur
        noms = [valeur.value if isinstance(valeur, StrEnum) else valeur for valeur in self.valeurs]
        raise ValidationError(noms[0] if len(noms) == 1 else f"l'une des valeurs {', '.join(noms)}")


class Seuils(Champ[dict[str, str]]):
    """Thresholds: a level's code by critère's code."""

    def lire(self, value: Any) -> dict[str, str]:
        """The thresholds.

        Raises: ValidationError.
        """
        if not isinstance(value, dict):
            raise ValidationError("un niveau par code de critère")
        fautes = {cle: ["le code d'un niveau"] for cle, niveau in value.items() if not isinstance(niveau, str)}
        if fautes:
            raise ValidationError(fautes)
        return dict(value)


def liste(champ: fields.Field[Any], **options: Any) -> fields.List[Any]:
    """A list that is not empty where it is given."""
    messages = {**MESSAGES, "invalid": "une liste"}
    return fields.List(champ, validate=_pas_vide, error_messages=messages, **options)


def imbrique(schema: type[Schema] | Callable[[], Schema], **options: Any) -> fields.Nested:
    """Keys inside keys."""
    return fields.Nested(schema, error_messages=MESSAGES, **options)


def _pas_vide(valeurs: list[Any]) -> None:
    if not valeurs:
        raise ValidationError("une liste d'au moins un élément, ou pas de liste du tout")
