"""The results of an evaluation read without the site."""

from sqlalchemy.orm import Session

from reports.results import Lecteur, Resultats
from rules.decision import Judge
from rules.edition import Edition
from rules.families import Decideur
from tests.workflows.plateforme import INTEROP, SOCLES, Plateforme

READER = Judge("reference")


def decideur_of(edition: Edition) -> Decideur:
    """The rules of an edition, to read with."""
    return Decideur(edition, READER.read)


def lire(
    plateforme: Plateforme,
    edition: Edition,
    sujet: str,
    numero: int | None = None,
    questionnaire: str = INTEROP,
    demarche: str = SOCLES,
) -> Resultats:
    """The results of a product, as if that edition had always been the one."""
    demarche_lue = edition.catalogue.demarches[demarche]
    volet = demarche_lue.volet(questionnaire)
    assert volet is not None
    snapshot = plateforme.sujet(sujet)
    with Session(plateforme.engine) as session:
        lecteur = Lecteur(session, lambda _instant, _digest: edition, decideur_of)
        return lecteur.lire(edition, snapshot, demarche_lue, volet, numero)
