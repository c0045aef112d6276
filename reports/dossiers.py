"""The list of questionnaires of a dossier: a card each, and the récapitulatif of a stratégie globale."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.snapshot import (
    DossierSnapshot,
    EvaluationSnapshot,
    ProjectionSnapshot,
    SujetSnapshot,
    ValidationProjectionSnapshot,
    VerdictProjectionSnapshot,
)
from referentiels.catalogue import Catalogue, Demarche, Parcours, Questionnaire, TypeQuestionnaire, TypeSujet
from reports.personnes import noms
from reports.projection_state import base_de, etat_projection
from reports.wording import niveau_atteint
from rules.avancement import EtatEvaluation, Statut, etats_du_dossier, statut_projection
from rules.facts import Demande
from rules.families import Decideur

FERMEE = "bloquee"
RENVOYE = "brouillon"
"""The state that a « Renvoyer » leads back to."""


@dataclass(frozen=True, slots=True)
class CarteEvaluation:
    """An evaluation of the dossier; `refus` says why nothing can be changed in it now, and is empty otherwise.

    `renvoi` is the reason of the last « Renvoyer », until the validation is asked for again.
    """

    questionnaire: str
    titre: str
    etat: str
    statut: Statut
    renseignes: int
    total: int
    touchee: bool
    validee: bool
    brouillon_en_cours: bool
    resultat: str | None
    niveau: str | None
    partage: tuple[str, ...]
    refus: tuple[str, ...]
    renvoi: str


@dataclass(frozen=True, slots=True)
class CarteProjection:
    """A projection of the dossier; `verrous` are the rules' own sentences while it is locked.

    `niveau` is the last verdict, while the evaluation that it rests on still stands; the rest as in CarteEvaluation.
    """

    questionnaire: str
    titre: str
    etat: str
    statut: Statut
    renseignes: int
    total: int
    validee: bool
    brouillon_en_cours: bool
    resultat: str | None
    niveau: str | None
    verrous: tuple[str, ...]
    refus: tuple[str, ...]
    renvoi: str


@dataclass(frozen=True, slots=True)
class Recapitulatif:
    """What was said of a stratégie globale when it was initialised, as (label, value) pairs."""

    identification: tuple[tuple[str, str], ...]
    qualification: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ListeDesQuestionnaires:
    """Everything that the page of a dossier shows."""

    sujet: SujetSnapshot
    demarche: Demarche
    parcours: Parcours
    evaluations: tuple[CarteEvaluation, ...]
    projections: tuple[CarteProjection, ...]
    recapitulatif: Recapitulatif | None

    @property
    def titre(self) -> str:
        """« Careoptim - v0.1 - 883 : Evaluation et projection socles »."""
        return f"{self.sujet.libelle} : {self.demarche.titre}"


@dataclass(frozen=True, slots=True)
class _Vu:
    """A dossier as somebody of a role sees it."""

    decideur: Decideur
    sujet: SujetSnapshot
    dossier: DossierSnapshot
    demarche: Demarche
    role: str

    def interdits(self, demande: Demande, evenement: str) -> tuple[str, ...]:
        """Why the event is refused now."""
        return self.decideur.interdits(self.demarche, self.sujet, self.dossier, demande, (evenement,))[evenement]

    def refus(self, demande: Demande) -> tuple[str, ...]:
        """Why the questionnaire cannot be opened for writing, its own state aside."""
        if demande.etat in (FERMEE, "a_valider"):
            return ()
        return self.interdits(demande, "modifier" if demande.etat == "valide" else "enregistrer")

    def niveau(self, resultat: str, echeance: str | None = None) -> str:
        """A verdict in the guide's words."""
        parcours = parcours_de(self.decideur.edition.catalogue, self.demarche)
        return niveau_atteint(resultat, parcours, self.demarche, echeance)


def liste_des_questionnaires(
    session: Session, decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche, role: str
) -> ListeDesQuestionnaires:
    """The cards of a dossier as somebody of that role sees them."""
    catalogue = decideur.edition.catalogue
    vu = _Vu(decideur, sujet, sujet.dossiers[demarche.code], demarche, role)
    etats = etats_du_dossier(decideur, sujet, demarche)
    return ListeDesQuestionnaires(
        sujet,
        demarche,
        parcours_de(catalogue, demarche),
        tuple(_evaluation(vu, etat) for etat in etats.values()),
        tuple(_projection(vu, etat) for etat in etats.values() if etat.perimetre.volet.projection),
        _recapitulatif(session, catalogue, sujet) if sujet.type == TypeSujet.STRATEGIE else None,
    )


