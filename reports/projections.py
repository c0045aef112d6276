"""A projection as somebody plans it in one dossier: the levels reached, the ones to date, advice, what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.snapshot import (
    DossierSnapshot,
    ProjectionSnapshot,
    ReponseProjeteeSnapshot,
    SujetSnapshot,
    ValidationSnapshot,
)
from referentiels.catalogue import Critere, Demarche, Niveau, Parcours, Questionnaire, Section, Volet
from reports.dossiers import parcours_de
from reports.evaluations import SANS_RAISONS, CritereEcarte
from reports.projection_state import EtatProjection, base_de, etat_projection, valeurs_validees
from reports.raisons import raisons_du_profil
from rules.avancement import EtatEvaluation, etat_evaluation
from rules.echeances import besoin
from rules.families import Conseil, Decideur
from rules.perimetre import CritereCible, Perimetre

BLOQUEE = "bloquee"


class Acquis(StrEnum):
    """Where a level stands beside the one that was validated in the evaluation."""

    DEPASSE = "depasse"
    ATTEINT = "atteint"
    A_VENIR = "a_venir"


@dataclass(frozen=True, slots=True)
class NiveauProjete:
    """A level of a critère: `echeance` is the month « AAAA-MM » planned for it, empty where there is none.

    `suffit` says whether it is at or above the recommended one.
    """

    niveau: Niveau
    acquis: Acquis
    recommande: bool
    suffit: bool
    echeance: str


@dataclass(frozen=True, slots=True)
class CritereProjete:
    """A critère to plan. `valeur` is the validated answer, `besoin` whether a plan is expected.

    `validee` is the last validated plan where it differs; `raisons` say why the critère is locked.
    """

    critere: Critere
    recommande: str
    verrouille: bool
    raisons: tuple[str, ...]
    valeur: str | None
    niveaux: tuple[NiveauProjete, ...]
    besoin: bool
    reponse: ReponseProjeteeSnapshot | None
    validee: ReponseProjeteeSnapshot | None
    manques: tuple[str, ...]
    conseils: tuple[Conseil, ...]

    @property
    def compte(self) -> bool:
        """Whether it counts among those to answer, as every critère of a projection does."""
        return True

    @property
    def repondu(self) -> bool:
        """Whether it counts as answered: nothing is needed, or a sufficient date, or the target does not apply."""
        return not self.manques

    @property
    def datables(self) -> tuple[Niveau, ...]:
        """The levels that a month can be given for, least mature first."""
        return tuple(projete.niveau for projete in self.niveaux if projete.acquis is Acquis.A_VENIR)


@dataclass(frozen=True, slots=True)
class SectionProjetee:
    """A node that has something to show; `niveau` is 1 at the top."""

    section: Section
    niveau: int
    criteres: tuple[CritereProjete, ...]
    sections: tuple["SectionProjetee", ...]

    def tous(self) -> Iterator[CritereProjete]:
        """Every critère of this node and below, in reading order."""
        yield from self.criteres
        for section in self.sections:
            yield from section.tous()


@dataclass(frozen=True, slots=True)
class ProjectionVue:
    """Everything that the page of a projection shows, but for what the person may do."""

    sujet: SujetSnapshot
    demarche: Demarche
    parcours: Parcours
    volet: Volet
    evaluation: EtatEvaluation
    etat: EtatProjection
    sections: tuple[SectionProjetee, ...]
    ecartes: tuple[CritereEcarte, ...]

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire itself."""
        return self.evaluation.perimetre.questionnaire

    @property
    def dossier(self) -> DossierSnapshot:
        """The dossier that the projection belongs to."""
        return self.sujet.dossiers[self.demarche.code]

    @property
    def projection(self) -> ProjectionSnapshot | None:
        """The projection, None while the dossier has none yet."""
        return self.dossier.projections.get(self.questionnaire.cle)

    @property
    def machine(self) -> str:
        """The state of the projection."""
        return self.projection.etat if self.projection is not None else BLOQUEE

    @property
    def base(self) -> ValidationSnapshot | None:
        """The validation of the evaluation that the levels come from."""
        return base_de(self.evaluation)

    def criteres(self) -> Iterator[CritereProjete]:
        """Every critère that counts, in reading order."""
        for section in self.sections:
            yield from section.tous()

    @property
    def criteres_par_code(self) -> Mapping[str, CritereProjete]:
        """Those that may be planned, by code, in reading order."""
        return {projete.critere.code: projete for projete in self.criteres() if not projete.verrouille}


