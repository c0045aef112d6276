"""Strict YAML: plain values with the line of each, and none of the language's traps (aliases, tags, twin keys)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from referentiels.faults import Faute, Place, ReferentielInvalid, place_en_texte, valeur_en_texte

OCTETS_MAX = 4_000_000
PROFONDEUR_MAX = 24
NOEUDS_MAX = 200_000
FAUTES_MAX = 200
ENTIER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
BOOLEENS = {"true": True, "false": False}
VIDES = ("", "~", "null")

# libyaml where it was built in: the same events, some ten times faster
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Lecture:
    """What a file holds, and on which line each key and item stands."""

    fichier: str
    contenu: dict[str, Any]
    lignes: Mapping[Place, int]

    def faute(self, place: Place, attendu: str) -> Faute:
        """The fault at that place, with its value and the nearest line known."""
        connue = place
        while connue not in self.lignes and connue:
            connue = connue[:-1]
        valeur: Any = self.contenu
        try:
            for pas in place:
                valeur = valeur[pas]
        except (KeyError, IndexError, TypeError):
            valeur = None
        montree = None if valeur is None else valeur_en_texte(valeur)
        return Faute(self.fichier, self.lignes.get(connue, 1), place_en_texte(place), montree, attendu)


def normalise(texte: str) -> str:
    """The text with `\\n` line ends and no byte-order mark."""
    return texte.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(texte: str, fichier: str, octets_max: int = OCTETS_MAX) -> Lecture:
    """The content and lines of a YAML text whose top is a set of keys.

    Raises: ReferentielInvalid with every fault found.
    """
    _refuse_oversize(texte, fichier, octets_max)
    lecteur = _Lecteur(fichier)
    try:
        for event in _events(texte):
            lecteur.read(event)
    except yaml.MarkedYAMLError as error:
        ligne = error.problem_mark.line + 1 if error.problem_mark else 1
        lecteur.add_fault(ligne, (), error.problem or "texte", "un texte YAML bien formé")
    except yaml.YAMLError as error:
        lecteur.add_fault(1, (), error, "un texte YAML sans caractère de contrôle")
    if not lecteur.faults and not isinstance(lecteur.racine, dict):
        trouve = "un fichier vide" if lecteur.racine is None else lecteur.racine
        lecteur.add_fault(1, (), trouve, "un ensemble de clés")
    if lecteur.faults:
        raise ReferentielInvalid(lecteur.faults)
    return Lecture(fichier, lecteur.racine, lecteur.lignes)


def _refuse_oversize(texte: str, fichier: str, octets_max: int) -> None:
    try:
        octets = len(texte.encode())
    except UnicodeEncodeError as error:
        faute = Faute(fichier, 1, "", repr(texte[error.start])[1:-1], "un texte en UTF-8")
        raise ReferentielInvalid([faute]) from error
    if octets > octets_max:
        raise ReferentielInvalid([Faute(fichier, 1, "", f"{octets} octets", f"{octets_max} octets au plus")])


def _events(texte: str) -> Iterator[yaml.Event]:
    yield from yaml.parse(texte, Loader=_LOADER)


@dataclass
class _Cadre:
    """A list or set of keys being filled."""

    valeur: Any
    place: Place
    cle: str | None = None


@dataclass
class _Lecteur:
    """Builds values from parser events without recursion."""

    fichier: str
    racine: Any = None
    documents: int = 0
    noeuds: int = 0
    lignes: dict[Place, int] = field(default_factory=dict)
    faults: list[Faute] = field(default_factory=list)
    cadres: list[_Cadre] = field(default_factory=list)

    def add_fault(self, ligne: int, place: Place, valeur: object, attendu: str) -> None:
        """Note a fault and go on reading, but not for ever.

        Raises: ReferentielInvalid once there are too many to be read.
        """
        self.faults.append(Faute(self.fichier, ligne, place_en_texte(place), valeur_en_texte(valeur), attendu))
        if len(self.faults) >= FAUTES_MAX:
            raise ReferentielInvalid(self.faults)

    def read(self, event: yaml.Event) -> None:
        """Take one parser event into account."""
        ligne = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.add_fault(ligne, (), "---", "un seul document par fichier")
            if event.tags:
                self.add_fault(ligne, (), "%TAG", "aucune directive")
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.cadres.pop()
        elif isinstance(event, yaml.NodeEvent):
            self._refuse_traps(event, ligne)
            self._node(event, ligne)

    def _refuse_traps(self, event: yaml.NodeEvent, ligne: int) -> None:
        place = self._place()
        if isinstance(event, yaml.AliasEvent):
            self.add_fault(ligne, place, f"*{event.anchor}", "la valeur elle-même, sans renvoi (alias)")
        elif event.anchor is not None:
            self.add_fault(ligne, place, f"&{event.anchor}", "une valeur sans ancre")
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.add_fault(ligne, place, tag, "une valeur sans étiquette de type")

    def _node(self, event: yaml.NodeEvent, ligne: int) -> None:
        self.noeuds += 1
        if self.noeuds > NOEUDS_MAX:
            faute = Faute(self.fichier, ligne, "", f"plus de {NOEUDS_MAX} valeurs", f"{NOEUDS_MAX} valeurs au plus")
            raise ReferentielInvalid([*self.faults, faute])
        if self.cadres and isinstance(self.cadres[-1].valeur, dict) and self.cadres[-1].cle is None:
            self._key(event, ligne)
            return
        place = self._place()
        if isinstance(event, yaml.ScalarEvent):
            self._put(_scalar(event), ligne)
        elif isinstance(event, yaml.AliasEvent):
            self._put("", ligne)
        else:
            valeur: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            self._put(valeur, ligne)
            self._enter(_Cadre(valeur, place), ligne)

    def _enter(self, cadre: _Cadre, ligne: int) -> None:
        self.cadres.append(cadre)
        if len(self.cadres) > PROFONDEUR_MAX:
            faute = Faute(self.fichier, ligne, "", f"{len(self.cadres)} niveaux", f"{PROFONDEUR_MAX} niveaux au plus")
            raise ReferentielInvalid([*self.faults, faute])

    def _key(self, event: yaml.NodeEvent, ligne: int) -> None:
        cadre = self.cadres[-1]
        if isinstance(event, yaml.CollectionStartEvent):
            faute = Faute(self.fichier, ligne, place_en_texte(cadre.place), "une clé composée", "une clé simple")
            raise ReferentielInvalid([*self.faults, faute])
        cadre.cle = event.value if isinstance(event, yaml.ScalarEvent) else ""
        if cadre.cle in cadre.valeur:
            self.add_fault(ligne, (*cadre.place, cadre.cle), cadre.cle, "une clé donnée une seule fois")
        self.lignes.setdefault((*cadre.place, cadre.cle), ligne)

    def _place(self) -> Place:
        if not self.cadres:
            return ()
        cadre = self.cadres[-1]
        if isinstance(cadre.valeur, list):
            return (*cadre.place, len(cadre.valeur))
        return cadre.place if cadre.cle is None else (*cadre.place, cadre.cle)

    def _put(self, valeur: Any, ligne: int) -> None:
        if not self.cadres:
            self.racine = valeur
            return
        cadre = self.cadres[-1]
        self.lignes.setdefault(self._place(), ligne)
        if isinstance(cadre.valeur, list):
            cadre.valeur.append(valeur)
        else:
            cadre.valeur[cadre.cle], cadre.cle = valeur, None


def _scalar(event: yaml.ScalarEvent) -> Any:
    texte: str = event.value
    if not event.implicit[0]:  # quoted or block: always a text
        return texte
    if texte in BOOLEENS:
        return BOOLEENS[texte]
    if texte in VIDES:
        return None
    return int(texte) if ENTIER.fullmatch(texte) else texte
