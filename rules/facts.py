"""Snapshots → typed facts: the only place that computes what rules see, aggregates included."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from models.snapshot import (
    DossierSnapshot,
    EvaluationSnapshot,
    ReponseProjeteeSnapshot,
    ReponseSnapshot,
    SujetSnapshot,
)
from referentiels.catalogue import Catalogue, Demarche, TypeQuestionnaire
from rules.echeances import besoin, premiere_echeance
from rules.language import Facts, Value, Vocabulary
from rules.perimetre import CritereCible, Perimetre
from rules.preuves import depot_finalise, manquants

Valeurs = dict[str, Value | None]
Reponses = Mapping[str, ReponseSnapshot]
Projetees = Mapping[str, ReponseProjeteeSnapshot]
Valides = Mapping[str, str | None]
"""The answers that were validated in the evaluation, by critère."""


def complete(vocabulary: Vocabulary, values: Mapping[str, Value | None]) -> Facts:
    """The facts of a vocabulary, with what is not given as unknown; absence is a value of its own."""
    return {name: values.get(name) for name in vocabulary.facts} | dict(values)


def contexte(demarche: Demarche) -> Valeurs:
    """Which démarche asks."""
    return {"demarche": demarche.code, "parcours": demarche.parcours}


def du_sujet(catalogue: Catalogue, sujet: SujetSnapshot) -> Valeurs:
    """Identification and qualification of a subject; an answer that is no longer a choice is unknown."""
    facts: Valeurs = {
        "sujet.type": sujet.type,
        "produit.type": sujet.type_produit,
        "produit.nil": bool(sujet.nil),
        "sujet.certifications": len(sujet.certifications),
    }
    for qualification in catalogue.qualifications.values():
        for question in qualification.questions:
            choix = question.choix_de(sujet.qualification.get(question.code, ""))
            concerne = qualification.sujet.value == sujet.type
            facts[f"qualification.{question.code}"] = choix.code if choix is not None and concerne else None
    return facts


def profilage(vocabulary: Vocabulary, catalogue: Catalogue, sujet: SujetSnapshot, demarche: Demarche) -> Facts:
    """What profiling sees."""
    return complete(vocabulary, contexte(demarche) | du_sujet(catalogue, sujet))


def du_questionnaire(perimetre: Perimetre, passage: str) -> Valeurs:
    """Which questionnaire is looked at, and whether it is evaluated or projected."""
    return contexte(perimetre.demarche) | {
        "questionnaire.cle": perimetre.questionnaire.cle,
        "questionnaire.type": perimetre.questionnaire.type.value,
        "passage": passage,
    }


def du_critere(cible: CritereCible) -> Valeurs:
    """A critère as profiled."""
    return {
        "critere.code": cible.critere.code,
        "critere.nature": cible.critere.nature.value,
        "critere.applicable": cible.applicable,
        "critere.verrouille": cible.verrouille,
    }


def completude(vocabulary: Vocabulary, perimetre: Perimetre, reponses: Reponses) -> dict[str, Facts]:
    """What completeness sees of an evaluation, by critère, and by node that is switched off.

    Proofs are those of conformity questionnaires.
    """
    commun = du_questionnaire(perimetre, "evaluation")
    conformite = perimetre.questionnaire.type is TypeQuestionnaire.CONFORMITE
    noeuds = {code: complete(vocabulary, commun | _noeud(reponses.get(code))) for code in perimetre.desactivees}
    return noeuds | {
        code: complete(vocabulary, commun | du_critere(cible) | _reponse(cible, reponses.get(code), conformite))
        for code, cible in perimetre.cibles.items()
    }


def _noeud(reponse: ReponseSnapshot | None) -> Valeurs:
    """A node that is switched off: what its critères no longer owe, it owes once for them all."""
    return {
        "critere.applicable": True,
        "critere.verrouille": False,
        "reponse.donnee": True,
        "reponse.a_reconfirmer": reponse is not None and reponse.a_reconfirmer,
        "section.desactivee": True,
        "section.commentaire": reponse is not None and bool(reponse.commentaire.strip()),
    }


def _reponse(cible: CritereCible, reponse: ReponseSnapshot | None, conformite: bool) -> Valeurs:
    scenario = cible.critere.scenario if conformite else None
    valeur = reponse.valeur if reponse is not None else None
    return {
        "reponse.valeur": valeur,
        "reponse.donnee": valeur is not None,
        "reponse.commentaire": reponse is not None and bool(reponse.commentaire.strip()),
        "reponse.a_reconfirmer": reponse is not None and reponse.a_reconfirmer,
        "preuves.manquantes": len(manquants(scenario, reponse)),
        "preuves.depot_finalise": depot_finalise(scenario, reponse),
    }


def verdict(vocabulary: Vocabulary, perimetre: Perimetre, valeurs: Mapping[str, str | None]) -> Facts:
    """What the verdict on an evaluation sees: counts over the critères in scope."""
    applicables, sous_seuils = perimetre.applicables, perimetre.sous_seuils
    return complete(
        vocabulary,
        du_questionnaire(perimetre, "evaluation")
        | {
            "criteres.applicables": len(applicables),
            "criteres.obligatoires": len(perimetre.obligatoires),
            "criteres.sans_reponse": sum(1 for cible in applicables if valeurs.get(cible.critere.code) is None),
            "criteres.sous_seuil": sum(1 for code, dessous in sous_seuils.items() if valeurs.get(code) in dessous),
        },
    )


def completude_projection(
    vocabulary: Vocabulary, perimetre: Perimetre, valides: Valides, reponses: Projetees
) -> dict[str, Facts]:
    """What completeness sees of a projection, by critère."""
    commun = du_questionnaire(perimetre, "projection")
    return {
        code: complete(
            vocabulary,
            commun | du_critere(cible) | _projetee(cible, perimetre.valeur(code, valides), reponses.get(code)),
        )
        for code, cible in perimetre.cibles.items()
    }


def _projetee(cible: CritereCible, valeur: str | None, reponse: ReponseProjeteeSnapshot | None) -> Valeurs:
    return {
        "reponse.valeur": valeur,
        "reponse.donnee": valeur is not None,
        "reponse.commentaire": reponse is not None and bool(reponse.commentaire.strip()),
        "projection.besoin": besoin(cible, valeur),
        "projection.date": reponse is not None and premiere_echeance(cible, reponse.echeances) is not None,
        "projection.non_applicable": reponse is not None and reponse.non_applicable,
    }


def verdict_projection(vocabulary: Vocabulary, perimetre: Perimetre, valides: Valides, reponses: Projetees) -> Facts:
    """What the verdict on a projection sees."""
    a_planifier = [c for c in perimetre.obligatoires if besoin(c, valides.get(c.critere.code))]
    plans = [(cible, reponses.get(cible.critere.code)) for cible in a_planifier]
    hors_cible = [cible for cible, reponse in plans if reponse is not None and reponse.non_applicable]
    datees = [
        premiere_echeance(cible, reponse.echeances) if reponse is not None else None
        for cible, reponse in plans
        if cible not in hors_cible
    ]
    connues = [echeance for echeance in datees if echeance is not None]
    return complete(
        vocabulary,
        du_questionnaire(perimetre, "projection")
        | {
            "criteres.applicables": len(perimetre.applicables),
            "criteres.obligatoires": len(perimetre.obligatoires),
            "projection.sans_date": len(datees) - len(connues),
            "projection.hors_cible": len(hors_cible),
            "projection.derniere_echeance": max(connues, default=None),
        },
    )


def recommandation(
    vocabulary: Vocabulary,
    catalogue: Catalogue,
    sujet: SujetSnapshot,
    perimetre: Perimetre,
    valeurs: Mapping[str, str | None],
) -> dict[str, Facts]:
    """What recommendations see, by critère that counts."""
    commun = du_questionnaire(perimetre, "evaluation") | du_sujet(catalogue, sujet)
    return {
        cible.critere.code: complete(
            vocabulary, commun | du_critere(cible) | _ecarts(cible, perimetre.valeur(cible.critere.code, valeurs))
        )
        for cible in perimetre.comptees
    }


def _ecarts(cible: CritereCible, valeur: str | None) -> Valeurs:
    return {
        "reponse.valeur": valeur,
        "critere.ecart": cible.ecart(valeur, cible.recommande),
        "critere.ecart_seuil": cible.ecart(valeur, cible.seuil),
    }


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far the questionnaires of a dossier are, counted for its own scope."""

    evaluations_restantes: int
    projections_restantes: int
    projections_commencees: int


