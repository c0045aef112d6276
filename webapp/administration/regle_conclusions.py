"""Conclusions as the rows of a form, the verbs and values of each family chosen from lists, and back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from referentiels.catalogue import Catalogue
from rules.language import Conclusion
from rules.pack_conclusions import DEFAULT_ORDER, MAX_ORDER
from webapp.administration.regle_noeuds import Form

VERBES: Final[Mapping[str, Mapping[str, LazyString]]] = {
    "profilage": {
        "non_applicable": _l("Ne s’applique pas"),
        "verrouille": _l("Verrouillé non applicable"),
        "recommande": _l("Niveau recommandé"),
    },
    "verrou": {"interdit": _l("Interdit, avec cette phrase")},
    "completude": {"manque": _l("Il manque")},
    "verdict": {"verdict": _l("Verdict")},
    "recommandation": {"conseil": _l("Conseil")},
}
"""By family, what a rule may conclude."""

CHOIX: Final[Mapping[str, Mapping[str, LazyString]]] = {
    "manque": {
        "reponse": _l("une réponse"),
        "commentaire": _l("un commentaire"),
        "preuve": _l("une preuve"),
        "date": _l("une date"),
    },
    "verdict": {
        "atteint": _l("Atteint"),
        "non_atteint": _l("Non atteint"),
        "atteint_le": _l("Atteint le (dernière échéance)"),
    },
}
"""By verb, the values that it takes, where they are a closed list."""

CONCLUSIONS_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row: the verb, the critère, the niveau or choice or phrase, the order of an advice, as typed."""

    verb: str
    target: str = ""
    value: str = ""
    order: str = ""


def rangees_de(conclusions: Sequence[Conclusion]) -> tuple[Rangee, ...]:
    """The conclusions as rows."""
    return tuple(
        Rangee(c.verb, c.target, "" if c.value is None else str(c.value), str(c.order or "")) for c in conclusions
    )


def lire_rangees(form: Form, famille: str, prefix: str = "t") -> tuple[Rangee, ...]:
    """The rows that the form holds."""
    count = form.get(f"{prefix}.n", "0")
    rows = min(int(count), CONCLUSIONS_MAX) if count.isdecimal() and len(count) < 5 else 0
    first = next(iter(VERBES[famille]))
    return tuple(
        Rangee(
            form.get(f"{prefix}.{n}.verb", first),
            form.get(f"{prefix}.{n}.target", ""),
            " ".join(form.get(f"{prefix}.{n}.value", "").split()),
            form.get(f"{prefix}.{n}.order", "").strip(),
        )
        for n in range(rows)
    )


def conclusions_de(
    rangees: Sequence[Rangee], famille: str, catalogue: Catalogue, fautes: list[str], *, advice: bool = True
) -> tuple[Conclusion, ...]:
    """The conclusions that the rows make; what is wrong is noted. Without `advice` the order need not be stated."""
    niveaux = niveaux_par_critere(catalogue)
    found = tuple(_conclusion(rangee, famille, niveaux, fautes, advice=advice) for rangee in rangees)
    return tuple(conclusion for conclusion in found if conclusion is not None)


def niveaux_par_critere(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """By critère, the codes of its niveaux."""
    criteres = {code: critere for q in catalogue.questionnaires.values() for code, critere in q.criteres.items()}
    return {code: tuple(niveau.code for niveau in critere.niveaux) for code, critere in sorted(criteres.items())}


def titres_par_critere(catalogue: Catalogue) -> Mapping[str, str]:
    """By critère, its title."""
    titres = {code: critere.titre for q in catalogue.questionnaires.values() for code, critere in q.criteres.items()}
    return dict(sorted(titres.items()))


def _conclusion(
    rangee: Rangee, famille: str, niveaux: Mapping[str, tuple[str, ...]], fautes: list[str], *, advice: bool
) -> Conclusion | None:
    before = len(fautes)
    fautes.extend(_fautes(rangee, famille, niveaux))
    if len(fautes) > before:
        return None
    if famille == "profilage":
        level = rangee.value if rangee.verb == "recommande" else None
        return Conclusion(rangee.verb, rangee.target, level)
    order = int(rangee.order or (DEFAULT_ORDER if advice else 0)) if rangee.verb == "conseil" else 0
    return Conclusion(rangee.verb, value=rangee.value, order=order)


def _fautes(rangee: Rangee, famille: str, niveaux: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if rangee.verb not in VERBES[famille]:
        yield _("Choisissez ce que la règle conclut.")
    elif famille == "profilage":
        if rangee.target not in niveaux:
            yield _("Choisissez le critère de chaque conclusion.")
        elif rangee.verb == "recommande" and rangee.value not in niveaux[rangee.target]:
            yield _("Critère %(code)s : choisissez l’un de ses niveaux.", code=rangee.target)
    elif rangee.verb in CHOIX:
        if rangee.value not in CHOIX[rangee.verb]:
            yield _("Choisissez la valeur de chaque conclusion.")
    elif not rangee.value:
        yield _("Écrivez la phrase à montrer.")
    if rangee.order and not (
        rangee.order.isdecimal() and len(rangee.order) <= 4 and 1 <= int(rangee.order) <= MAX_ORDER
    ):
        yield _("L’ordre d’un conseil est un nombre de 1 à %(max)s.", max=MAX_ORDER)
