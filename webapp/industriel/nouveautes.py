"""What changed in the rules since a draft was last written in."""

from models.database import db
from models.snapshot import EvaluationSnapshot, ProjectionSnapshot
from reports.nouveautes import Nouveaute, derniere_saisie, nouveautes
from webapp.industriel.opening import OpenQuestionnaire
from webapp.runtime import edition, runtime


def nouveautes_de(
    opened: OpenQuestionnaire, passage: EvaluationSnapshot | ProjectionSnapshot | None
) -> tuple[Nouveaute, ...]:
    """What took effect meanwhile, for the page of a draft."""
    now = runtime().clock.now()
    return nouveautes(db.session(), edition(), opened.demarche, derniere_saisie(passage), now)
