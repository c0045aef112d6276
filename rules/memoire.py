"""The same answers as `Decideur`, by the reference alone, each question put once: for many dossiers in a row.

What is asked of one critère, or of one gate, has few different facts however many the dossiers. Each memory is keyed by
all that its facts are made from, and emptied when it has grown to its bound, so that it never grows with the dossiers.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from models.snapshot import ReponseProjeteeSnapshot, ReponseSnapshot, SujetSnapshot
from referentiels.catalogue import Demarche, Volet
from rules import facts
from rules.constat import Interdits, Lieu, Portes
from rules.decision import Decision, Judge
from rules.edition import Edition
from rules.facts import Avancement, Demande
from rules.families import Conseil, Decideur
from rules.language import Facts
from rules.perimetre import CritereCible, Perimetre, Profil, valeurs_de
from rules.worlds import Transitions

Valeur = TypeVar("Valeur")
BORNE = 50_000
"""Answers remembered of each kind of question."""


class Memoire(dict[Hashable, Any]):
    """Answers by what was asked."""

    def retenir(self, cle: Hashable, calculer: Callable[..., Valeur], *donnees: Any) -> Valeur:
        """The answer to these data, found the first time."""
        if len(self) >= BORNE:
            self.clear()
        valeur = self[cle] = calculer(*donnees)
        return valeur


class ManquesGardes(dict[str, tuple[str, ...]]):
    """What is missing of a questionnaire that nobody touched: the very same object each time."""


class DecideurMemoire(Decideur):
    """A `Decideur` that remembers what it was answered, and keeps no decision."""

    def __init__(self, edition: Edition) -> None:
        super().__init__(edition, Judge("reference").read)
        self._perimetres, self._criteres, self._conseils = Memoire(), Memoire(), Memoire()
        self._verdicts, self._vides = Memoire(), Memoire()
        self._vu: tuple[SujetSnapshot | None, Hashable] = (None, ())

    def _ask(self, family: str, demarche: Demarche, cases: Mapping[str, Facts]) -> Decision:
        return self._decide(self.edition.rule_set(family, demarche), cases)

    def profil(self, sujet: SujetSnapshot, demarche: Demarche) -> Profil:
        """As everywhere; two subjects of the same facts have one."""
        cle = (self._cle(sujet), demarche.code)
        trouve = self._perimetres.get(cle)
        return trouve or self._perimetres.retenir(cle, self._profiler, sujet, demarche)

    def perimetre(self, sujet: SujetSnapshot, demarche: Demarche, volet: Volet) -> Perimetre:
        """As everywhere; made once for the same facts, with what it derives."""
        cle = (self._cle(sujet), demarche.code, volet.questionnaire)
        trouve = self._perimetres.get(cle)
        return trouve or self._perimetres.retenir(cle, super().perimetre, sujet, demarche, volet)

    def manques(self, cible: Perimetre, reponses: Mapping[str, ReponseSnapshot]) -> dict[str, tuple[str, ...]]:
        """Critère by critère, since each is asked about alone."""
        if not reponses:
            return self._sans_reponse(cible)
        return self._cas_par_cas(cible.selon(valeurs_de(reponses)), reponses)

    def _sans_reponse(self, cible: Perimetre) -> dict[str, tuple[str, ...]]:
        """Of a questionnaire that nobody touched; the scope is kept with what it misses, and known again by itself."""
        connu = self._vides.get(id(cible))
        if connu is None or connu[0] is not cible:
            connu = self._vides.retenir(id(cible), self._a_vide, cible)
        manques: ManquesGardes = connu[1]
        return manques

    def _a_vide(self, cible: Perimetre) -> tuple[Perimetre, ManquesGardes]:
        return cible, ManquesGardes(self._cas_par_cas(cible.selon({}), {}))

    def _cas_par_cas(self, retenu: Perimetre, reponses: Mapping[str, ReponseSnapshot]) -> dict[str, tuple[str, ...]]:
        place, memoire = (retenu.demarche.code, retenu.questionnaire.cle), self._criteres
        trouves: dict[str, tuple[str, ...]] = {}
        cle: Hashable
        for code in retenu.desactivees:
            cle = (*place, "noeud", code, _signature(reponses.get(code)))
            noeud = memoire.get(cle)
            if noeud is None:
                noeud = memoire.retenir(cle, self._du_noeud, retenu, code, reponses)
            if noeud:
                trouves[code] = noeud
        for code, critere in retenu.cibles.items():
            reponse = reponses.get(code)
            cle = (*place, code, critere.applicable, critere.verrouille, _signature(reponse) if reponse else None)
            manque = memoire.get(cle)
            if manque is None:
                seul = _seul(retenu, code, critere)
                manque = memoire.retenir(cle, self._du_critere, seul, code, reponses)
            if manque:
                trouves[code] = manque
        return trouves

    def _du_noeud(self, cible: Perimetre, code: str, reponses: Mapping[str, ReponseSnapshot]) -> tuple[str, ...]:
        seul = replace(cible, profilees={}, desactivees={code: cible.desactivees[code]})
        return self._du_critere(seul, code, reponses)

    def _du_critere(self, seul: Perimetre, code: str, reponses: Mapping[str, ReponseSnapshot]) -> tuple[str, ...]:
        vocabulary = self._vocabulary("completude", seul.demarche)
        return self._manques(seul, facts.completude(vocabulary, seul, reponses)).get(code, ())

    def manques_projection(
        self, cible: Perimetre, valides: Mapping[str, str | None], reponses: Mapping[str, ReponseProjeteeSnapshot]
    ) -> dict[str, tuple[str, ...]]:
        """Critère by critère too."""
        place, memoire, trouves = (cible.demarche.code, cible.questionnaire.cle, "projection"), self._criteres, {}
        for code, critere in cible.cibles.items():
            reponse = reponses.get(code)
            plan = reponse and (bool(reponse.commentaire.strip()), reponse.non_applicable, *reponse.echeances.items())
            asked = (critere.applicable, critere.verrouille, critere.recommande, critere.seuil)
            cle = (*place, code, asked, valides.get(code), plan)
            manque = memoire.get(cle)
            if manque is None:
                seul = _seul(cible, code, critere)
                manque = memoire.retenir(cle, self._projete, seul, valides, reponses)
            if manque:
                trouves[code] = manque
        return trouves

    def _projete(
        self, seul: Perimetre, valides: Mapping[str, str | None], reponses: Mapping[str, ReponseProjeteeSnapshot]
    ) -> tuple[str, ...]:
        trouves = super().manques_projection(seul, valides, reponses)
        return next(iter(trouves.values()), ())

    def _verdict(self, demarche: Demarche, vus: Facts) -> tuple[str | None, Decision]:
        cle = (demarche.code, *vus.values())
        trouve: tuple[str | None, Decision] | None = self._verdicts.get(cle)
        return trouve or self._verdicts.retenir(cle, super()._verdict, demarche, vus)

    def conseils(
        self, sujet: SujetSnapshot, cible: Perimetre, valeurs: Mapping[str, str | None]
    ) -> tuple[Conseil, ...]:
        """Critère by critère."""
        retenu = cible.selon(valeurs)
        place = (retenu.demarche.code, retenu.questionnaire.cle, self._cle(sujet))
        tous: list[Conseil] = []
        for critere in retenu.comptees:
            code = critere.critere.code
            asked = (critere.applicable, critere.verrouille, critere.recommande, critere.seuil)
            cle = (*place, code, asked, valeurs.get(code))
            siens = self._conseils.get(cle)
            if siens is None:
                seul = _seul(retenu, code, critere)
                siens = self._conseils.retenir(cle, super().conseils, sujet, seul, valeurs)
            tous.extend(siens)
        # those of one critère are in order, and critères in that of reading
        return tuple(sorted(tous, key=lambda conseil: conseil.ordre))

    def _cle(self, sujet: SujetSnapshot) -> Hashable:
        """All that rules see of the subject itself; asked several times in a row of the same one."""
        if self._vu[0] is not sujet:
            dits = (sujet.type, sujet.type_produit, bool(sujet.nil), len(sujet.certifications))
            self._vu = (sujet, (*dits, *sorted(sujet.qualification.items())))
        return self._vu[1]


class PortesMemoire(Portes):
    """The gates, each asked once; one sees states and counts, of which there are few. For one decideur alone."""

    def __init__(self, pas: Transitions) -> None:
        super().__init__(pas)
        self._demandees = Memoire()

    def demander(
        self, lieu: Lieu, cle: str, demande: Demande, manquent: int = 0, avancement: Avancement | None = None
    ) -> Interdits:
        """As everywhere, by all that facts are made from."""
        sujet, dossier, theme = lieu.sujet, lieu.dossier, demande.theme.etat if demande.theme is not None else None
        place = (lieu.demarche.code, sujet.etat, sujet.archive, sujet.type, dossier.etat, dossier.quitte)
        asked = (cle, demande.machine, demande.etat, demande.role, manquent, theme, demande.theme_complet, avancement)
        trouves: Interdits | None = self._demandees.get((place, asked))
        if trouves is None:
            trouves = self._demandees.retenir(
                (place, asked), super().demander, lieu, cle, demande, manquent, avancement
            )
        return trouves


def _seul(perimetre: Perimetre, code: str, critere: CritereCible) -> Perimetre:
    """The scope with that critère alone, as it stands under the answers."""
    return replace(perimetre, profilees={code: critere}, desactivees={})


def _signature(reponse: ReponseSnapshot | None) -> Hashable:
    """All that facts are made from in an answer; identifiers, dates and texts make none."""
    if reponse is None:
        return None
    dit = (reponse.valeur, bool(reponse.commentaire.strip()), reponse.a_reconfirmer)
    if not (reponse.preuves or reponse.depot_finalise or reponse.jeu_de_preuves):
        return dit
    fournies = frozenset((preuve.jeu, preuve.type) for preuve in reponse.preuves if preuve.utilisable)
    return (*dit, reponse.depot_finalise, reponse.jeu_de_preuves, fournies)
