"""Every date that a company has planned, on one calendar: what stands in its validated projections, product by product.

A constant number of statements for a page, whatever the number of products.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, func, select, true
from sqlalchemy.orm import Session

from models.dossier import Dossier, Evaluation, Projection
from models.lecture import sujet_snapshot
from models.reponse import (
    Reponse,
    ReponseProjetee,
    ReponseProjeteeValidee,
    ReponseValidee,
    Validation,
    ValidationProjection,
)
from models.sujet import Sujet
from referentiels.catalogue import Critere, Demarche, Questionnaire
from reports.listes import Colonne, DemandeListe, Tranche, trancher, trouver
from reports.roadmap_steps import Suite, etapes
from rules.echeances import texte_mois
from rules.families import Decideur
from rules.perimetre import perimetre


@dataclass(frozen=True, slots=True)
class Echeance:
    """One date: a level of a critère, planned for the month « AAAA-MM » by the last validated projection.

    `a_revoir` says that the evaluation was validated anew since; what is no longer published is A_VENIR for ever.
    """

    reference: int
    type: str
    produit: str
    demarche: str
    demarche_titre: str
    questionnaire: str
    theme: str
    critere: str
    critere_titre: str
    niveau: str
    mois: str
    suite: Suite
    a_revoir: bool


@dataclass(frozen=True, slots=True)
class MoisPlanifie:
    """How many dates one month has; `passe` tells a month that is over."""

    mois: str
    nombre: int
    passe: bool


class Calendrier:
    """The dates of one company, as they stand in the month `maintenant` (year * 12 + month - 1)."""

    def __init__(self, session: Session, decideur: Decideur, entreprise_id: str, maintenant: int) -> None:
        self._session = session
        self._decideur = decideur
        self._catalogue = decideur.edition.catalogue
        self._entreprise_id = entreprise_id
        self._maintenant = maintenant
        self._dates = _dates(session)

    def mois(self) -> tuple[MoisPlanifie, ...]:
        """The months that have a date, in order."""
        mois = self._dates.c.value
        compte = select(mois, func.count()).select_from(self._jointures()).where(*self._en_vigueur())
        rows = self._session.execute(compte.group_by(mois).order_by(mois))
        courant = texte_mois(self._maintenant)
        return tuple(MoisPlanifie(texte, nombre, texte < courant) for texte, nombre in rows)

    def page(self, demande: DemandeListe, mois: str = "") -> Tranche[Echeance]:
        """One page of the dates, or of those of one month."""
        cherches = (Sujet.reference, Sujet.nom_plie, Sujet.version_plie, _critere_plie(), self._dates.c.value)
        requete = self._requete(mois).where(trouver(demande.recherche, *cherches))
        tris: dict[str, Colonne] = {
            "mois": self._dates.c.value,
            "produit": Sujet.nom_plie,
            "critere": ReponseProjetee.critere,
        }
        dernier = (self._dates.c.value, Sujet.reference, ReponseProjetee.critere, self._dates.c.key)
        return trancher(self._session, requete, demande, tris, *dernier).lues(self._lue)

    def toutes(self) -> Iterator[Echeance]:
        """Every date, month by month, a few at a time in memory."""
        ordre = (self._dates.c.value, Sujet.reference, ReponseProjetee.critere, self._dates.c.key)
        # no cursor of the server's: that takes a transaction, which pages do not open
        rows = self._session.execute(self._requete("").order_by(*ordre)).yield_per(500)
        return map(self._lue, rows)

    def _requete(self, mois: str) -> Select[Any]:
        actuelle = _actuelles(self._entreprise_id)
        sujet = tuple(Sujet.__table__.columns)
        requete = (
            select(
                *sujet,
                Dossier.demarche,
                Projection.questionnaire,
                ReponseProjetee.critere,
                self._dates.c.key.label("niveau"),
                self._dates.c.value.label("mois"),
                actuelle.c.valeur.label("actuel"),
                (ValidationProjection.evaluation_validation_id != actuelle.c.validation_id).label("depassee_par"),
            )
            .select_from(self._jointures())
            .outerjoin(
                actuelle,
                and_(
                    actuelle.c.sujet_id == Sujet.id,
                    actuelle.c.questionnaire == Projection.questionnaire,
                    actuelle.c.critere == ReponseProjetee.critere,
                ),
            )
            .where(*self._en_vigueur())
        )
        return requete.where(self._dates.c.value == mois) if mois else requete

    def _jointures(self) -> Any:
        return (
            Sujet.__table__.join(Dossier, Dossier.sujet_id == Sujet.id)
            .join(Projection, Projection.dossier_id == Dossier.id)
            .join(
                ValidationProjection,
                and_(
                    ValidationProjection.projection_id == Projection.id,
                    ValidationProjection.numero == Projection.validations,
                ),
            )
            .join(ReponseProjeteeValidee, ReponseProjeteeValidee.validation_id == ValidationProjection.id)
            .join(ReponseProjetee, ReponseProjetee.id == ReponseProjeteeValidee.reponse_id)
            .join(self._dates, true())
        )

    def _en_vigueur(self) -> tuple[ColumnElement[bool], ...]:
        return (
            Sujet.entreprise_id == self._entreprise_id,
            Sujet.archive.is_(False),
            Dossier.quitte.is_(False),
            ReponseProjetee.non_applicable.is_(False),
        )

    def _lue(self, row: Any) -> Echeance:
        demarche = self._catalogue.demarches.get(row.demarche)
        questionnaire = self._catalogue.questionnaires.get(row.questionnaire)
        critere = questionnaire.criteres.get(row.critere) if questionnaire is not None else None
        sujet = sujet_snapshot(row)
        echeance = Echeance(
            reference=row.reference,
            type=row.type,
            produit=sujet.libelle,
            demarche=row.demarche,
            demarche_titre=demarche.titre if demarche is not None else row.demarche,
            questionnaire=row.questionnaire,
            theme=questionnaire.theme if questionnaire is not None else row.questionnaire,
            critere=row.critere,
            critere_titre=critere.titre if critere is not None else "",
            niveau=row.niveau,
            mois=row.mois,
            suite=Suite.A_VENIR,
            # a critère that the last validated evaluation does not have is to be seen again too
            a_revoir=row.depassee_par is None or bool(row.depassee_par),
        )
        if demarche is None or questionnaire is None or critere is None:
            return echeance
        return replace(echeance, suite=self._suite(row, demarche, questionnaire, critere))

    def _suite(self, row: Any, demarche: Demarche, questionnaire: Questionnaire, critere: Critere) -> Suite:
        volet = demarche.volet(questionnaire.cle)
        if volet is None:
            return Suite.A_VENIR
        profil = self._decideur.profil(sujet_snapshot(row), demarche)
        cible = perimetre(self._catalogue, demarche, volet, profil).cibles.get(critere.code)
        datees = etapes(cible, {row.niveau: row.mois}, row.actuel, self._maintenant) if cible is not None else ()
        return datees[0].suite if datees else Suite.A_VENIR


def _critere_plie() -> ColumnElement[str]:
    """Codes of critères have no accents."""
    return func.lower(ReponseProjetee.critere)


def _dates(session: Session) -> Any:
    """The months of an answer as rows `key` (level) and `value` (month), in the words of each database."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    each = func.json_each_text if postgresql else func.json_each
    return each(ReponseProjetee.echeances).table_valued("key", "value", joins_implicitly=True).alias("dates")


def _actuelles(entreprise_id: str) -> Any:
    """What was validated last, critère by critère, in every evaluation of the company."""
    return (
        select(
            Evaluation.sujet_id,
            Evaluation.questionnaire,
            Validation.id.label("validation_id"),
            Reponse.critere,
            Reponse.valeur.cast(String).label("valeur"),
        )
        .join(Sujet, Sujet.id == Evaluation.sujet_id)
        .join(Validation, and_(Validation.evaluation_id == Evaluation.id, Validation.numero == Evaluation.validations))
        .join(ReponseValidee, ReponseValidee.validation_id == Validation.id)
        .join(Reponse, Reponse.id == ReponseValidee.reponse_id)
        .where(Sujet.entreprise_id == entreprise_id)
        .subquery("actuelles")
    )
