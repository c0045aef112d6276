"""The facts that dossiers of a démarche can really give, as boxes: what the rules of each family are judged under.

They say what rules/facts.py does: a question of another subject is unknown, a critère has the nature it has, an answer
is one of its niveaux. What is not said here is left free: how far a level is from the threshold of the démarche, and
what questionnaires have in common with each other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, product
from typing import Final

from referentiels.catalogue import Catalogue, Critere, Cycle, Demarche, TypeSujet, Volet
from referentiels.palette import GRIS
from rules.boxes import Box, boxes_of
from rules.language import AllOf, AnyOf, Compare, Condition, NotOf, Value, Vocabulary
from rules.regions import Orders

# counts of which the first is never above the second
ORDERS: Final[Mapping[str, Orders]] = {
    "verdict": (
        ("criteres.sous_seuil", "criteres.obligatoires"),
        ("projection.hors_cible", "criteres.obligatoires"),
        ("projection.sans_date", "criteres.obligatoires"),
        ("criteres.obligatoires", "criteres.applicables"),
        ("criteres.sans_reponse", "criteres.applicables"),
    )
}


@dataclass(frozen=True, slots=True)
class Transition:
    """A step of a lifecycle that a gate is asked about; `vers` is the state that it leads to."""

    machine: str
    etat: str
    evenement: str
    vers: str = ""


Transitions = Mapping[Cycle, tuple[Transition, ...]]
"""By cycle, every step that a démarche of that cycle, or one of its questionnaires, may take."""


def given(facts: Mapping[str, Value | tuple[Value, ...] | None]) -> AllOf:
    """Those values: one, one of several, or unknown."""
    return AllOf(tuple(_one(name, value) for name, value in facts.items()))


def _one(name: str, value: Value | tuple[Value, ...] | None) -> Compare:
    if value is None:
        return Compare(name, "unknown")
    return Compare(name, "in" if isinstance(value, tuple) else "eq", value)


def known(*names: str) -> AllOf:
    """Each with some value."""
    return AllOf(tuple(Compare(name, "known") for name in names))


@dataclass(frozen=True)
class Worlds:
    """What the dossiers of one démarche can give to the rules of each family."""

    catalogue: Catalogue
    demarche: Demarche
    transitions: Transitions = field(repr=False)

    @property
    def sujets(self) -> tuple[TypeSujet, ...]:
        """The types of subject that go through the démarche."""
        return tuple(dict.fromkeys(volet.sujet for volet in self.demarche.volets))

    def boxes(self, vocabulary: Vocabulary) -> tuple[Box, ...]:
        """Every case that the family of the vocabulary can be given."""
        conditions: Mapping[str, Iterator[Condition]] = {
            "profilage": (self.profilage(sujet) for sujet in self.sujets),
            "verrou": (self.verrou(pas, sujet) for pas in self._asked for sujet in self.sujets),
            "completude": chain.from_iterable(map(self._completude, self.demarche.volets)),
            "verdict": (self.verdict(volet, passage) for volet, passage in self.passages),
            "recommandation": chain.from_iterable(map(self._recommandation, self.demarche.volets)),
        }
        return tuple(box for condition in conditions[vocabulary.family] for box in boxes_of(condition, vocabulary))

    @property
    def pas(self) -> tuple[Transition, ...]:
        """The steps of its cycle."""
        return self.transitions.get(self.demarche.cycle, ())

    @property
    def _asked(self) -> Iterator[Transition]:
        """Every event at every state of its machine: a gate is asked before the machine, to say why not."""
        for machine in dict.fromkeys(pas.machine for pas in self.pas):
            siens = [pas for pas in self.pas if pas.machine == machine]
            for etat, evenement in product(
                dict.fromkeys(p.etat for p in siens), dict.fromkeys(p.evenement for p in siens)
            ):
                yield Transition(machine, etat, evenement)

    @property
    def passages(self) -> Iterator[tuple[Volet, str]]:
        """Each questionnaire, evaluated and, where it may be, projected."""
        for volet in self.demarche.volets:
            yield volet, "evaluation"
            if volet.projection:
                yield volet, "projection"

    def profilage(self, sujet: TypeSujet, whole: bool = False) -> Condition:
        """A subject of that type; `whole` where every question about it is answered."""
        return AllOf((self._contexte(), self._sujet(sujet, whole)))

    def verdict(self, volet: Volet, passage: str, whole: bool = False) -> Condition:
        """The counts of a questionnaire; `whole` where nothing is left to answer."""
        evaluation, projection = (
            ("criteres.sans_reponse", "criteres.sous_seuil"),
            ("projection.sans_date", "projection.hors_cible"),
        )
        vus, caches = (evaluation, projection) if passage == "evaluation" else (projection, evaluation)
        echeance = {} if passage == "projection" else {"projection.derniere_echeance": None}
        return AllOf(
            (
                self._questionnaire(volet, passage),
                known("criteres.applicables", "criteres.obligatoires", *vus),
                given(dict.fromkeys(caches) | echeance | ({vus[0]: 0} if whole else {})),
            )
        )

    def verrou(self, pas: Transition, sujet: TypeSujet) -> Condition:
        """A step asked for by whomever, in whatever dossier."""
        comptes = ("evaluations_restantes", "projections_restantes", "projections_commencees")
        du_dossier = [f"dossier.{compte}" for compte in comptes]
        du_theme = ("questionnaire.manques", "renvoi.motif", "theme.evaluation.etat", "theme.evaluation.complete")
        commun = {
            "machine": pas.machine, "etat": pas.etat, "evenement": pas.evenement, "sujet.type": sujet.value,
        }  # fmt: skip
        de_la_demarche = pas.machine == "demarche"
        vus = {"dossier.etat": pas.etat, **dict.fromkeys(du_theme)} if de_la_demarche else dict.fromkeys(du_dossier)
        toujours = ("acteur.demandeur", "sujet.etat", "sujet.archive", "dossier.etat", "dossier.quitte")
        return AllOf((self._contexte(), given(commun | vus), known(*toujours, *(du_dossier if de_la_demarche else ()))))

    def _contexte(self) -> Condition:
        return given({"demarche": self.demarche.code, "parcours": self.demarche.parcours})

    def _questionnaire(self, volet: Volet, passage: str) -> Condition:
        type_ = self.catalogue.questionnaires[volet.questionnaire].type.value
        vus = {"questionnaire.cle": volet.questionnaire, "questionnaire.type": type_, "passage": passage}
        return AllOf((self._contexte(), given(vus)))

    def _sujet(self, sujet: TypeSujet, whole: bool) -> Condition:
        siennes: list[str] = []
        autres: list[str] = []
        for qualification in self.catalogue.qualifications.values():
            codes = [f"qualification.{question.code}" for question in qualification.questions]
            (siennes if qualification.sujet is sujet else autres).extend(codes)
        (siennes if sujet is TypeSujet.PRODUIT else autres).append("produit.type")
        return AllOf(
            (
                given({"sujet.type": sujet.value, **dict.fromkeys(autres)}),
                known("produit.nil", "sujet.certifications", *(siennes if whole else ())),
            )
        )

    def _criteres(self, volet: Volet) -> Iterator[Critere]:
        questionnaire = self.catalogue.questionnaires[volet.questionnaire]
        return (c for c in questionnaire.criteres.values() if volet.criteres is None or c.code in volet.criteres)

    def _completude(self, volet: Volet) -> Iterator[Condition]:
        saisi = ("reponse.a_reconfirmer", "preuves.manquantes", "preuves.depot_finalise")
        projete = ("projection.besoin", "projection.date", "projection.non_applicable")
        noeud = ("section.desactivee", "section.commentaire")
        vus = {"evaluation": (saisi, (*projete, *noeud)), "projection": (projete, (*saisi, *noeud))}
        for passage in ("evaluation", "projection") if volet.projection else ("evaluation",):
            connus, caches = vus[passage]
            commun = (self._questionnaire(volet, passage), known("reponse.commentaire", *connus))
            for critere in self._criteres(volet):
                donnee = AnyOf((_donnee(critere), given({"reponse.valeur": None, "reponse.donnee": False})))
                yield AllOf((*commun, _critere(critere), donnee, given(dict.fromkeys(caches))))
        if self.catalogue.questionnaires[volet.questionnaire].desactivables:
            yield AllOf((self._questionnaire(volet, "evaluation"), _NOEUD, given(dict.fromkeys(projete))))

    def _recommandation(self, volet: Volet) -> Iterator[Condition]:
        commun = AllOf((self._questionnaire(volet, "evaluation"), self._sujet(volet.sujet, whole=False)))
        for critere in self._criteres(volet):
            yield AllOf((commun, _critere(critere), _ecart(critere)))


_NOEUD: Final = AllOf(
    (
        given({"critere.code": None, "critere.nature": None, "critere.applicable": True, "critere.verrouille": False}),
        given({"reponse.valeur": None, "reponse.donnee": True, "reponse.commentaire": None}),
        given({"preuves.manquantes": None, "preuves.depot_finalise": None, "section.desactivee": True}),
        known("reponse.a_reconfirmer", "section.commentaire"),
    )
)


def _critere(critere: Critere) -> Condition:
    """The critère as it is, applicable or locked or neither, never both."""
    return AllOf(
        (
            given({"critere.code": critere.code, "critere.nature": critere.nature.value}),
            known("critere.applicable", "critere.verrouille"),
            NotOf(given({"critere.applicable": True, "critere.verrouille": True})),
        )
    )


def _donnee(critere: Critere) -> Condition:
    valeurs = tuple(dict.fromkeys((*(niveau.code for niveau in critere.niveaux), GRIS)))
    return given({"reponse.valeur": valeurs, "reponse.donnee": True})


def _ecart(critere: Critere) -> Condition:
    """An answer with the ranks that may miss: whichever level profiling recommends."""
    rangs = [niveau.rang for niveau in critere.niveaux]
    locked = given(
        {"critere.applicable": False, "critere.verrouille": True, "reponse.valeur": GRIS, "critere.ecart": None}
    )
    blank = given({"critere.applicable": True, "reponse.valeur": None, "critere.ecart": None})
    answered: list[Condition] = []
    for niveau in critere.niveaux:
        commun = given({"critere.applicable": True, "reponse.valeur": niveau.code})
        low, high = min(rangs) - niveau.rang, max(rangs) - niveau.rang
        bounds = (Compare("critere.ecart", "ge", low), Compare("critere.ecart", "le", high))
        ecart: Condition = AllOf(bounds) if niveau.rang else Compare("critere.ecart", "unknown")
        answered.append(AllOf((commun, ecart)))
    return AnyOf((locked, blank, *answered))
