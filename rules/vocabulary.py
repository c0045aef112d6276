"""The closed vocabulary: every fact that a rule of each family may name, its type, its values and its French label."""

from collections.abc import Callable, Iterable
from types import MappingProxyType

from referentiels.catalogue import Catalogue
from referentiels.palette import LIBELLES
from rules.language import Fact, FactType, Vocabulary
from rules.symbols import (
    ETATS,
    ETATS_DOSSIER,
    ETATS_SUJET,
    EVENEMENTS,
    MACHINES,
    NATURES,
    PASSAGES,
    ROLES,
    TYPES_PRODUIT,
    TYPES_QUESTIONNAIRE,
    TYPES_SUJET,
    Mots,
)

FAMILIES = ("profilage", "verrou", "completude", "verdict", "recommandation")

MAX_COUNT = 10_000


def _symbol(name: str, label: str, values: Iterable[str], labels: Iterable[str] = ()) -> Fact:
    return Fact(name, FactType.SYMBOL, label, values=tuple(values), labels=tuple(labels))


def _listed(name: str, label: str, mots: Mots) -> Fact:
    return _symbol(name, label, mots, mots.values())


def _boolean(name: str, label: str) -> Fact:
    return Fact(name, FactType.BOOLEAN, label)


def _count(name: str, label: str) -> Fact:
    return Fact(name, FactType.INTEGER, label, low=0, high=MAX_COUNT)


def _contexte(catalogue: Catalogue) -> list[Fact]:
    demarches = catalogue.demarches.values()
    return [
        _symbol("demarche", "Démarche", (d.code for d in demarches), (d.titre for d in demarches)),
        _symbol("parcours", "Parcours", (p.code for p in catalogue.parcours), (p.titre for p in catalogue.parcours)),
    ]


def _questionnaire(catalogue: Catalogue) -> list[Fact]:
    cles = catalogue.questionnaires
    return [
        _symbol("questionnaire.cle", "Questionnaire", cles, (q.titre for q in cles.values())),
        _listed("questionnaire.type", "Type de questionnaire", TYPES_QUESTIONNAIRE),
        _listed("passage", "Passage", PASSAGES),
    ]


def _critere(catalogue: Catalogue) -> list[Fact]:
    codes = {code: critere.titre for q in catalogue.questionnaires.values() for code, critere in q.criteres.items()}
    return [
        _symbol("critere.code", "Critère", codes, codes.values()),
        _listed("critere.nature", "Nature du critère", NATURES),
        _boolean("critere.applicable", "Le critère est applicable"),
        _boolean("critere.verrouille", "Le critère est verrouillé non applicable"),
    ]


def _sujet(catalogue: Catalogue) -> list[Fact]:
    facts = [
        _listed("sujet.type", "Type de sujet", TYPES_SUJET),
        _listed("produit.type", "Type de produit", TYPES_PRODUIT),
        _boolean("produit.nil", "Le produit a un N° d'identification (NIL)"),
        _count("sujet.certifications", "Nombre de certifications"),
    ]
    for qualification in catalogue.qualifications.values():
        for question in qualification.questions:
            name, label = f"qualification.{question.code}", f"{question.numero}. {question.libelle}"
            choix = question.choix
            facts.append(_symbol(name, label, (c.code for c in choix), (c.libelle for c in choix)))
    return facts


def _reponse() -> Fact:
    return _listed("reponse.valeur", "Réponse", LIBELLES)


def _profilage(catalogue: Catalogue) -> list[Fact]:
    return [*_contexte(catalogue), *_sujet(catalogue)]


