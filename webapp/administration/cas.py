"""The example cases beside the rules: the editor of one, each fact and conclusion chosen from lists."""

from dataclasses import dataclass

from flask import Response, flash, render_template, request
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from reports.cas_reels import cas_reel
from rules.language import AllOf, Case, Compare, Value
from rules.pack_edit import put_case, remove_case
from webapp.administration.blueprint import bp
from webapp.administration.regle_conclusions import VERBES, Rangee, conclusions_de, lire_rangees, rangees_de
from webapp.administration.regle_noeuds import Lecture, Noeud, condition_de, lire_noeud, noeud_de
from webapp.administration.regles_table import Ouvert, garder, listes, ouvrir, table_page, vers_table
from webapp.runtime import edition
from webapp.security import acces
from workflows.errors import NotFound, Refused

NOUVEAU = "nouveau"
CASES = "cas"


@dataclass(frozen=True)
class SaisieCas:
    """A case as the form has it: its facts as comparisons, and the rows that it expects."""

    noeud: Noeud
    rangees: tuple[Rangee, ...]


@bp.route("/publications/<identifiant>/cas/<rang>", methods=["GET", "POST"])
@acces(Role.ADMINISTRATEUR)
def editeur_cas(identifiant: str, rang: str) -> Response | tuple[str, int] | str:
    """One case; only « Enregistrer » and « Supprimer » keep anything."""
    ouvert = ouvrir(identifiant)
    ancien = _ancien(ouvert, rang)
    if request.method == "GET":
        return _editeur(ouvert, rang, ancien)
    saisie = SaisieCas(lire_noeud(request.form), lire_rangees(request.form, ouvert.pack.family))
    faire, _separateur, place = request.form.get("faire", "").partition(":")
    if faire not in ("enregistrer", "supprimer"):
        return _editeur(ouvert, rang, _change(saisie, faire, place, ouvert))
    fautes: list[str] = []
    try:
        texte = _texte(ouvert, rang, faire, saisie, fautes)
        if not fautes:
            garder(ouvert, request.form.get("digest_vu", ""), texte)
            return vers_table(identifiant, CASES)
    except Refused as refusal:
        fautes.extend(refusal.sentences)
    return _editeur(ouvert, rang, saisie, tuple(dict.fromkeys(fautes))), 422


@bp.post("/publications/<identifiant>/cas-reel")
@acces(Role.ADMINISTRATEUR)
def ajouter_cas_reel(identifiant: str) -> Response | tuple[str, int]:
    """Turn a real dossier into a case: its facts and what the rules conclude, without a name."""
    ouvert = ouvrir(identifiant)
    case = cas_reel(db.session(), edition(), ouvert.pack, ouvert.mots)
    if case is None:
        flash(_("Aucun dossier ne donne un cas que ces règles n’ont pas déjà."), "info")
        return vers_table(identifiant, CASES)
    try:
        garder(ouvert, request.form.get("digest_vu", ""), put_case(ouvert.texte, case, ouvert.mots, None))
    except Refused as refusal:
        return table_page(ouvrir(identifiant), refusal.sentences), 422
    flash(_("Un cas tiré d’un dossier réel est ajouté : il ne garde que des faits."), "succes")
    return vers_table(identifiant, CASES)


def _ancien(ouvert: Ouvert, rang: str) -> SaisieCas:
    """The case that is edited, or an empty one. Raises: NotFound."""
    if rang == NOUVEAU:
        return SaisieCas(Noeud("all", parts=(Noeud(),)), ())
    if not (rang.isdecimal() and int(rang) < len(ouvert.pack.cases)):
        raise NotFound(_("Ce cas n’existe plus."))
    return saisie_de(ouvert.pack.cases[int(rang)], ouvert)


def saisie_de(case: Case, ouvert: Ouvert) -> SaisieCas:
    """The case as the form shows it."""
    faits = AllOf(tuple(Compare(nom, "eq", valeur) for nom, valeur in case.given.items() if valeur is not None))
    return SaisieCas(noeud_de(faits, ouvert.mots), rangees_de(case.expect))


def _change(saisie: SaisieCas, faire: str, place: str, ouvert: Ouvert) -> SaisieCas:
    """The form once a button was pressed that keeps nothing yet."""
    noeud, rangees = saisie.noeud, saisie.rangees
    if faire == "conclusion":
        rangees = (*rangees, Rangee(next(iter(VERBES[ouvert.pack.family]))))
    elif faire == "sans":
        rangees = tuple(rangee for n, rangee in enumerate(rangees) if str(n) != place)
    elif faire == "condition":
        noeud = Noeud("all", parts=(*noeud.parts, Noeud()))
    elif faire == "retirer":
        rest = tuple(part for n, part in enumerate(noeud.parts) if f"c.{n}" != place)
        noeud = Noeud("all", parts=rest)
    return SaisieCas(noeud, rangees)


def _texte(ouvert: Ouvert, rang: str, faire: str, saisie: SaisieCas, fautes: list[str]) -> str:
    """The text of the pack with the case as it is wanted; what is wrong is noted."""
    place = None if rang == NOUVEAU else int(rang)
    if faire == "supprimer":
        return ouvert.texte if place is None else remove_case(ouvert.texte, place)
    given: dict[str, Value] = {}
    for part in saisie.noeud.parts:
        compare = condition_de(part, Lecture(ouvert.mots, fautes))
        if not isinstance(compare, Compare) or compare.value is None or isinstance(compare.value, tuple):
            fautes.append(_("Un cas donne à chaque fait une seule valeur."))
        elif compare.fact in given:
            fautes.append(_("« %(fait)s » est donné deux fois.", fait=ouvert.mots.fact(compare.fact).label))
        else:
            given[compare.fact] = compare.value
    expect = conclusions_de(saisie.rangees, ouvert.pack.family, edition().catalogue, fautes, advice=False)
    return ouvert.texte if fautes else put_case(ouvert.texte, Case(given, expect), ouvert.mots, place)


def _editeur(ouvert: Ouvert, rang: str, saisie: SaisieCas, fautes: tuple[str, ...] = ()) -> str:
    return render_template(
        "administration/publications/cas.html",
        lue=ouvert.lue,
        rang=rang,
        saisie=saisie,
        fautes=fautes,
        faits=ouvert.mots.facts,
        verbes=VERBES[ouvert.pack.family],
        famille=ouvert.pack.family,
        **listes(),
    )
