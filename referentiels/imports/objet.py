"""A set of keys of a foreign file, read key by key: those that nothing read are what is not kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from referentiels.faults import Faute, Place, ReferentielInvalid, place_en_texte, valeur_en_texte
from referentiels.imports.result import Ecart
from referentiels.imports.texts import propre
from referentiels.reading import Lecture

FRANCAIS = ("fr", "fr-FR", "fr_FR")


@dataclass
class Objet:
    """Keys at a place of a file; `traduit` holds the French of some of its texts."""

    lecture: Lecture
    place: Place
    valeurs: Mapping[str, Any]
    lus: set[str] = field(default_factory=set)
    traduit: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ligne(self) -> int:
        """The line it begins on, 0 where the file has none."""
        return self.lecture.lignes.get(self.place, 0)

    def refus(self, cle: str, attendu: str) -> ReferentielInvalid:
        """The refusal of the file because of that key."""
        return ReferentielInvalid([self.lecture.faute((*self.place, cle), attendu)])

    def brut(self, cle: str) -> Any:
        """The value as it stands, None where there is none."""
        self.lus.add(cle)
        return self.valeurs.get(cle)

    def texte(self, cle: str) -> str:
        """A text, the French one where there is one; empty where there is none.

        Raises: ReferentielInvalid for a list or a set of keys.
        """
        valeur = self.brut(cle)
        if isinstance(valeur, dict | list):
            raise self.refus(cle, "un texte")
        return propre(self.traduit.get(cle)) or propre(valeur)

    def booleen(self, cle: str) -> bool:
        """`true`, or nothing. Raises: ReferentielInvalid."""
        valeur = self.brut(cle)
        if valeur is not None and not isinstance(valeur, bool):
            raise self.refus(cle, "true ou false")
        return bool(valeur)

    def textes(self, cle: str) -> tuple[str, ...]:
        """A list of texts, empty where there is none. Raises: ReferentielInvalid."""
        valeur = self.brut(cle)
        if valeur is None:
            return ()
        if not isinstance(valeur, list) or any(isinstance(v, dict | list) for v in valeur):
            raise self.refus(cle, "une liste de textes")
        return tuple(propre(v) for v in valeur if propre(v))

    def objet(self, cle: str) -> "Objet | None":
        """A set of keys under a key, None where there is none. Raises: ReferentielInvalid."""
        valeur = self.brut(cle)
        if valeur is None:
            return None
        if not isinstance(valeur, dict):
            raise self.refus(cle, "un ensemble de clés")
        return Objet(self.lecture, (*self.place, cle), valeur)

    def objets(self, cle: str) -> "list[Objet]":
        """A list of sets of keys, empty where there is none. Raises: ReferentielInvalid."""
        valeur = self.brut(cle)
        if valeur is None:
            return []
        if not isinstance(valeur, list):
            raise self.refus(cle, "une liste")
        for rang, element in enumerate(valeur):
            if not isinstance(element, dict):
                place = (*self.place, cle, rang)
                raise ReferentielInvalid([self.lecture.faute(place, "un ensemble de clés")])
        return [Objet(self.lecture, (*self.place, cle, rang), element) for rang, element in enumerate(valeur)]

    def traduire(self) -> None:
        """Read the French translation, where the file has one."""
        traductions = self.brut("translations")
        if isinstance(traductions, dict):
            for langue in FRANCAIS:
                if isinstance(traductions.get(langue), dict):
                    self.traduit = traductions[langue]
                    return

    def ecart(self, cle: str, raison: str, valeur: object = None) -> Ecart:
        """That what stands under a key is not kept."""
        place = (*self.place, cle) if cle else self.place
        montree = valeur_en_texte(self.valeurs.get(cle) if valeur is None else valeur)
        ligne = self.lecture.lignes.get(place, self.ligne)
        return Ecart(ligne, place_en_texte(place), montree, raison)

    def reste(self, raison: str) -> Iterator[Ecart]:
        """A loss for each key that nothing read and that holds something."""
        for cle, valeur in self.valeurs.items():
            if cle not in self.lus and valeur not in (None, "", [], {}):
                yield self.ecart(cle, raison)


def faute_de(objet: Objet, attendu: str) -> Faute:
    """A fault about the object itself."""
    return objet.lecture.faute(objet.place, attendu)
