"""Where each part of a process stands: states on one line, flows that jump ahead above it, flows that go back below.

A state is a task; one that several events leave has an exclusive gateway behind it, for in BPMN several flows out of a
task would all be taken. Lengths are pixels, y goes down.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.symbols import EVENEMENTS
from workflows.machines.gate import Lifecycle, Step, states, steps

TACHE_L, TACHE_H = 140, 80
PASSERELLE, ROND = 50, 36
PAS = 330
"""From one state to the next."""
COULOIR = 56
"""Between two flows above one another, with their words."""
MOT_L, MOT_H = 90, 27
MARGE = 30


@dataclass(frozen=True, slots=True)
class Boite:
    """A rectangle."""

    x: int
    y: int
    largeur: int
    hauteur: int

    @property
    def milieu(self) -> tuple[int, int]:
        """Its centre."""
        return self.x + self.largeur // 2, self.y + self.hauteur // 2


@dataclass(frozen=True, slots=True)
class Noeud:
    """A part that flows join; `genre` is depart, etat, choix or fin; `etat` is the state it belongs to."""

    id: str
    genre: str
    nom: str
    boite: Boite
    etat: str


@dataclass(frozen=True, slots=True)
class Flux:
    """A flow from a part to another, through its corners; `mot` is where its name stands."""

    id: str
    nom: str
    source: str
    cible: str
    points: tuple[tuple[int, int], ...]
    mot: Boite


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole process."""

    id: str
    nom: str
    noeuds: tuple[Noeud, ...]
    flux: tuple[Flux, ...]
    largeur: int
    hauteur: int


@dataclass(frozen=True, slots=True)
class _Trajet:
    """A step that does not go straight to the next state: its lane is numbered from 1, away from the line."""

    pas: Step
    debut: int
    bout: int
    couloir: int


def tracer(machine: type[Lifecycle], identifiant: str, nom: str, fin: str) -> Plan:
    """The plan of a lifecycle; `fin` is the state where its process ends."""
    return _Trace(machine, identifiant, nom, fin).plan()