@dataclass(frozen=True, slots=True)
class _Lecture:
    """What every critère of one projection is read from."""

    perimetre: Perimetre
    valides: Mapping[str, str | None]
    projection: ProjectionSnapshot | None
    manques: Mapping[str, tuple[str, ...]]
    raisons: Mapping[str, tuple[str, ...]]
    conseils: tuple[Conseil, ...]


def projection_vue(decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche, volet: Volet) -> ProjectionVue:
    """The projection of a volet, as its démarche profiles it for that subject."""
    evaluation = etat_evaluation(decideur, sujet, demarche, volet)
    projection = sujet.dossiers[demarche.code].projections.get(volet.questionnaire)
    etat = etat_projection(decideur, evaluation, projection)
    perimetre, valides = evaluation.perimetre, valeurs_validees(evaluation)
    profile = any(not cible.applicable for cible in perimetre.cibles.values())
    raisons = raisons_du_profil(decideur, sujet, demarche) if profile else SANS_RAISONS
    conseils = decideur.conseils(sujet, perimetre, valides) if valides else ()
    lecture = _Lecture(perimetre, valides, projection, etat.manques, raisons, conseils)
    return ProjectionVue(
        sujet,
        demarche,
        parcours_de(decideur.edition.catalogue, demarche),
        volet,
        evaluation,
        etat,
        tuple(_sections(perimetre.questionnaire.sections, lecture, 1)),
        tuple(CritereEcarte(c.critere, raisons.get(code, ())) for code, c in perimetre.cibles.items() if not c.compte),
    )


def _sections(sections: tuple[Section, ...], lecture: _Lecture, niveau: int) -> Iterator[SectionProjetee]:
    """The nodes that hold a critère that counts."""
    for section in sections:
        cibles = (lecture.perimetre.cibles.get(critere.code) for critere in section.criteres)
        criteres = tuple(_critere(cible, lecture) for cible in cibles if cible is not None and cible.compte)
        dessous = tuple(_sections(section.sections, lecture, niveau + 1))
        if criteres or dessous:
            yield SectionProjetee(section, niveau, criteres, dessous)


def _critere(cible: CritereCible, lecture: _Lecture) -> CritereProjete:
    code, projection = cible.critere.code, lecture.projection
    valeur = lecture.perimetre.valeur(code, lecture.valides)
    reponse = projection.reponses.get(code) if projection is not None else None
    return CritereProjete(
        critere=cible.critere,
        recommande=cible.recommande,
        verrouille=cible.verrouille,
        raisons=lecture.raisons.get(code, ()) if cible.verrouille else (),
        valeur=valeur,
        niveaux=niveaux_projetes(cible, valeur, reponse),
        besoin=besoin(cible, valeur),
        reponse=reponse,
        validee=_autrement_validee(projection, reponse, code),
        manques=lecture.manques.get(code, ()),
        conseils=tuple(conseil for conseil in lecture.conseils if conseil.critere == code),
    )


def niveaux_projetes(
    cible: CritereCible, valeur: str | None, reponse: ReponseProjeteeSnapshot | None
) -> tuple[NiveauProjete, ...]:
    """The levels of the scale beside the validated answer; none where that answer is grey, outside the scale."""
    atteint = cible.critere.niveau(valeur) if valeur else None
    if atteint is not None and atteint.rang == 0:
        return ()
    rang = atteint.rang if atteint is not None else 0
    vise = cible.critere.niveau(cible.recommande)
    echeances = reponse.echeances if reponse is not None else {}
    return tuple(
        NiveauProjete(
            niveau,
            _acquis(niveau.rang, rang),
            niveau.code == cible.recommande,
            vise is not None and niveau.rang >= vise.rang,
            echeances.get(niveau.code, ""),
        )
        for niveau in cible.critere.ordonnes
    )


def _acquis(rang: int, atteint: int) -> Acquis:
    if rang == atteint:
        return Acquis.ATTEINT
    return Acquis.DEPASSE if rang < atteint else Acquis.A_VENIR


def _autrement_validee(
    projection: ProjectionSnapshot | None, reponse: ReponseProjeteeSnapshot | None, critere: str
) -> ReponseProjeteeSnapshot | None:
    """The last validated plan, where a newer draft says something else."""
    if projection is None or projection.validation is None or projection.etat == "valide":
        return None
    validee = projection.validation.reponses.get(critere)
    return None if validee is None or plan(validee) == plan(reponse) else validee


def plan(reponse: ReponseProjeteeSnapshot | None) -> tuple[Mapping[str, str], bool, str]:
    """What a plan says, whoever wrote it and when."""
    if reponse is None:
        return {}, False, ""
    return reponse.echeances, reponse.non_applicable, reponse.commentaire
