"""The form of a projection: the months of each critère, what the person changed in them, what is wrong.

A critère's fields are `mois-<niveau>-<code>` (AAAA-MM), `hors-<code>`, `commentaire-<code>`, and two hidden ones, as
in the form of an evaluation: `revision-<code>` and `vu-<code>`, a digest of what was shown.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from reports.projections import CritereProjete
from webapp.industriel.fields import REVISION, digest, number, same_ends, short
from workflows.commands.projections import SaisieProjection

MOIS = "mois"
PREFIXES = (MOIS, "hors", "commentaire", "vu")


@dataclass(frozen=True, slots=True)
class ChampsProjection:
    """What the fields of one critère hold; `erreurs` are the sentences to show beside them.

    `mois` keeps the months as typed, also those that a target declared not applicable does without.
    """

    saisie: SaisieProjection
    vu: str = ""
    mois: Mapping[str, str] = field(default_factory=dict)
    erreurs: tuple[str, ...] = ()

    @property
    def modifies(self) -> bool:
        """Whether the person changed something."""
        return self.vu != digest_of_plan(self.saisie)


def digest_of_plan(saisie: SaisieProjection) -> str:
    """What stands for a plan's content: 16 hexadecimal digits."""
    return digest(sorted(saisie.echeances.items()), saisie.non_applicable, same_ends(saisie.commentaire))


def shown_plan(projete: CritereProjete) -> SaisieProjection:
    """A plan as the form shows it: the months of the levels that are still to reach."""
    reponse, code = projete.reponse, projete.critere.code
    if reponse is None:
        return SaisieProjection(code)
    months = {n.code: reponse.echeances[n.code] for n in projete.datables if n.code in reponse.echeances}
    return SaisieProjection(code, months, reponse.non_applicable, reponse.commentaire, reponse.revision)


def kept_plans(criteres: Iterable[CritereProjete]) -> dict[str, ChampsProjection]:
    """The fields as the database has them."""
    plans = (shown_plan(projete) for projete in criteres)
    return {plan.critere: ChampsProjection(plan, digest_of_plan(plan), plan.echeances) for plan in plans}


def sent_plans(form: "MultiDict[str, str]") -> dict[str, ChampsProjection]:
    """The fields of each critère that a form carries, in its order."""
    return {code: _sent(form, code) for code in dict.fromkeys(_codes(form)) if code}


def _codes(form: "MultiDict[str, str]") -> Iterator[str]:
    for name in form:
        prefix, _, rest = name.partition("-")
        if prefix in PREFIXES:
            yield rest.partition("-")[2] if prefix == MOIS else rest


def _sent(form: "MultiDict[str, str]", code: str) -> ChampsProjection:
    months = {}
    for name, value in form.items():
        prefix, _, rest = name.partition("-")
        niveau, _, critere = rest.partition("-")
        if prefix == MOIS and critere == code and value.strip():
            months[short(niveau)] = short(value.strip())
    hors = f"hors-{code}" in form
    plan = SaisieProjection(
        code,
        {} if hors else months,
        hors,
        form.get(f"commentaire-{code}", ""),
        number(form.get(f"{REVISION}{code}", "")),
    )
    return ChampsProjection(plan, form.get(f"vu-{code}", ""), months)


def changed_plans(champs: Mapping[str, ChampsProjection]) -> tuple[SaisieProjection, ...]:
    """What the person changed."""
    return tuple(un.saisie for un in champs.values() if un.modifies)
