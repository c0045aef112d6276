"""For a recorded verdict on an evaluation: the fewest answers that would have given another result."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from models.chargement import charger
from models.sujet import Sujet
from reports.history import validations_de
from reports.results import Lecteur
from rules.edition import Edition
from rules.other_answers import OtherAnswers


def answers_of_verdict(
    session: Session, lecteur: Lecteur, edition: Edition, sujet_id: str, decision: Mapping[str, Any]
) -> OtherAnswers | None:
    """What the results of the validation that the decision judged say; None where it is not the standing verdict."""
    seen = decision.get("facts", {}).get("common", {})
    demarche = edition.catalogue.demarches.get(seen.get("demarche", ""))
    volet = demarche.volet(seen.get("questionnaire.cle", "")) if demarche is not None else None
    agregat = charger(session, Sujet.id == sujet_id) if volet is not None else None
    if demarche is None or volet is None or agregat is None or seen.get("passage") != "evaluation":
        return None
    sujet = agregat.snapshot()
    evaluation = sujet.evaluations.get(volet.questionnaire)
    for validation in validations_de(session, evaluation.id) if evaluation is not None else ():
        verdict = validation.verdicts.get(demarche.code)
        if verdict is not None and verdict.decision == decision:
            lus = lecteur.lire(edition, sujet, demarche, volet, validation.numero)
            return lus.explication.autrement if lus.explication is not None else None
    return None
