"""What the rules say of one dossier: everything that a publication could change of it, whoever decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from models.snapshot import DossierSnapshot, SujetSnapshot
from referentiels.catalogue import Demarche
from rules.avancement import EtatEvaluation, avancement, etats_du_dossier
from rules.facts import Avancement, Demande
from rules.families import Decideur
from rules.perimetre import Perimetre, valeurs_de
from rules.worlds import Transitions

ROLES = ("contributeur", "responsable")
SYSTEME = "systeme"
AVEC_MANQUES = frozenset({"demander", "valider"})
"""The events whose gate is told how much is missing."""


class Partie(StrEnum):
    """What can be looked at apart."""

    MANQUES = "manques"
    VERDICT = "verdict"
    CONSEILS = "conseils"
    VERROUS = "verrous"


TOUTES = frozenset(Partie)
Porte = tuple[str, str, str, str]
"""Machine, questionnaire (none for the dossier itself), role, event."""
Interdits = Mapping[Porte, tuple[str, ...]]
"""By gate, the sentences that forbid its event."""


@dataclass(frozen=True, slots=True)
class ConstatQuestionnaire:
    """One questionnaire of the dossier; what concerns its projection is empty where it has none."""

    perimetre: Perimetre
    manques: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    manques_projection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verdict: str | None = None
    verdict_projection: str | None = None
    conseils: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Constat:
    """A whole dossier; what was not asked for is empty."""

    questionnaires: Mapping[str, ConstatQuestionnaire]
    interdits: Interdits


def constater(
    decideur: Decideur,
    sujet: SujetSnapshot,
    demarche: Demarche,
    portes: "Portes",
    parties: frozenset[Partie] = TOUTES,
    etats: Mapping[str, EtatEvaluation] | None = None,
) -> Constat:
    """What is concluded of the dossier that the subject has in that démarche; `etats` where they are known.

    Raises: ContradictoryProfile, ContradictoryVerdict.
    """
    dossier = sujet.dossiers[demarche.code]
    if etats is None:
        etats = etats_du_dossier(decideur, sujet, demarche)
    questionnaires = {cle: _questionnaire(decideur, sujet, dossier, etat, parties) for cle, etat in etats.items()}
    if Partie.VERROUS not in parties:
        return Constat(questionnaires, {})
    return Constat(questionnaires, portes.interdits(decideur, sujet, demarche, etats))


def _questionnaire(
    decideur: Decideur,
    sujet: SujetSnapshot,
    dossier: DossierSnapshot,
    etat: EtatEvaluation,
    parties: frozenset[Partie],
) -> ConstatQuestionnaire:
    perimetre, evaluation = etat.perimetre, etat.evaluation
    validation = evaluation.validation if evaluation is not None else None
    valides = valeurs_de(validation.reponses) if validation is not None else None
    projection = dossier.projections.get(perimetre.volet.questionnaire)
    manques_projection: Mapping[str, tuple[str, ...]] = {}
    verdict = verdict_projection = None
    if projection is not None and valides is not None and Partie.MANQUES in parties:
        manques_projection = decideur.manques_projection(perimetre, valides, projection.reponses)
    if valides is not None and Partie.VERDICT in parties:
        if etat.complete:
            verdict = decideur.verdict(perimetre, valides)[0]
        if projection is not None and projection.validation is not None:
            resultat, echeance, _ = decideur.verdict_projection(perimetre, valides, projection.validation.reponses)
            verdict_projection = f"{resultat} {echeance}" if echeance else resultat
    conseils = frozenset[tuple[str, str]]()
    if evaluation is not None and evaluation.touchee and Partie.CONSEILS in parties:
        donnes = decideur.conseils(sujet, perimetre, valeurs_de(evaluation.reponses))
        conseils = frozenset((conseil.critere, conseil.texte) for conseil in donnes)
    manques = etat.manques if Partie.MANQUES in parties else {}
    return ConstatQuestionnaire(perimetre, manques, manques_projection, verdict, verdict_projection, conseils)


class Portes:
    """The gates of dossiers, each asked as the commands and pages ask it."""

    def __init__(self, pas: Transitions) -> None:
        self._pas = pas

    def interdits(
        self, decideur: Decideur, sujet: SujetSnapshot, demarche: Demarche, etats: Mapping[str, EtatEvaluation]
    ) -> dict[Porte, tuple[str, ...]]:
        """By gate, the sentences that forbid its event."""
        dossier = sujet.dossiers[demarche.code]
        lieu = Lieu(decideur, sujet, dossier, demarche)
        demande = Demande("demarche", dossier.etat, SYSTEME)
        trouves = dict(self.demander(lieu, "", demande, avancement=avancement(dossier, etats)))
        for cle, etat in etats.items():
            trouves |= self._evaluation(lieu, cle, etat)
            trouves |= self._projection(lieu, cle, etat)
        return trouves

    def _evaluation(self, lieu: "Lieu", cle: str, etat: EtatEvaluation) -> Interdits:
        if etat.evaluation is None:
            return {}
        stade = etat.evaluation.etat
        manquent = _nombre(etat.manques) if self._compte(lieu, "evaluation", stade) else 0
        return self.demander(lieu, cle, Demande("evaluation", stade, ""), manquent)

    def _projection(self, lieu: "Lieu", cle: str, etat: EtatEvaluation) -> Interdits:
        projection = lieu.dossier.projections.get(cle)
        if projection is None:
            return {}
        validation = etat.evaluation.validation if etat.evaluation is not None else None
        manquent = 0
        if validation is not None and self._compte(lieu, "projection", projection.etat):
            valides = valeurs_de(validation.reponses)
            manquent = _nombre(lieu.decideur.manques_projection(etat.perimetre, valides, projection.reponses))
        demande = Demande("projection", projection.etat, "", theme=etat.evaluation, theme_complet=etat.complete)
        return self.demander(lieu, cle, demande, manquent)

    def _compte(self, lieu: "Lieu", machine: str, etat: str) -> bool:
        """Whether some gate at that state is told how much is missing."""
        return bool(AVEC_MANQUES & set(self._evenements(lieu.demarche, machine, etat)))

    def demander(
        self, lieu: "Lieu", cle: str, demande: Demande, manquent: int = 0, avancement: Avancement | None = None
    ) -> Interdits:
        """By whoever may ask, with the reason that a sending back has, and what is missing where that is told."""
        trouves: dict[Porte, tuple[str, ...]] = {}
        evenements = self._evenements(lieu.demarche, demande.machine, demande.etat)
        for role in (demande.role,) if demande.role else ROLES:
            for compte, demandes in _selon(evenements):
                posee = replace(
                    demande,
                    role=role,
                    manques=manquent if compte else None,
                    motif=True if "renvoyer" in demandes else None,
                )
                interdits = lieu.decideur.interdits(
                    lieu.demarche, lieu.sujet, lieu.dossier, posee, demandes, avancement
                )
                trouves |= {(demande.machine, cle, role, nom): motifs for nom, motifs in interdits.items()}
        return trouves

    def _evenements(self, demarche: Demarche, machine: str, etat: str) -> tuple[str, ...]:
        pas = self._pas[demarche.cycle]
        return tuple(dict.fromkeys(p.evenement for p in pas if p.machine == machine and p.etat == etat))


@dataclass(frozen=True, slots=True)
class Lieu:
    """Of which dossier gates are asked, and by whom they are decided."""

    decideur: Decideur
    sujet: SujetSnapshot
    dossier: DossierSnapshot
    demarche: Demarche


def _selon(evenements: tuple[str, ...]) -> Iterable[tuple[bool, tuple[str, ...]]]:
    """The events that are asked with a count, with a reason, and with neither."""
    groupes = (
        (True, tuple(e for e in evenements if e in AVEC_MANQUES)),
        (False, tuple(e for e in evenements if e == "renvoyer")),
        (False, tuple(e for e in evenements if e not in AVEC_MANQUES and e != "renvoyer")),
    )
    return (groupe for groupe in groupes if groupe[1])


def _nombre(manques: Mapping[str, tuple[str, ...]]) -> int:
    return sum(len(quoi) for quoi in manques.values())
