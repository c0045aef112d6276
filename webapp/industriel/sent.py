"""What becomes of what a person sent about the critères of an evaluation or of a projection, which go the same way."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from flask import Response, jsonify
from werkzeug.datastructures import MultiDict

from models.database import db
from reports.personnes import noms
from webapp.industriel.evaluation_form import Champs
from webapp.industriel.projection_form import ChampsProjection
from webapp.presentation import heure
from webapp.runtime import runtime
from workflows.outcome import Conflit, ConflitProjection

CONFLICT = "conflit"
"""The hidden field that only the page of a conflict has."""

CHOICE = "choix-"
MINE, THEIRS, BOTH = "mienne", "sienne", "ensemble"
NOBODY = -1

Sent = TypeVar("Sent", Champs, ChampsProjection)


def with_errors(
    champs: Mapping[str, Sent], fautes: Sequence[tuple[str, str]], shown: Container[str]
) -> tuple[dict[str, Sent], tuple[str, ...]]:
    """The fields with the sentence of each fault, and the sentences that belong to no critère that is shown."""
    of_each = {code: [sentence for of, sentence in fautes if of == code] for code in champs if code in shown}
    elsewhere = tuple(sentence for of, sentence in fautes if of not in of_each)
    return {code: _marked(un, of_each.get(code, ())) for code, un in champs.items()}, elsewhere


def _marked(champs: Sent, sentences: Iterable[str]) -> Sent:
    return replace(champs, erreurs=(*champs.erreurs, *sentences))


def autosaved(
    conflits: Sequence[Conflit | ConflitProjection], revisions: Mapping[str, int], vus: Mapping[str, str]
) -> Response:
    """What the script of the page is told of fields that were left: `vus` are their digests, by critère."""
    others = noms(db.session(), (conflit.modifie_par for conflit in conflits))
    apart = {conflit.critere: others.get(conflit.modifie_par, "") for conflit in conflits}
    kept = {code: {"revision": revisions.get(code, 0), "vu": vu} for code, vu in vus.items() if code not in apart}
    return jsonify(enregistre_a=heure(runtime().clock.now()), criteres=kept, conflits=apart)


def both_comments(conflit: Conflit | ConflitProjection) -> str | None:
    """The two comments of a conflict one after the other; None where there is nothing to put together."""
    mine, theirs = conflit.saisie.commentaire.strip(), conflit.commentaire.strip()
    if not mine or not theirs or mine == theirs:
        return None
    return f"{theirs}\n\n{mine}"


def resolved(form: "MultiDict[str, str]", sent: Mapping[str, Sent]) -> dict[str, Sent] | None:
    """The fields as a person chose them on the page of a conflict; None where the form is not that page's.

    One for which nothing was chosen goes back with a revision that nobody has: it stays a conflict.
    """
    if CONFLICT not in form:
        return None
    choices = {code: form.get(CHOICE + code) for code in sent}
    return {code: _chosen(form, un, choices[code]) for code, un in sent.items() if choices[code] != THEIRS}


def _chosen(form: "MultiDict[str, str]", champs: Sent, choice: str | None) -> Sent:
    if choice == MINE:
        return replace(champs, vu="")
    if choice == BOTH:
        together = form.get(f"ensemble-{champs.saisie.critere}", champs.saisie.commentaire)
        return replace(champs, vu="", saisie=replace(champs.saisie, commentaire=together))
    return replace(champs, vu="", saisie=replace(champs.saisie, revision=NOBODY))
