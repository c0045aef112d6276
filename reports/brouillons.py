"""The draft of an evaluation beside its last validation."""

from dataclasses import dataclass

from models.snapshot import ReponseSnapshot, SujetSnapshot
from referentiels.catalogue import Critere, Section
from reports.evaluations import contenu
from rules.perimetre import Perimetre


@dataclass(frozen=True, slots=True)
class Modification:
    """A critère, or a node that may be switched off, that the draft answers otherwise than the last validation."""

    critere: Critere | Section
    avant: ReponseSnapshot | None
    apres: ReponseSnapshot | None


@dataclass(frozen=True, slots=True)
class Brouillon:
    """The draft that stands beside the last validation, or alone."""

    etat: str
    modifications: tuple[Modification, ...]


def brouillon_de(sujet: SujetSnapshot, perimetre: Perimetre) -> Brouillon | None:
    """The draft, None where there is none."""
    evaluation = sujet.evaluations.get(perimetre.volet.questionnaire)
    if evaluation is None or evaluation.etat == "valide" or not evaluation.touchee:
        return None
    validees = evaluation.validation.reponses if evaluation.validation is not None else {}
    return Brouillon(
        evaluation.etat,
        tuple(
            Modification(objet, validees.get(code), evaluation.reponses.get(code))
            for code, objet in perimetre.repondables.items()
            if contenu(validees.get(code)) != contenu(evaluation.reponses.get(code))
        ),
    )
