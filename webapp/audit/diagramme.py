"""The state diagram of a lifecycle, drawn from the machine itself: states from left to right, the current one marked.

Plain geometry; colours are in piste.css. Steps forward to the next state are straight, longer ones pass above, steps
back pass below.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.symbols import EVENEMENTS
from workflows.machines.gate import Lifecycle, steps

BOITE, HAUTEUR, ECART = 120, 40, 164
"""Width and height of a state, and the space between two, in pixels."""

ARC = 30
"""How far an arc rises for each state that it passes."""

BOUCLE = 22


@dataclass(frozen=True, slots=True)
class Etat:
    """A state as drawn."""

    code: str
    nom: str
    x: int
    y: int
    actuel: bool


@dataclass(frozen=True, slots=True)
class Fleche:
    """A step as drawn: its path, and its events where they are written."""

    trace: str
    evenements: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Diagramme:
    """A lifecycle; `titre` says what it is of, `nom_actuel` where it stands."""

    titre: str
    nom_actuel: str
    etats: tuple[Etat, ...]
    fleches: tuple[Fleche, ...]
    largeur: int
    hauteur: int
    boite: int = BOITE
    ligne: int = HAUTEUR


def dessiner(machine: type[Lifecycle], titre: str, actuel: str) -> Diagramme:
    """The diagram of a machine at that state."""
    noms = {str(state.value): str(state.name) for state in machine.states}
    places = {code: index for index, code in enumerate(noms)}
    paires: dict[tuple[int, int], list[str]] = {}
    for step in steps(machine):
        paires.setdefault((places[step.source], places[step.target]), []).append(step.event)
    dessus = max((_portee(*paire) for paire in paires if paire[0] <= paire[1]), default=0)
    dessous = max((_portee(*paire) for paire in paires if paire[0] > paire[1]), default=0)
    y = dessus + 24
    etats = (Etat(code, nom, _x(index), y, code == actuel) for index, (code, nom) in enumerate(noms.items()))
    largeur = _x(len(noms) - 1) + BOITE + 1
    fleches = tuple(_fleches(paires, y))
    return Diagramme(titre, noms.get(actuel, actuel), tuple(etats), fleches, largeur, y + HAUTEUR + dessous + 20)


def _x(index: int) -> int:
    return 1 + index * (BOITE + ECART)


def _portee(source: int, target: int) -> int:
    """How far from the row of states that step passes."""
    if source == target:
        return BOUCLE
    return 0 if target == source + 1 else ARC * abs(target - source)


def _fleches(paires: dict[tuple[int, int], list[str]], y: int) -> Iterator[Fleche]:
    for (source, target), evenements in sorted(paires.items()):
        dits = ", ".join(EVENEMENTS[evenement] for evenement in evenements)
        yield _fleche(source, target, y, dits)


def _fleche(source: int, target: int, y: int, dits: str) -> Fleche:
    portee = _portee(source, target)
    if target == source + 1:
        depart, arrivee, milieu = _x(source) + BOITE, _x(target), y + HAUTEUR // 2
        return Fleche(f"M{depart} {milieu}H{arrivee - 6}", dits, (depart + arrivee) // 2, milieu - 6)
    if source == target:
        gauche, droite = _x(source) + BOITE // 2 - 16, _x(source) + BOITE // 2 + 16
        haut = y - BOUCLE
        return Fleche(f"M{gauche} {y}C{gauche} {haut} {droite} {haut} {droite} {y - 6}", dits, gauche + 16, haut)
    depart, arrivee = _x(source) + BOITE // 2, _x(target) + BOITE // 2
    if target > source:
        haut = y - portee
        trace = f"M{depart + 8} {y}C{depart + 8} {haut} {arrivee - 8} {haut} {arrivee - 8} {y - 6}"
        return Fleche(trace, dits, (depart + arrivee) // 2, y - portee * 3 // 4 - 5)
    bas = y + HAUTEUR
    trace = f"M{depart - 8} {bas}C{depart - 8} {bas + portee} {arrivee + 8} {bas + portee} {arrivee + 8} {bas + 6}"
    return Fleche(trace, dits, (depart + arrivee) // 2, bas + portee * 3 // 4 + 14)
