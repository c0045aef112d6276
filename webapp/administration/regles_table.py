"""A pack as a decision table: its rows, what is done to them, and the editor of one rule."""

from dataclasses import dataclass

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.compte import Role
from reports.etats_publication import ETATS
from reports.publication_lue import PublicationLue, paquet_de
from reports.table_regles import regle_de, table_regles
from rules.edition import REGLES
from rules.language import AllOf, Pack, Rule, Vocabulary
from rules.pack_edit import ACTIONS, act_on_rule, in_blocks, put_rule
from rules.pack_text import free_id
from rules.vocabulary import vocabulary
from webapp.administration.blueprint import bp
from webapp.administration.publications import lire
from webapp.administration.regle_conclusions import (
    CHOIX,
    VERBES,
    Rangee,
    conclusions_de,
    lire_rangees,
    niveaux_par_critere,
    rangees_de,
    titres_par_critere,
)
from webapp.administration.regle_noeuds import (
    GROUPES,
    OPERATEURS,
    Form,
    Lecture,
    Noeud,
    change,
    lire_noeud,
    noeud_de,
    racine,
)
from webapp.door import perform
from webapp.runtime import edition
from webapp.security import acces, acteur
from workflows.commands.publications import ModifierBrouillon
from workflows.errors import NotFound, Refused

NOUVELLE = "nouvelle"
"""In the place of a rule's id: one that is not there yet."""


@dataclass(frozen=True)
class Ouvert:
    """A pack that is open for editing: the version, its pack, the words it may use, its text in blocks."""

    lue: PublicationLue
    pack: Pack
    mots: Vocabulary
    texte: str


def ouvrir(identifiant: str) -> Ouvert:
    """The pack of a version.

    Raises: NotFound for a référentiel, or a text that cannot be read as a table: its page says what is wrong in it.
    """
    lue = lire(identifiant)
    pack = paquet_de(edition(), lue.contenu, lue.code) if lue.genre == REGLES else None
    if pack is None:
        raise NotFound(_("Ce contenu ne se lit pas comme une table de règles : corrigez son texte YAML."))
    mots = vocabulary(pack.family, edition().catalogue)
    return Ouvert(lue, pack, mots, in_blocks(lue.contenu, pack, mots))


def garder(ouvert: Ouvert, digest_vu: str, texte: str) -> None:
    """Keep the text that results. Raises: Refused."""
    perform(ModifierBrouillon(acteur(), ouvert.lue.id, digest_vu, texte))


@bp.get("/publications/<identifiant>/regles")
@acces(Role.ADMINISTRATEUR)
def table_regles_page(identifiant: str) -> str:
    """The table of a version."""
    return table_page(ouvrir(identifiant))


@bp.post("/publications/<identifiant>/regles")
@acces(Role.ADMINISTRATEUR)
def table_regles_action(identifiant: str) -> Response | tuple[str, int]:
    """Copy, move, disable or delete one rule."""
    ouvert, faire, regle = ouvrir(identifiant), request.form.get("faire", ""), request.form.get("regle", "")
    if faire not in ACTIONS:
        raise NotFound(_("Cette action n’existe pas."))
    try:
        garder(ouvert, request.form.get("digest_vu", ""), act_on_rule(ouvert.texte, faire, regle))
    except LookupError as absente:
        raise NotFound(_("Cette règle n’existe plus.")) from absente
    except Refused as refusal:
        return table_page(ouvrir(identifiant), refusal.sentences), 422
    return vers_table(identifiant, "" if faire == "supprimer" else regle)


@dataclass(frozen=True)
class Entete:
    """The head of a pack as the form has it."""

    nom: str
    source: str


def table_page(ouvert: Ouvert, refus: tuple[str, ...] = (), entete: Entete | None = None) -> str:
    """The page of the table; `entete` is what was typed and could not be kept."""
    tete = entete or Entete(ouvert.pack.name, ouvert.pack.source)
    table = table_regles(edition(), ouvert.lue.contenu, ouvert.lue.code)
    return render_template(
        "administration/publications/table.html", lue=ouvert.lue, table=table, refus=refus, entete=tete, ETATS=ETATS
    )


def vers_table(identifiant: str, ancre: str = "") -> Response:
    """Back to the table, at a rule."""
    answer = redirect(url_for("administration.table_regles_page", identifiant=identifiant, _anchor=ancre or None), 303)
    assert isinstance(answer, Response)
    return answer


