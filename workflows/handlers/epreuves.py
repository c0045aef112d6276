"""What a draft goes through before people look at it: checked, tested, simulated; each result kept with what it saw."""

from typing import Any

from models.entry import timestamp
from models.events import Event
from rules.findings import Finding
from workflows.commands.publications import ConstaterSimulation, TesterBrouillon, VerifierBrouillon
from workflows.context import Contexte
from workflows.errors import ValidationRefused
from workflows.handlers.cible_publication import CiblePublication

CONSTATS_GARDES = 200
"""Findings kept with a draft, the errors first: more are no easier to mend."""


def verifier(command: VerifierBrouillon, context: Contexte) -> None:
    """Check the edition as it would be with the draft; with errors the draft stays one, and the findings are kept."""
    cible = CiblePublication(command, context)
    examen = cible.examiner(cible.projet)
    erreurs = len(examen.errors)
    cible.fire("infirmer" if erreurs else "verifier")
    cible.publication.controle = _constat(cible) | {
        "erreurs": erreurs,
        "avertissements": len(examen.findings) - erreurs,
        "constats": [_garde(finding) for finding in examen.findings[:CONSTATS_GARDES]],
    }
    cible.publication.essai = cible.publication.simulation = None
    cible.tell(Event.PUBLICATION_VERIFIEE)


def tester(command: TesterBrouillon, context: Contexte) -> None:
    """Replay the cases, and try the engine apart; where one fails the draft goes back to its beginning."""
    cible = CiblePublication(command, context)
    cible.ask("tester")
    examen = cible.examiner(cible.projet)
    if examen.edition is None:
        raise AssertionError("un brouillon vérifié se lit")
    essai = context.atelier.essayer(cible.projet, examen.edition, context.edition)
    cible.fire("infirmer" if essai.failures else "tester")
    cible.publication.essai = _constat(cible) | {
        "cas": essai.cases,
        "compares": essai.alike,
        "echecs": list(essai.failures[:CONSTATS_GARDES]),
    }
    cible.publication.simulation = None
    cible.tell(Event.PUBLICATION_TESTEE)


def simuler(command: ConstaterSimulation, context: Contexte) -> None:
    """Keep what a simulation found."""
    cible = CiblePublication(command, context)
    if not command.resume:
        raise ValidationRefused("Une simulation sans résultat ne se constate pas.")
    cible.fire("simuler")
    cible.publication.simulation = _constat(cible) | {"resume": dict(command.resume)}
    cible.tell(Event.PUBLICATION_SIMULEE)


def _garde(finding: Finding) -> dict[str, Any]:
    """The finding as it is kept: the keys of what the journal holds are ASCII, and those of a case are labels."""
    return finding.to_json() | {"cas": [[fait, valeur] for fait, valeur in finding.case.items()]}


def _constat(cible: CiblePublication) -> dict[str, Any]:
    """What the step looked at, and when."""
    return {
        "digest": cible.publication.digest,
        "edition": cible.projet.digest,
        "le": timestamp(cible.context.now),
    }
