"""What forbids a step of a publication: not one's own approval, nothing that was checked on something else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Constat = Mapping[str, Any]
"""What a step found, with the digest of the content (`digest`) and of the edition (`edition`) that it looked at."""

IMPOSSIBLE: Final = {
    "brouillon": "Ce brouillon n'est pas encore vérifié : suivez les étapes dans l'ordre.",
    "verifiee": "Ce brouillon est vérifié ; l'étape suivante est de le tester sur ses cas.",
    "testee": "Ce brouillon est testé ; l'étape suivante est de le simuler sur tous les dossiers.",
    "simulee": "Ce brouillon est simulé ; l'étape suivante est de le soumettre à l'approbation.",
    "soumise": "Ce brouillon attend l'approbation d'un autre administrateur.",
    "approuvee": "Ce brouillon est approuvé ; l'étape suivante est de le publier.",
    "publiee": "Cette version est publiée : elle ne change plus. Ouvrez un brouillon de la version suivante.",
    "retiree": "Cette version est retirée : elle ne change plus.",
    "abandonnee": "Ce brouillon est abandonné : il ne change plus.",
}
"""By state, why an event that it does not take is refused."""


@dataclass(frozen=True, slots=True)
class DemandePublication:
    """What the gate looks at; `edition` is the digest of what would be in effect now with the version."""

    acteur: str | None
    auteurs: tuple[str, ...]
    soumis_par: str | None
    digest: str
    edition: str
    controle: Constat | None
    essai: Constat | None
    simulation: Constat | None


def interdits(demande: DemandePublication) -> Mapping[str, tuple[str, ...]]:
    """The sentences that forbid each event now; an event that is not there is free."""
    return {
        "tester": _frais(demande, demande.controle, "la vérification"),
        "simuler": _frais(demande, demande.essai, "les tests"),
        "soumettre": _nomme(demande) + _frais(demande, demande.simulation, "la simulation"),
        "approuver": _nomme(demande) + _autrui(demande) + _frais(demande, demande.simulation, "la simulation"),
    }


def _nomme(demande: DemandePublication) -> tuple[str, ...]:
    if demande.acteur is None:
        return ("Cette étape engage une personne : connectez-vous avec un compte d'administrateur.",)
    return ()


def _autrui(demande: DemandePublication) -> tuple[str, ...]:
    if demande.acteur in demande.auteurs:
        return ("Vous avez écrit dans ce brouillon : un autre administrateur doit l'approuver.",)
    if demande.acteur == demande.soumis_par:
        return ("Vous avez soumis ce brouillon : un autre administrateur doit l'approuver.",)
    return ()


def _frais(demande: DemandePublication, constat: Constat | None, quoi: str) -> tuple[str, ...]:
    if constat is None or constat["digest"] != demande.digest:
        return (f"Le contenu a changé depuis {quoi} : reprenez les étapes depuis la vérification.",)
    if constat["edition"] != demande.edition:
        return (f"Ce qui est en vigueur a changé depuis {quoi} : reprenez les étapes depuis la vérification.",)
    return ()
