"""Reading a roadmap: the validation with its plans, the evaluation it starts from, the rules of that day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from models.snapshot import (
    ProjectionSnapshot,
    ReponseProjeteeSnapshot,
    SujetSnapshot,
    ValidationProjectionSnapshot,
    ValidationSnapshot,
)
from referentiels.catalogue import Demarche, Volet
from reports.dossiers import parcours_de
from reports.personnes import noms
from reports.projection_history import (
    LigneDeProjection,
    avec_ses_plans,
    depart_de,
    ligne_de_projection,
    validations_projetees,
)
from reports.results import AucuneValidation, DecideurOf, EditionAt
from reports.roadmap import FeuilleDeRoute, LigneDeRoute, SectionDeRoute, mois_de
from reports.roadmap_steps import etapes
from reports.roadmap_why import expliquer_projection
from rules.echeances import besoin
from rules.edition import Edition
from rules.perimetre import CritereCible, Perimetre


@dataclass(frozen=True, slots=True)
class _Trouvee:
    """What a roadmap is drawn from: the validation with its plans, the evaluation it starts from, the rules of then."""

    projection: ProjectionSnapshot | None
    validation: ValidationProjectionSnapshot | None
    depart: ValidationSnapshot | None
    edition: Edition
    perimetre: Perimetre
    historique: tuple[LigneDeProjection, ...]
    evaluateur: str


class LecteurDeRoute:
    """Reads the roadmap of one questionnaire of one dossier; a constant number of statements."""

    def __init__(self, session: Session, edition_at: EditionAt, decideur_of: DecideurOf, aujourdhui: date) -> None:
        self._session = session
        self._edition_at = edition_at
        self._decideur_of = decideur_of
        self._aujourdhui = aujourdhui

    def lire(
        self, courante: Edition, sujet: SujetSnapshot, demarche: Demarche, volet: Volet, numero: int | None = None
    ) -> FeuilleDeRoute:
        """The roadmap of the validation of that number, or of the last one.

        Raises: AucuneValidation where there is none of that number.
        """
        projection = sujet.dossiers[demarche.code].projections.get(volet.questionnaire)
        toutes = validations_projetees(self._session, projection.id) if projection is not None else ()
        choisie = next((v for v in toutes if numero in (None, v.numero)), None)
        if choisie is None and numero is not None:
            raise AucuneValidation(f"validation {numero}")
        edition = courante if choisie is None else self._edition_of(choisie)
        # the démarche as it was published then: its scope is what was planned
        alors = edition.catalogue.demarches.get(demarche.code, demarche)
        perimetre = self._decideur_of(edition).perimetre(sujet, alors, alors.volet(volet.questionnaire) or volet)
        validation = avec_ses_plans(self._session, choisie) if choisie is not None else None
        evaluation = sujet.evaluations.get(volet.questionnaire)
        depart = depart_de(self._session, validation, evaluation) if validation is not None else None
        comptes = [compte for v in toutes for compte in (v.valide_par, v.demande_par)]
        connus = noms(self._session, (*comptes, depart.valide_par if depart is not None else None))
        historique = tuple(ligne_de_projection(v, connus) for v in toutes)
        evaluateur = connus.get(depart.valide_par, "") if depart is not None else ""
        trouvee = _Trouvee(projection, validation, depart, edition, perimetre, historique, evaluateur)
        return _feuille(sujet, trouvee, self._aujourdhui)

    def _edition_of(self, validation: ValidationProjectionSnapshot) -> Edition:
        verdict = validation.verdict
        return self._edition_at(verdict.rendu_le if verdict else validation.valide_le, _digest(validation))


def _digest(validation: ValidationProjectionSnapshot) -> str:
    """The edition that judged the validation."""
    return validation.verdict.edition if validation.verdict is not None else validation.edition


def _feuille(sujet: SujetSnapshot, trouvee: _Trouvee, aujourdhui: date) -> FeuilleDeRoute:
    validation, perimetre, edition = trouvee.validation, trouvee.perimetre, trouvee.edition
    evaluation = sujet.evaluations.get(perimetre.questionnaire.cle)
    actuelle = evaluation.validation if evaluation is not None else None
    valides = _valeurs(trouvee.depart)
    verdict = validation.verdict if validation is not None else None
    return FeuilleDeRoute(
        sujet=sujet,
        demarche=perimetre.demarche,
        parcours=parcours_de(edition.catalogue, perimetre.demarche),
        questionnaire=perimetre.questionnaire,
        edition=edition,
        edition_retrouvee=validation is None or edition.digest == _digest(validation),
        aujourdhui=aujourdhui,
        validation=next((une for une in trouvee.historique if validation and une.numero == validation.numero), None),
        derniere=validation is None or validation.numero == trouvee.historique[0].numero,
        depart=trouvee.depart,
        evaluateur=trouvee.evaluateur,
        a_revoir=trouvee.depart is not None and actuelle is not None and actuelle.id != trouvee.depart.id,
        brouillon=trouvee.projection is not None and trouvee.projection.etat in ("brouillon", "a_valider"),
        explication=(
            expliquer_projection(edition, perimetre, verdict, valides, validation.reponses)
            if validation is not None and verdict is not None
            else None
        ),
        sections=tuple(_sections(perimetre, validation, valides, _valeurs(actuelle), mois_de(aujourdhui))),
        historique=trouvee.historique,
    )


def _valeurs(validation: ValidationSnapshot | None) -> Mapping[str, str | None]:
    return {code: reponse.valeur for code, reponse in validation.reponses.items()} if validation is not None else {}


def _sections(
    perimetre: Perimetre,
    validation: ValidationProjectionSnapshot | None,
    valides: Mapping[str, str | None],
    actuelles: Mapping[str, str | None],
    maintenant: int,
) -> Iterator[SectionDeRoute]:
    plans: Mapping[str, ReponseProjeteeSnapshot] = validation.reponses if validation is not None else {}
    for section in perimetre.questionnaire.sections if validation is not None else ():
        cibles = (perimetre.cibles.get(critere.code) for critere in section.tous_les_criteres())
        lignes = tuple(
            _ligne(
                cible,
                plans.get(cible.critere.code),
                perimetre.valeur(cible.critere.code, valides),
                perimetre.valeur(cible.critere.code, actuelles),
                maintenant,
            )
            for cible in cibles
            if cible is not None and cible.compte
        )
        if lignes:
            yield SectionDeRoute(section, lignes)


def _ligne(
    cible: CritereCible,
    plan: ReponseProjeteeSnapshot | None,
    depart: str | None,
    actuel: str | None,
    maintenant: int,
) -> LigneDeRoute:
    return LigneDeRoute(
        cible=cible,
        depart=depart,
        actuel=actuel,
        besoin=besoin(cible, depart),
        etapes=etapes(cible, plan.echeances if plan is not None else {}, actuel, maintenant),
        non_applicable=plan is not None and plan.non_applicable,
        commentaire=plan.commentaire if plan is not None else "",
    )