class _Trace:
    """One plan being drawn."""

    def __init__(self, machine: type[Lifecycle], identifiant: str, nom: str, fin: str) -> None:
        self._id, self._nom, self._fin = identifiant, nom, fin
        self._etats = (*(etat for etat in states(machine) if etat != fin), fin)
        self._noms = {str(etat.value): str(etat.name) for etat in machine.states}
        self._pas = steps(machine)
        self._rang = {etat: rang for rang, etat in enumerate(self._etats)}
        self._droits = self._straight()
        autres = [pas for pas in self._pas if pas not in self._droits]
        self._dessus = _couloirs([self._arc(pas) for pas in autres if self._avance(pas)])
        self._dessous = _couloirs([self._arc(pas) for pas in autres if not self._avance(pas)])
        self._axe = MARGE + COULOIR * max((t.couloir for t in self._dessus), default=0) + MOT_H + TACHE_H // 2

    def plan(self) -> Plan:
        noeuds = {noeud.id: noeud for noeud in self._noeuds()}
        flux = tuple(self._flux(noeuds))
        bas = COULOIR * max((t.couloir for t in self._dessous), default=0)
        largeur = max(noeud.boite.x + noeud.boite.largeur for noeud in noeuds.values()) + MARGE
        hauteur = self._axe + TACHE_H // 2 + bas + MARGE
        return Plan(self._id, self._nom, tuple(noeuds.values()), flux, largeur, hauteur)

    def _straight(self) -> frozenset[Step]:
        """The first step from each state to the next one."""
        premiers: dict[str, Step] = {}
        for pas in self._pas:
            if self._rang[pas.target] == self._rang[pas.source] + 1:
                premiers.setdefault(pas.source, pas)
        return frozenset(premiers.values())

    def _avance(self, pas: Step) -> bool:
        return self._rang[pas.target] > self._rang[pas.source]

    def _arc(self, pas: Step) -> tuple[Step, int, int]:
        debut, bout = sorted((self._rang[pas.source], self._rang[pas.target]))
        return pas, debut, bout

    def _choix(self, etat: str) -> bool:
        """Whether several flows leave the state; the end of the process is one of them."""
        return sum(pas.source == etat for pas in self._pas) + (etat == self._fin) > 1

    def _noeuds(self) -> Iterator[Noeud]:
        rond = Boite(MARGE, self._axe - ROND // 2, ROND, ROND)
        yield Noeud(f"{self._id}_depart", "depart", "", rond, self._etats[0])
        for rang, etat in enumerate(self._etats):
            x = 2 * MARGE + 2 * ROND + rang * PAS
            boite = Boite(x, self._axe - TACHE_H // 2, TACHE_L, TACHE_H)
            yield Noeud(f"{self._id}_{etat}", "etat", self._noms[etat], boite, etat)
            x += TACHE_L + MARGE
            if self._choix(etat):
                choix = Boite(x, self._axe - PASSERELLE // 2, PASSERELLE, PASSERELLE)
                yield Noeud(f"{self._id}_{etat}_choix", "choix", "", choix, etat)
            if etat == self._fin:
                fin = Boite(x + PASSERELLE + MARGE, self._axe - ROND // 2, ROND, ROND)
                yield Noeud(f"{self._id}_fin", "fin", "", fin, etat)

    def _flux(self, noeuds: Mapping[str, Noeud]) -> Iterator[Flux]:
        yield self._droit(noeuds, "vers_le_debut", "", f"{self._id}_depart", f"{self._id}_{self._etats[0]}")
        for etat in self._etats:
            if self._choix(etat):
                yield self._droit(noeuds, f"{etat}_sortie", "", f"{self._id}_{etat}", f"{self._id}_{etat}_choix")
        yield self._droit(noeuds, "vers_la_fin", "", self._sortie(self._fin), f"{self._id}_fin")
        for pas in self._pas:
            if pas in self._droits:
                source, cible = self._sortie(pas.source), f"{self._id}_{pas.target}"
                yield self._droit(noeuds, _cle(pas), EVENEMENTS[pas.event], source, cible)
        for sens, trajets in ((-1, self._dessus), (1, self._dessous)):
            yield from self._detours(noeuds, trajets, sens)

    def _sortie(self, etat: str) -> str:
        return f"{self._id}_{etat}_choix" if self._choix(etat) else f"{self._id}_{etat}"

    def _droit(self, noeuds: Mapping[str, Noeud], cle: str, nom: str, source: str, cible: str) -> Flux:
        de, vers = noeuds[source].boite, noeuds[cible].boite
        points = ((de.x + de.largeur, self._axe), (vers.x, self._axe))
        mot = Boite((points[0][0] + points[1][0]) // 2 - MOT_L // 2, self._axe - MOT_H - 4, MOT_L, MOT_H)
        return Flux(f"{self._id}_{cle}", nom, source, cible, points, mot)

    def _detours(self, noeuds: Mapping[str, Noeud], trajets: Sequence[_Trajet], sens: int) -> Iterator[Flux]:
        """Out of the line, along a lane, and back into it; those that enter the same state each have their place."""
        for trajet in trajets:
            pas = trajet.pas
            memes = [autre for autre in trajets if autre.pas.target == pas.target]
            source, cible = self._sortie(pas.source), f"{self._id}_{pas.target}"
            de, vers = noeuds[source].boite, noeuds[cible].boite
            x = vers.x + TACHE_L * (memes.index(trajet) + 1) // (len(memes) + 1)
            depart = de.milieu[0] if self._choix(pas.source) else de.x + de.largeur - 10
            y = self._axe + sens * (TACHE_H // 2 + COULOIR * trajet.couloir - 12)
            points = (
                (depart, self._axe + sens * de.hauteur // 2),
                (depart, y),
                (x, y),
                (x, self._axe + sens * TACHE_H // 2),
            )
            mot = Boite((depart + x) // 2 - MOT_L // 2, y - MOT_H - 2, MOT_L, MOT_H)
            yield Flux(f"{self._id}_{_cle(pas)}", EVENEMENTS[pas.event], source, cible, points, mot)


def _couloirs(arcs: Sequence[tuple[Step, int, int]]) -> tuple[_Trajet, ...]:
    """Each arc in the nearest lane where it meets no other, the shortest first."""
    places: list[_Trajet] = []
    for pas, debut, bout in sorted(arcs, key=lambda arc: (arc[2] - arc[1], arc[1])):
        pris = {trajet.couloir for trajet in places if trajet.debut <= bout and debut <= trajet.bout}
        couloir = next(numero for numero in range(1, len(arcs) + 1) if numero not in pris)
        places.append(_Trajet(pas, debut, bout, couloir))
    return tuple(places)


def _cle(pas: Step) -> str:
    return f"{pas.source}_{pas.event}_{pas.target}"