def _verrou(catalogue: Catalogue) -> list[Fact]:
    return [
        *_contexte(catalogue),
        _listed("machine", "Automate", MACHINES),
        _listed("evenement", "Événement", EVENEMENTS),
        _listed("etat", "État", ETATS),
        _listed("acteur.role", "Rôle de la personne", ROLES),
        _boolean("acteur.demandeur", "La personne a demandé la validation"),
        _listed("sujet.etat", "État du sujet", ETATS_SUJET),
        _boolean("sujet.archive", "Le sujet est archivé"),
        _listed("sujet.type", "Type de sujet", TYPES_SUJET),
        _listed("dossier.etat", "État de la démarche", ETATS_DOSSIER),
        _boolean("dossier.quitte", "La démarche a été quittée"),
        _count("questionnaire.manques", "Nombre d'éléments manquants"),
        _boolean("renvoi.motif", "Un motif de renvoi est donné"),
        _listed("theme.evaluation.etat", "État de l'évaluation du thème", ETATS),
        _boolean("theme.evaluation.complete", "L'évaluation du thème est validée et complète"),
        _count("dossier.evaluations_restantes", "Nombre d'évaluations à achever"),
        _count("dossier.projections_restantes", "Nombre de projections à achever"),
        _count("dossier.projections_commencees", "Nombre de projections commencées"),
    ]


def _completude(catalogue: Catalogue) -> list[Fact]:
    return [
        *_contexte(catalogue),
        *_questionnaire(catalogue),
        *_critere(catalogue),
        _reponse(),
        _boolean("reponse.donnee", "Une réponse est donnée"),
        _boolean("reponse.commentaire", "Un commentaire est donné"),
        _boolean("reponse.a_reconfirmer", "La réponse est à reconfirmer"),
        _count("preuves.manquantes", "Nombre de types de preuve manquants"),
        _boolean("preuves.depot_finalise", "Le dépôt des preuves est finalisé"),
        _boolean("projection.besoin", "Le niveau recommandé n'est pas atteint"),
        _boolean("projection.date", "Une date est donnée pour un niveau au moins égal au niveau recommandé"),
        _boolean("projection.non_applicable", "La cible envisagée n'est pas applicable"),
        _boolean("section.desactivee", "La section est rendue non applicable"),
        _boolean("section.commentaire", "La section non applicable est commentée"),
    ]


def _verdict(catalogue: Catalogue) -> list[Fact]:
    return [
        *_contexte(catalogue),
        *_questionnaire(catalogue),
        _count("criteres.applicables", "Nombre de critères applicables"),
        _count("criteres.obligatoires", "Nombre de critères obligatoires applicables"),
        _count("criteres.sans_reponse", "Nombre de critères applicables sans réponse"),
        _count("criteres.sous_seuil", "Nombre de critères obligatoires sous le seuil"),
        _count("projection.sans_date", "Nombre de critères sans échéance pour le niveau recommandé"),
        _count("projection.hors_cible", "Nombre de critères dont la cible n'est pas applicable"),
        Fact("projection.derniere_echeance", FactType.MONTH, "Dernière échéance", low=1900 * 12, high=2200 * 12),
    ]


def _recommandation(catalogue: Catalogue) -> list[Fact]:
    return [
        *_contexte(catalogue),
        *_questionnaire(catalogue),
        *_critere(catalogue),
        *_sujet(catalogue),
        _reponse(),
        Fact("critere.ecart", FactType.INTEGER, "Rangs qui manquent pour le niveau recommandé", low=-10, high=10),
        Fact("critere.ecart_seuil", FactType.INTEGER, "Rangs qui manquent pour le seuil", low=-10, high=10),
    ]


_FACTS: dict[str, Callable[[Catalogue], list[Fact]]] = {
    "profilage": _profilage,
    "verrou": _verrou,
    "completude": _completude,
    "verdict": _verdict,
    "recommandation": _recommandation,
}


def vocabulary(family: str, catalogue: Catalogue) -> Vocabulary:
    """The facts that rules of that family may name under that catalogue.

    Raises: KeyError for a family that does not exist.
    """
    facts = {fact.name: fact for fact in _FACTS[family](catalogue)}
    return Vocabulary(family, MappingProxyType(facts))
