"""A dossier at the moment that an address asks for: what its company saw then, under what was published then."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask_babel import gettext as _

from models.database import db
from referentiels.catalogue import Demarche, Volet
from reports.dossier_audite import DossierAudite, dossier_audite
from reports.position import PositionDuJournal
from reports.restitution import Restitution, RienACetInstant, restituer
from reports.results import Lecteur, Resultats
from reports.roadmap import FeuilleDeRoute
from reports.roadmap_reading import LecteurDeRoute
from webapp.audit.consultation import consulter
from webapp.audit.moment import MomentIllisible, moment_demande
from webapp.industriel.opening import decideur_of
from webapp.runtime import runtime
from workflows.clock import jour
from workflows.errors import NotFound


@dataclass(frozen=True)
class Alors:
    """A dossier at a position, and the démarche as it was published then."""

    dossier: DossierAudite
    position: PositionDuJournal
    restitution: Restitution
    demarche: Demarche

    def volet(self, questionnaire: str) -> Volet:
        """The volet of that questionnaire.

        Raises: NotFound.
        """
        volet = self.demarche.volet(questionnaire)
        if volet is None or volet.sujet.value != self.restitution.sujet.type:
            raise NotFound(_("Ce questionnaire n’existait pas dans cette démarche."))
        return volet

    def resultats(self, volet: Volet, numero: int | None = None) -> Resultats:
        """The results of the validation of that number, or of the last one of then.

        Raises: AucuneValidation.
        """
        lu = self.restitution
        return Lecteur(lu.session, lu.edition_at, decideur_of).lire(lu.edition, lu.sujet, self.demarche, volet, numero)

    def feuille(self, volet: Volet, numero: int | None = None) -> FeuilleDeRoute:
        """The roadmap of the validation of that number, or of the last one of then.

        Raises: AucuneValidation.
        """
        lu, aujourdhui = self.restitution, jour(self.position.instant)
        lecteur = LecteurDeRoute(lu.session, lu.edition_at, decideur_of, aujourdhui)
        return lecteur.lire(lu.edition, lu.sujet, self.demarche, volet, numero)


def dossier_consulte(identifiant: str) -> DossierAudite:
    """The dossier of that identifier, whose consultation is noted.

    Raises: NotFound.
    """
    dossier = dossier_audite(db.session(), identifiant)
    if dossier is None:
        raise NotFound(_("Ce dossier n’existe pas."))
    consulter(dossier.sujet, dossier.id)
    return dossier


@contextmanager
def alors_de(dossier: DossierAudite) -> Iterator[Alors]:
    """That dossier at the moment of the current request's address.

    Raises: MomentIllisible where it names none, or none at which the dossier was there; NotFound.
    """
    position = moment_demande(dossier.log)
    if position is None:
        raise MomentIllisible
    try:
        with restituer(db.session(), runtime().editions, dossier.sujet, position) as lu:
            demarche = lu.edition.catalogue.demarches.get(dossier.demarche)
            if demarche is None or dossier.demarche not in lu.sujet.dossiers:
                raise MomentIllisible(_("À cet instant, ce dossier n’existait pas encore."))
            yield Alors(dossier, position, lu, demarche)
    except RienACetInstant as rien:
        raise MomentIllisible(_("À cet instant, ce produit n’existait pas encore.")) from rien
