"""The list of questionnaires of a dossier: a card each, and the récapitulatif of a stratégie globale."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.snapshot import DossierSnapshot, SujetSnapshot
from referentiels.catalogue import Catalogue, Demarche, Parcours, Questionnaire, TypeQuestionnaire, TypeSujet
from reports.personnes import noms
from reports.wording import niveau_atteint
from rules.avancement import EtatEvaluation, Statut, etats_du_dossier, statut_projection
from rules.facts import Demande
from rules.families import Decideur

FERMEE = "bloquee"


@dataclass(frozen=True, slots=True)
class CarteEvaluation:
    """An evaluation of the dossier; `refus` says why nothing can be changed in it now, and is empty otherwise."""

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


@dataclass(frozen=True, slots=True)
class CarteProjection:
    """A projection of the dossier; `verrous` are the rules' own sentences while it is locked."""

    questionnaire: str
    titre: str
    etat: str
    statut: Statut
    resultat: str | None
    niveau: str | None
    verrous: tuple[str, ...]


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


def liste_des_questionnaires(
    session: Session, decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche, role: str
) -> ListeDesQuestionnaires:
    """The cards of a dossier as somebody of that role sees them."""
    catalogue = decideur.edition.catalogue
    dossier = sujet.dossiers[demarche.code]
    etats = etats_du_dossier(decideur, sujet, demarche)
    return ListeDesQuestionnaires(
        sujet,
        demarche,
        parcours_de(catalogue, demarche),
        tuple(_evaluation(decideur, sujet, dossier, demarche, etat, role) for etat in etats.values()),
        tuple(
            _projection(decideur, sujet, dossier, demarche, etat, role)
            for etat in etats.values()
            if etat.perimetre.volet.projection
        ),
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


def _evaluation(
    decideur: Decideur,
    sujet: SujetSnapshot,
    dossier: DossierSnapshot,
    demarche: Demarche,
    etat: EtatEvaluation,
    role: str,
) -> CarteEvaluation:
    catalogue, questionnaire = decideur.edition.catalogue, etat.perimetre.questionnaire
    evaluation = etat.evaluation
    validation = evaluation.validation if evaluation is not None else None
    verdict = validation.verdicts.get(demarche.code) if validation is not None and etat.complete else None
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
        niveau=_niveau(catalogue, demarche, verdict.resultat) if verdict is not None else None,
        partage=parcours_communs(catalogue, questionnaire),
        refus=_refus(decideur, sujet, dossier, demarche, Demande("evaluation", machine, role)),
    )


def _refus(
    decideur: Decideur, sujet: SujetSnapshot, dossier: DossierSnapshot, demarche: Demarche, demande: Demande
) -> tuple[str, ...]:
    """Why the questionnaire cannot be opened for writing, its own state aside."""
    evenement = "modifier" if demande.etat == "valide" else "enregistrer"
    if demande.etat == "a_valider":
        return ()
    return decideur.interdits(demarche, sujet, dossier, demande, (evenement,))[evenement]


def _projection(
    decideur: Decideur,
    sujet: SujetSnapshot,
    dossier: DossierSnapshot,
    demarche: Demarche,
    etat: EtatEvaluation,
    role: str,
) -> CarteProjection:
    questionnaire = etat.perimetre.questionnaire
    projection = dossier.projections.get(questionnaire.cle)
    machine = projection.etat if projection is not None else FERMEE
    verrous: tuple[str, ...] = ()
    if machine == FERMEE:
        demande = Demande("projection", machine, role, theme=etat.evaluation, theme_complet=etat.complete)
        verrous = decideur.interdits(demarche, sujet, dossier, demande, ("debloquer",))["debloquer"]
    verdict = projection.validation.verdict if projection is not None and projection.validation is not None else None
    rendu = verdict if machine == "valide" else None
    return CarteProjection(
        questionnaire.cle,
        questionnaire.titre,
        machine,
        statut_projection(machine),
        rendu.resultat if rendu is not None else None,
        _niveau(decideur.edition.catalogue, demarche, rendu.resultat, rendu.echeance) if rendu is not None else None,
        verrous,
    )


def _niveau(catalogue: Catalogue, demarche: Demarche, resultat: str, echeance: str | None = None) -> str:
    return niveau_atteint(resultat, parcours_de(catalogue, demarche), demarche, echeance)


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
