"""What the proofs of an answer add up to: the sets that may satisfy its critère, and what they miss."""

from hashlib import sha256
from json import dumps

from models.snapshot import ReponseSnapshot
from referentiels.catalogue import JeuDePreuves, PreuveAttendue, Scenario


def jeux_admis(scenario: Scenario, reponse: ReponseSnapshot | None) -> tuple[JeuDePreuves, ...]:
    """The set that was chosen, or all of them while nobody chose, or where the choice is no longer offered."""
    choisi = tuple(jeu for jeu in scenario.jeux if reponse is not None and jeu.code == reponse.jeu_de_preuves)
    return choisi or scenario.jeux


def types_manquants(jeu: JeuDePreuves, reponse: ReponseSnapshot | None) -> tuple[PreuveAttendue, ...]:
    """The types of a set that no usable proof of the answer is of."""
    fournies = reponse.preuves if reponse is not None else ()
    couverts = {fournie.type for fournie in fournies if fournie.jeu == jeu.code and fournie.utilisable}
    return tuple(attendue for attendue in jeu.preuves if attendue.code not in couverts)


def manquants(scenario: Scenario | None, reponse: ReponseSnapshot | None) -> tuple[PreuveAttendue, ...]:
    """The types of proof that the chosen set lacks, or the set that lacks fewest; none where none is expected."""
    if scenario is None:
        return ()
    return min((types_manquants(jeu, reponse) for jeu in jeux_admis(scenario, reponse)), key=len, default=())


def depot_finalise(scenario: Scenario | None, reponse: ReponseSnapshot | None) -> bool:
    """Whether somebody said that the deposit of proofs is over, or there is nothing to deposit."""
    if scenario is None or not any(jeu.preuves for jeu in scenario.jeux):
        return True
    return reponse is not None and reponse.depot_finalise


def vue_du_depot(reponse: ReponseSnapshot | None) -> str:
    """What stands for the proofs that somebody sees, for them to say so when they decide on them: 16 digits."""
    seen: list[object] = [None, False, []]
    if reponse is not None:
        fournies = sorted([p.preuve, p.jeu, p.type, p.utilisable] for p in reponse.preuves)
        seen = [reponse.jeu_de_preuves, reponse.depot_finalise, fournies]
    return sha256(dumps(seen).encode()).hexdigest()[:16]
