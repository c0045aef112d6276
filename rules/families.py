"""The five questions that rules answer, each with its typed answer; what was decided live is kept for the journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from models.snapshot import DossierSnapshot, ReponseProjeteeSnapshot, ReponseSnapshot, SujetSnapshot
from referentiels.catalogue import Demarche, Volet
from rules import facts
from rules.decision import Decision
from rules.echeances import texte_mois
from rules.edition import Edition
from rules.facts import Avancement, Demande
from rules.language import Conclusion, Facts, RuleSet, Vocabulary
from rules.perimetre import Perimetre, Profil, valeurs_de

ORDRE_PAR_DEFAUT = 100


class Decide(Protocol):
    """How a rule set is put to cases: by both engines for commands, by the reference alone for pages."""

    def __call__(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Decision:
        """The decision over every case."""
        ...


@dataclass(frozen=True, slots=True)
class Conseil:
    """An advice to show under a critère; the smallest `ordre` first."""

    critere: str
    texte: str
    ordre: int
    regle: str


class Decideur:
    """Puts questions to the rules of an edition and keeps every decision it was given, in order."""

    def __init__(self, edition: Edition, decide: Decide) -> None:
        self.edition = edition
        self.decisions: list[Decision] = []
        self._decide = decide
        self._profils: dict[tuple[str, str], Profil] = {}

    def profil(self, sujet: SujetSnapshot, demarche: Demarche) -> Profil:
        """What does not apply to this subject in this démarche, what is locked, what is recommended instead."""
        key = (repr(facts.du_sujet(self.edition.catalogue, sujet)), demarche.code)
        if key not in self._profils:
            self._profils[key] = self._profiler(sujet, demarche)
        return self._profils[key]

    def _profiler(self, sujet: SujetSnapshot, demarche: Demarche) -> Profil:
        vocabulary = self._vocabulary("profilage", demarche)
        vus = facts.profilage(vocabulary, self.edition.catalogue, sujet, demarche)
        decision = self._ask("profilage", demarche, {"": vus})
        conclus = [item.conclusion for item in decision.conclusions]
        _refuse_two_levels(decision.rule_set, conclus)
        return Profil(
            frozenset(c.target for c in conclus if c.verb == "non_applicable"),
            frozenset(c.target for c in conclus if c.verb == "verrouille"),
            {c.target: str(c.value) for c in conclus if c.verb == "recommande"},
        )

    def perimetre(self, sujet: SujetSnapshot, demarche: Demarche, volet: Volet) -> Perimetre:
        """The critères that count for this subject in this démarche, whatever is answered."""
        return self.edition.perimetre(demarche, volet, self.profil(sujet, demarche))

    def manques(self, cible: Perimetre, reponses: Mapping[str, ReponseSnapshot]) -> dict[str, tuple[str, ...]]:
        """What is missing, by node switched off and by critère in reading order; what misses nothing is not there."""
        vocabulary = self._vocabulary("completude", cible.demarche)
        retenu = cible.selon(valeurs_de(reponses))
        return self._manques(retenu, facts.completude(vocabulary, retenu, reponses))

    def _manques(self, cible: Perimetre, cases: Mapping[str, Facts]) -> dict[str, tuple[str, ...]]:
        decision = self._ask("completude", cible.demarche, cases)
        par_critere: dict[str, set[str]] = {}
        for item in decision.conclusions:
            par_critere.setdefault(item.case, set()).add(str(item.conclusion.value))
        ordre = (*cible.desactivees, *cible.cibles)
        return {code: tuple(sorted(par_critere[code])) for code in ordre if code in par_critere}

    def verdict(self, cible: Perimetre, valeurs: Mapping[str, str | None]) -> tuple[str | None, Decision]:
        """« atteint », « non_atteint », or None while something is unanswered; with the decision that says why."""
        vocabulary = self._vocabulary("verdict", cible.demarche)
        return self._verdict(cible.demarche, facts.verdict(vocabulary, cible.selon(valeurs), valeurs))

    def _verdict(self, demarche: Demarche, vus: Facts) -> tuple[str | None, Decision]:
        decision = self._ask("verdict", demarche, {"": vus})
        rendus = {str(item.conclusion.value) for item in decision.conclusions}
        if len(rendus) > 1:
            raise ContradictoryVerdict(decision.rule_set, tuple(sorted(rendus)))
        return next(iter(rendus), None), decision

    def manques_projection(
        self, cible: Perimetre, valides: Mapping[str, str | None], reponses: Mapping[str, ReponseProjeteeSnapshot]
    ) -> dict[str, tuple[str, ...]]:
        """What a projection misses, by critère in reading order, given the validated answers it starts from."""
        vocabulary = self._vocabulary("completude", cible.demarche)
        return self._manques(cible, facts.completude_projection(vocabulary, cible, valides, reponses))

    def verdict_projection(
        self, cible: Perimetre, valides: Mapping[str, str | None], reponses: Mapping[str, ReponseProjeteeSnapshot]
    ) -> tuple[str | None, str | None, Decision]:
        """The result, the month « AAAA-MM » of an « atteint_le », and the decision that says why."""
        vocabulary = self._vocabulary("verdict", cible.demarche)
        vus = facts.verdict_projection(vocabulary, cible, valides, reponses)
        resultat, decision = self._verdict(cible.demarche, vus)
        echeance = vus["projection.derniere_echeance"] if resultat == "atteint_le" else None
        return resultat, texte_mois(int(echeance)) if echeance is not None else None, decision

    def conseils(
        self, sujet: SujetSnapshot, cible: Perimetre, valeurs: Mapping[str, str | None]
    ) -> tuple[Conseil, ...]:
        """The advice on these answers, most important first."""
        vocabulary = self._vocabulary("recommandation", cible.demarche)
        cases = facts.recommandation(vocabulary, self.edition.catalogue, sujet, cible.selon(valeurs), valeurs)
        decision = self._ask("recommandation", cible.demarche, cases)
        lecture = {code: rang for rang, code in enumerate(cible.cibles)}
        conseils = (
            Conseil(i.case, str(i.conclusion.value), i.conclusion.order or ORDRE_PAR_DEFAUT, i.rule)
            for i in decision.conclusions
        )
        return tuple(sorted(conseils, key=lambda conseil: (conseil.ordre, lecture[conseil.critere], conseil.regle)))

    def interdits(
        self,
        demarche: Demarche,
        sujet: SujetSnapshot,
        dossier: DossierSnapshot,
        demande: Demande,
        evenements: Iterable[str],
        avancement: Avancement | None = None,
    ) -> dict[str, tuple[str, ...]]:
        """For each event, the sentences that forbid it now; none where it may happen."""
        vocabulary = self._vocabulary("verrou", demarche)
        cases = facts.verrou(vocabulary, demarche, sujet, dossier, avancement, demande, evenements)
        decision = self._ask("verrou", demarche, cases)
        phrases: dict[str, list[str]] = {evenement: [] for evenement in cases}
        for item in decision.conclusions:
            phrase = str(item.conclusion.value)
            if phrase not in phrases[item.case]:
                phrases[item.case].append(phrase)
        return {evenement: tuple(found) for evenement, found in phrases.items()}

    def _vocabulary(self, family: str, demarche: Demarche) -> Vocabulary:
        return self.edition.rule_set(family, demarche).vocabulary

    def _ask(self, family: str, demarche: Demarche, cases: Mapping[str, Facts]) -> Decision:
        decision = self._decide(self.edition.rule_set(family, demarche), cases)
        self.decisions.append(decision)
        return decision


def _refuse_two_levels(rule_set: str, conclus: Iterable[Conclusion]) -> None:
    """Raises: ContradictoryProfile where two rules recommend different levels for one critère."""
    niveaux: dict[str, set[str]] = {}
    for conclusion in conclus:
        if conclusion.verb == "recommande":
            niveaux.setdefault(conclusion.target, set()).add(str(conclusion.value))
    contredits = sorted(critere for critere, vus in niveaux.items() if len(vus) > 1)
    if contredits:
        raise ContradictoryProfile(f"deux niveaux recommandés pour {', '.join(contredits)} sous {rule_set}")


class ContradictoryProfile(Exception):
    """Two profiling rules conclude differently on one critère: the rule set is at fault, nothing is decided."""


class ContradictoryVerdict(Exception):
    """Two verdict rules conclude differently on the same answers: the rule set is at fault, nothing is decided."""

    def __init__(self, rule_set: str, verdicts: tuple[str, ...]) -> None:
        super().__init__(f"verdicts contradictoires {verdicts} sous {rule_set}")
        self.rule_set = rule_set
