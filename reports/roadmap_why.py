"""« Pourquoi ? » of a projection: its recorded verdict with the rules, and the critères that decided its month."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.snapshot import ReponseProjeteeSnapshot, VerdictProjectionSnapshot
from referentiels.catalogue import Nature
from reports.pourquoi import RegleDeclenchee, RegleEcartee
from reports.regles_rendues import regles_rendues
from rules import facts
from rules.echeances import besoin, mois, premiere_echeance
from rules.edition import Edition
from rules.perimetre import CritereCible, Perimetre


@dataclass(frozen=True, slots=True)
class Determinant:
    """A critère that decided: the month « AAAA-MM » of an « Atteint le », or None for a target that does not apply."""

    code: str
    titre: str
    echeance: str | None


@dataclass(frozen=True, slots=True)
class ExplicationProjection:
    """Why the verdict on a projection is what it is. `reconstitue` says whether the facts of the day could be rebuilt.

    Where they could not, only what was recorded is there: the rules that fired with their facts.
    """

    verdict: VerdictProjectionSnapshot
    moteur: str
    declenchees: tuple[RegleDeclenchee, ...]
    reconstitue: bool
    ecartees: tuple[RegleEcartee, ...]
    determinants: tuple[Determinant, ...]


def expliquer_projection(
    edition: Edition,
    perimetre: Perimetre,
    verdict: VerdictProjectionSnapshot,
    valides: Mapping[str, str | None],
    plans: Mapping[str, ReponseProjeteeSnapshot],
) -> ExplicationProjection:
    """The explanation of a verdict under the edition that gave it, on the plans it was given on."""
    rule_set = edition.rule_set("verdict", perimetre.demarche)
    vus = facts.verdict_projection(rule_set.vocabulary, perimetre, valides, plans)
    regles = regles_rendues(rule_set, vus, verdict.regles, verdict.decision)
    return ExplicationProjection(
        verdict,
        regles.moteur,
        regles.declenchees,
        regles.reconstitue,
        regles.ecartees,
        tuple(_determinants(perimetre, verdict, valides, plans)) if regles.reconstitue else (),
    )


def _determinants(
    perimetre: Perimetre,
    verdict: VerdictProjectionSnapshot,
    valides: Mapping[str, str | None],
    plans: Mapping[str, ReponseProjeteeSnapshot],
) -> Iterator[Determinant]:
    for cible in perimetre.applicables:
        critere = cible.critere
        plan = plans.get(critere.code)
        if plan is None or critere.nature is not Nature.OBLIGATION or not besoin(cible, valides.get(critere.code)):
            continue
        if _decide(cible, plan, verdict):
            yield Determinant(critere.code, critere.titre, verdict.echeance)


def _decide(cible: CritereCible, plan: ReponseProjeteeSnapshot, verdict: VerdictProjectionSnapshot) -> bool:
    """Whether this critère alone makes the verdict what it is: excluded where that kept it, else dated the latest."""
    if verdict.echeance is None:
        return plan.non_applicable
    echeance = None if plan.non_applicable else premiere_echeance(cible, plan.echeances)
    return echeance is not None and echeance == mois(verdict.echeance)
