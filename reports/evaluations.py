"""A questionnaire as somebody answers it in one démarche: its tree, what is applicable, what was answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.snapshot import DossierSnapshot, EvaluationSnapshot, ReponseSnapshot, SujetSnapshot
from referentiels.catalogue import Critere, Demarche, Parcours, Questionnaire, Section, TypeQuestionnaire, Volet
from referentiels.palette import GRIS
from reports.dossiers import parcours_de
from reports.raisons import raisons_du_profil
from rules.avancement import EtatEvaluation, etat_evaluation
from rules.families import Decideur
from rules.preuves import depot_finalise, manquants

SANS_RAISONS: Mapping[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class CritereVu:
    """A critère to answer, or locked with its reasons; `validee` is the last validated answer where it differs.

    `compte` is false below a node that is switched off: its answer is kept, and asked no more.
    """

    critere: Critere
    recommande: str
    verrouille: bool
    compte: bool
    raisons: tuple[str, ...]
    reponse: ReponseSnapshot | None
    validee: ReponseSnapshot | None
    manques: tuple[str, ...]

    @property
    def repondu(self) -> bool:
        """Whether it counts as answered."""
        return self.verrouille or "reponse" not in self.manques

    @property
    def documents(self) -> int:
        """How many documents are given as proofs."""
        return len({fournie.preuve for fournie in self.reponse.preuves}) if self.reponse is not None else 0

    @property
    def preuves_manquantes(self) -> tuple[str, ...]:
        """The types of proof that « Conforme » still lacks."""
        return tuple(attendue.libelle for attendue in manquants(self.critere.scenario, self.reponse))

    @property
    def depot_finalise(self) -> bool:
        """Whether the deposit of its proofs was declared over."""
        return depot_finalise(self.critere.scenario, self.reponse)


@dataclass(frozen=True, slots=True)
class Bascule:
    """What switches a node off and on, and why; `reponse` is None until somebody used it."""

    eteinte: bool
    reponse: ReponseSnapshot | None
    validee: ReponseSnapshot | None


@dataclass(frozen=True, slots=True)
class SectionVue:
    """A node that has something to show; `niveau` is 1 at the top, `bascule` only where it may be switched off."""

    section: Section
    niveau: int
    criteres: tuple[CritereVu, ...]
    sections: tuple["SectionVue", ...]
    bascule: Bascule | None

    def tous(self) -> Iterator[CritereVu]:
        """Every critère of this node and below, in reading order."""
        yield from self.criteres
        for section in self.sections:
            yield from section.tous()

    def bascules(self) -> Iterator[tuple[str, Bascule]]:
        """Every switch of this node and below, by code."""
        if self.bascule is not None:
            yield self.section.code, self.bascule
        for section in self.sections:
            yield from section.bascules()

    @property
    def total(self) -> int:
        """How many critères count in this node."""
        return sum(1 for vu in self.tous() if vu.compte)

    @property
    def renseignes(self) -> int:
        """How many of them are answered."""
        return sum(1 for vu in self.tous() if vu.compte and vu.repondu)


@dataclass(frozen=True, slots=True)
class CritereEcarte:
    """A critère that does not apply to this subject, and why."""

    critere: Critere
    raisons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionnaireVu:
    """Everything that the page of an evaluation shows, but for what the person may do."""

    sujet: SujetSnapshot
    demarche: Demarche
    parcours: Parcours
    volet: Volet
    etat: EtatEvaluation
    sections: tuple[SectionVue, ...]
    ecartes: tuple[CritereEcarte, ...]

    @property
    def questionnaire(self) -> Questionnaire:
        """The questionnaire itself."""
        return self.etat.perimetre.questionnaire

    @property
    def evaluation(self) -> EvaluationSnapshot | None:
        """The evaluation, None until somebody joined."""
        return self.etat.evaluation

    @property
    def machine(self) -> str:
        """The state of the evaluation."""
        return self.evaluation.etat if self.evaluation is not None else "a_completer"

    @property
    def dossier(self) -> DossierSnapshot:
        """The dossier that it is looked at from."""
        return self.sujet.dossiers[self.demarche.code]

    @property
    def conformite(self) -> bool:
        """Whether it asks for conformity, not for a level of maturity."""
        return self.questionnaire.type is TypeQuestionnaire.CONFORMITE

    def criteres(self) -> Iterator[CritereVu]:
        """Every critère that is shown, in reading order."""
        for section in self.sections:
            yield from section.tous()

    def reponses(self) -> Iterator[tuple[str, ReponseSnapshot | None]]:
        """What can be answered here, by code of critère or of node that may be switched off."""
        for section in self.sections:
            yield from ((code, bascule.reponse) for code, bascule in section.bascules())
        yield from ((vu.critere.code, vu.reponse) for vu in self.criteres())


def questionnaire_vu(decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche, volet: Volet) -> QuestionnaireVu:
    """The questionnaire of a volet, as its démarche profiles it for that subject."""
    etat = etat_evaluation(decideur, sujet, demarche, volet)
    cibles = etat.perimetre.profilees
    profile = any(not cible.applicable for cible in cibles.values())
    raisons = raisons_du_profil(decideur, sujet, demarche) if profile else SANS_RAISONS
    return QuestionnaireVu(
        sujet,
        demarche,
        parcours_de(decideur.edition.catalogue, demarche),
        volet,
        etat,
        tuple(_sections(etat.perimetre.questionnaire.sections, etat, raisons, 1)),
        tuple(
            CritereEcarte(cible.critere, raisons.get(code, ())) for code, cible in cibles.items() if not cible.compte
        ),
    )


def _sections(
    sections: tuple[Section, ...], etat: EtatEvaluation, raisons: Mapping[str, tuple[str, ...]], niveau: int
) -> Iterator[SectionVue]:
    """The nodes that hold a critère that counts."""
    for section in sections:
        criteres = tuple(_criteres(section, etat, raisons))
        dessous = tuple(_sections(section.sections, etat, raisons, niveau + 1))
        if criteres or dessous:
            yield SectionVue(section, niveau, criteres, dessous, _bascule(section, etat))


def _bascule(section: Section, etat: EtatEvaluation) -> Bascule | None:
    if section.code not in etat.perimetre.desactivables:
        return None
    evaluation = etat.evaluation
    reponse = evaluation.reponses.get(section.code) if evaluation is not None else None
    eteinte = reponse is not None and reponse.valeur == GRIS
    return Bascule(eteinte, reponse, _autrement_validee(evaluation, reponse, section.code))


def _criteres(section: Section, etat: EtatEvaluation, raisons: Mapping[str, tuple[str, ...]]) -> Iterator[CritereVu]:
    evaluation = etat.evaluation
    courantes = evaluation.reponses if evaluation is not None else {}
    for critere in section.criteres:
        cible = etat.perimetre.profilees.get(critere.code)
        if cible is None or not cible.compte:
            continue
        reponse = courantes.get(critere.code)
        yield CritereVu(
            critere,
            cible.recommande,
            cible.verrouille,
            etat.perimetre.cibles[critere.code].compte,
            raisons.get(critere.code, ()) if cible.verrouille else (),
            reponse,
            _autrement_validee(evaluation, reponse, critere.code),
            etat.manques.get(critere.code, ()),
        )


def _autrement_validee(
    evaluation: EvaluationSnapshot | None, reponse: ReponseSnapshot | None, critere: str
) -> ReponseSnapshot | None:
    """The last validated answer, where a newer draft says something else."""
    if evaluation is None or evaluation.validation is None or evaluation.etat == "valide":
        return None
    validee = evaluation.validation.reponses.get(critere)
    return None if validee is None or contenu(validee) == contenu(reponse) else validee


def contenu(reponse: ReponseSnapshot | None) -> tuple[str | None, str, str | None]:
    """What an answer says, whoever wrote it and when."""
    if reponse is None:
        return None, "", None
    return reponse.valeur, reponse.commentaire, reponse.depend_de