def parcours_de(catalogue: Catalogue, demarche: Demarche) -> Parcours:
    """The parcours that a published démarche belongs to."""
    return next(parcours for parcours in catalogue.parcours if parcours.code == demarche.parcours)


def parcours_communs(catalogue: Catalogue, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The titles of the parcours that share the questionnaire; none where one alone uses it."""
    # a conformity questionnaire (Ethique) never says it is shared, whatever the démarches of its parcours
    if questionnaire.type is TypeQuestionnaire.CONFORMITE:
        return ()
    titres = tuple(parcours.titre for parcours in catalogue.parcours_qui_utilisent(questionnaire.cle))
    return titres if len(titres) > 1 else ()


def _evaluation(vu: _Vu, etat: EtatEvaluation) -> CarteEvaluation:
    questionnaire, evaluation = etat.perimetre.questionnaire, etat.evaluation
    validation = evaluation.validation if evaluation is not None else None
    verdict = validation.verdicts.get(vu.demarche.code) if validation is not None and etat.complete else None
    machine = evaluation.etat if evaluation is not None else "a_completer"
    return CarteEvaluation(
        questionnaire=questionnaire.cle,
        titre=questionnaire.titre,
        etat=machine,
        statut=etat.statut,
        renseignes=etat.renseignes,
        total=etat.total,
        touchee=evaluation is not None and evaluation.touchee,
        validee=validation is not None,
        brouillon_en_cours=etat.brouillon_en_cours,
        resultat=verdict.resultat if verdict is not None else None,
        niveau=vu.niveau(verdict.resultat) if verdict is not None else None,
        partage=parcours_communs(vu.decideur.edition.catalogue, questionnaire),
        refus=vu.refus(Demande("evaluation", machine, vu.role)),
        renvoi=_renvoi(evaluation),
    )


def _projection(vu: _Vu, etat: EtatEvaluation) -> CarteProjection:
    questionnaire = etat.perimetre.questionnaire
    projection = vu.dossier.projections.get(questionnaire.cle)
    machine = projection.etat if projection is not None else FERMEE
    demande = Demande("projection", machine, vu.role, theme=etat.evaluation, theme_complet=etat.complete)
    validation = projection.validation if projection is not None else None
    rendu = _verdict_qui_tient(etat, validation)
    avance = etat_projection(vu.decideur, etat, projection)
    return CarteProjection(
        questionnaire=questionnaire.cle,
        titre=questionnaire.titre,
        etat=machine,
        statut=statut_projection(machine),
        renseignes=avance.renseignes,
        total=avance.total,
        validee=validation is not None,
        brouillon_en_cours=validation is not None and machine == "brouillon",
        resultat=rendu.resultat if rendu is not None else None,
        niveau=vu.niveau(rendu.resultat, rendu.echeance) if rendu is not None else None,
        verrous=vu.interdits(demande, "debloquer") if machine == FERMEE else (),
        refus=vu.refus(demande),
        renvoi=_renvoi(projection),
    )


def _renvoi(passage: EvaluationSnapshot | ProjectionSnapshot | None) -> str:
    return passage.motif_renvoi if passage is not None and passage.etat == RENVOYE else ""


def _verdict_qui_tient(
    etat: EtatEvaluation, validation: ValidationProjectionSnapshot | None
) -> VerdictProjectionSnapshot | None:
    """The verdict of a projection, as long as it starts from the evaluation that stands."""
    base = base_de(etat)
    if validation is None or base is None or validation.evaluation_validation_id != base.id:
        return None
    return validation.verdict


def _recapitulatif(session: Session, catalogue: Catalogue, sujet: SujetSnapshot) -> Recapitulatif:
    connus: Mapping[str, str] = noms(session, (sujet.responsable_id,))
    qualification = catalogue.qualifications.get(TypeSujet.STRATEGIE)
    questions = qualification.questions if qualification is not None else ()
    choisis = [(question, question.choix_de(sujet.qualification.get(question.code, ""))) for question in questions]
    return Recapitulatif(
        (
            ("Nom de stratégie globale", sujet.nom),
            ("Responsable", connus.get(sujet.responsable_id or "", "")),
            ("Certification(s)", " - ".join(sujet.certifications)),
        ),
        tuple((f"{q.numero}. {q.libelle}", choix.libelle if choix is not None else "") for q, choix in choisis),
    )