@bp.route("/publications/<identifiant>/regles/<regle>", methods=["GET", "POST"])
@acces(Role.ADMINISTRATEUR)
def editeur_regle(identifiant: str, regle: str) -> Response | tuple[str, int] | str:
    """One rule, every part of it chosen from lists; each button is a post, and only « Enregistrer » keeps anything."""
    ouvert = ouvrir(identifiant)
    ancienne = _ancienne(ouvert, regle)
    if request.method == "GET":
        return _editeur(ouvert, regle, _saisie(ancienne, ouvert))
    saisie = _lue(request.form, ouvert.pack.family)
    faire, _separateur, place = request.form.get("faire", "").partition(":")
    if faire != "enregistrer":
        return _editeur(ouvert, regle, _changee(saisie, faire, place, request.form))
    fautes: list[str] = []
    voulue = _regle(saisie, ancienne, ouvert, fautes)
    try:
        if not fautes:
            texte = put_rule(ouvert.texte, voulue, ouvert.mots, None if regle == NOUVELLE else regle)
            garder(ouvert, request.form.get("digest_vu", ""), texte)
            return vers_table(identifiant, voulue.id)
    except Refused as refusal:
        fautes.extend(refusal.sentences)
    return _editeur(ouvert, regle, saisie, tuple(dict.fromkeys(fautes))), 422


@dataclass(frozen=True)
class Saisie:
    """A rule as the form has it."""

    id: str
    label: str
    because: str
    noeud: Noeud
    rangees: tuple[Rangee, ...]


def _ancienne(ouvert: Ouvert, regle: str) -> Rule:
    """The rule that is edited, or an empty one of the next free id. Raises: NotFound."""
    if regle == NOUVELLE:
        ids = [rule.id for rule in ouvert.pack.every_rule]
        return Rule(free_id(ids, ids[-1]), "", AllOf(), (), "")
    try:
        return regle_de(ouvert.pack, regle)
    except LookupError as absente:
        raise NotFound(_("Cette règle n’existe plus.")) from absente


def _saisie(rule: Rule, ouvert: Ouvert) -> Saisie:
    first = next(iter(VERBES[ouvert.pack.family]))
    rangees = rangees_de(rule.then) or (Rangee(first),)
    return Saisie(rule.id, rule.label, rule.because, noeud_de(rule.when, ouvert.mots), rangees)


def _lue(form: Form, famille: str) -> Saisie:
    id_, label, because = (" ".join(form.get(name, "").split()) for name in ("id", "label", "because"))
    return Saisie(id_, label, because, lire_noeud(form), lire_rangees(form, famille))


def _changee(saisie: Saisie, faire: str, place: str, form: Form) -> Saisie:
    """The form once a button was pressed that keeps nothing yet."""
    noeud, rangees = saisie.noeud, saisie.rangees
    if faire == "conclusion":
        rangees = (*rangees, Rangee(rangees[-1].verb if rangees else ""))
    elif faire == "sans":
        rangees = tuple(rangee for n, rangee in enumerate(rangees) if str(n) != place)
    elif faire != "choisir":
        noeud = change(noeud, faire, place, form.get(f"{place}.nouveau", "all"))
    return Saisie(saisie.id, saisie.label, saisie.because, noeud, rangees)


def _regle(saisie: Saisie, ancienne: Rule, ouvert: Ouvert, fautes: list[str]) -> Rule:
    """The rule that the form writes; what is wrong is noted."""
    lecture = Lecture(ouvert.mots, fautes)
    condition = racine(saisie.noeud, lecture)
    conclusions = conclusions_de(saisie.rangees, ouvert.pack.family, edition().catalogue, fautes)
    if not saisie.rangees:
        fautes.append(_("Une règle conclut au moins une chose."))
    for texte, quoi in ((saisie.label, _("le libellé")), (saisie.because, _("la raison (« parce que »)"))):
        if not texte:
            fautes.append(_("Écrivez %(quoi)s de la règle.", quoi=quoi))
    return Rule(ancienne.id, saisie.label, condition, conclusions, saisie.because, disabled=ancienne.disabled)


def _editeur(ouvert: Ouvert, regle: str, saisie: Saisie, fautes: tuple[str, ...] = ()) -> str:
    return render_template(
        "administration/publications/regle.html",
        lue=ouvert.lue,
        regle=regle,
        saisie=saisie,
        fautes=fautes,
        faits=ouvert.mots.facts,
        verbes=VERBES[ouvert.pack.family],
        famille=ouvert.pack.family,
        **listes(),
    )


def listes() -> dict[str, object]:
    """What the fields of both editors are chosen from."""
    catalogue = edition().catalogue
    niveaux = niveaux_par_critere(catalogue)
    return {
        "GROUPES": GROUPES,
        "OPERATEURS": OPERATEURS,
        "CHOIX": CHOIX,
        "criteres": titres_par_critere(catalogue),
        "niveaux": sorted({niveau for codes in niveaux.values() for niveau in codes}),
    }