@dataclass(frozen=True, slots=True)
class Demande:
    """What a gate is asked about: an event on a machine, by whom."""

    machine: str
    etat: str
    role: str
    demandeur: bool = False
    manques: int | None = None
    motif: bool | None = None
    theme: EvaluationSnapshot | None = None
    theme_complet: bool | None = None


def verrou(
    vocabulary: Vocabulary,
    demarche: Demarche,
    sujet: SujetSnapshot,
    dossier: DossierSnapshot,
    avancement: Avancement | None,
    demande: Demande,
    evenements: Iterable[str],
) -> dict[str, Facts]:
    """What the gates see, by event."""
    commun = contexte(demarche) | _demande(demande) | _du_dossier(sujet, dossier, avancement)
    return {evenement: complete(vocabulary, commun | {"evenement": evenement}) for evenement in evenements}


def _demande(demande: Demande) -> Valeurs:
    return {
        "machine": demande.machine,
        "etat": demande.etat,
        # what the platform does by itself is done by nobody
        "acteur.role": None if demande.role == "systeme" else demande.role,
        "acteur.demandeur": demande.demandeur,
        "questionnaire.manques": demande.manques,
        "renvoi.motif": demande.motif,
        "theme.evaluation.etat": demande.theme.etat if demande.theme is not None else None,
        "theme.evaluation.complete": demande.theme_complet,
    }


def _du_dossier(sujet: SujetSnapshot, dossier: DossierSnapshot, avancement: Avancement | None) -> Valeurs:
    return {
        "sujet.etat": sujet.etat,
        "sujet.archive": sujet.archive,
        "sujet.type": sujet.type,
        "dossier.etat": dossier.etat,
        "dossier.quitte": dossier.quitte,
        "dossier.evaluations_restantes": avancement.evaluations_restantes if avancement else None,
        "dossier.projections_restantes": avancement.projections_restantes if avancement else None,
        "dossier.projections_commencees": avancement.projections_commencees if avancement else None,
    }
