"""Proofs of a critère: added, used again, taken away, declared over; each by a form that works without scripts."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from models.database import db
from models.store import StoreUnavailable
from webapp.door import perform
from webapp.errors import refusal_code
from webapp.industriel.blueprint import bp
from webapp.industriel.preuves_page import OpenDepot, Refus, draw_preuves, editable, open_depot
from webapp.industriel.sujets import REFERENCE
from webapp.runtime import runtime
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.commands.base import Acteur, Command
from workflows.commands.preuves import AttacherPreuve, ChoisirJeu, DeposerPreuve, FinaliserDepot, RetirerPreuve
from workflows.errors import Forbidden, NotFound, Refused, ValidationRefused
from workflows.reception.rescan import Contenu, contents, rescan

ADDRESS = f"/dossiers/{REFERENCE}/<demarche>/evaluations/<questionnaire>/criteres/<critere>/preuves"

UNREADABLE = "illisible"
DONE = {
    "attacher": _l("Le document est ajouté aux preuves de ce critère."),
    "retirer": _l("Le document est retiré des preuves de ce critère ; il reste disponible pour ce produit."),
    "choisir": _l("Votre choix est enregistré."),
    "finaliser": _l("Le dépôt des preuves est finalisé."),
    "rouvrir": _l("Le dépôt des preuves est rouvert."),
}


@bp.route(ADDRESS, methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def preuves(reference: int, demarche: str, questionnaire: str, critere: str) -> ResponseReturnValue:
    """The proofs of a critère; sent, it keeps a document and gives it."""
    opened = open_depot(reference, demarche, questionnaire, critere)
    if request.method == "GET":
        return draw_preuves(opened)
    runtime().limits.count_deposit()
    try:
        _deposit(opened)
    except (NotFound, Forbidden):
        raise
    except Refused as refusal:
        return draw_preuves(open_depot(reference, demarche, questionnaire, critere), _trouble(refusal))
    return redirect(request.path, 303)


@bp.post(ADDRESS + "/<action>")
@acces(*INDUSTRIEL)
def preuves_action(reference: int, demarche: str, questionnaire: str, critere: str, action: str) -> ResponseReturnValue:
    """Use a document again, take one away, choose a set, declare the deposit over or not, or scan again."""
    opened = open_depot(reference, demarche, questionnaire, critere)
    here = url_for("industriel.preuves", **opened.where)
    if action == "analyser":
        _scan_again(opened)
        return redirect(here, 303)
    if action not in COMMANDS:
        raise NotFound(_("Cette action n’existe pas."))
    try:
        perform(COMMANDS[action](opened, request.form))
    except (NotFound, Forbidden):
        raise
    except Refused as refusal:
        return draw_preuves(open_depot(reference, demarche, questionnaire, critere), _trouble(refusal))
    flash(str(DONE[action]), "succes")
    return redirect(here, 303)


def _deposit(opened: OpenDepot) -> None:
    """Take the document in and give it; nothing is received for a questionnaire that cannot be changed.

    Raises: Refused.
    """
    editable(opened, refuse=True)
    sent = request.files.get("document")
    if sent is None or not sent.filename:
        raise ValidationRefused(fields=(("document", _("Choisissez le document à ajouter.")),))
    jeu, genre = _type(request.form)
    recu = runtime().reception.receive(opened.sujet.entreprise_id, sent.filename, sent.stream)
    description = request.form.get("description", "")
    perform(DeposerPreuve(*_place(opened), opened.critere, jeu, genre, description, recu.document))
    _say_kept(recu.document.nom, recu.analyse.resultat, recu.analyse.virus)


def _say_kept(nom: str, resultat: str, virus: str) -> None:
    if resultat == "infectee":
        flash(
            _(
                "L’antivirus a reconnu « %(virus)s » dans « %(nom)s » : le document est gardé en quarantaine, personne "
                "ne peut le télécharger et il ne compte pas comme preuve.",
                virus=virus,
                nom=nom,
            ),
            "erreur",
        )
    elif resultat == "en_attente":
        flash(
            _(
                "« %(nom)s » est ajouté. L’antivirus ne répond pas : l’analyse est en attente, et vous seul pouvez "
                "télécharger le document d’ici là.",
                nom=nom,
            ),
            "alerte",
        )
    else:
        flash(_("« %(nom)s » est ajouté.", nom=nom), "succes")


def _scan_again(opened: OpenDepot) -> None:
    """Look again at what waits; the platform notes what it finds."""
    found = list(contents(db.session(), sujet_id=opened.sujet.id))
    db.session.close()
    results = [_looked_at(contenu) for contenu in found]
    if UNREADABLE in results:
        flash(_("Un document n’a pas pu être relu : le dépôt de fichiers ne le rend pas. Prévenez l’agence."), "alerte")
    elif "en_attente" in results:
        flash(_("L’antivirus ne répond toujours pas : l’analyse reste en attente. Réessayez plus tard."), "alerte")
    else:
        flash(_("L’analyse est faite."), "succes")


def _looked_at(contenu: Contenu) -> str:
    """What the antivirus says of one content; what cannot be read does not keep the others waiting."""
    try:
        return rescan(contenu, runtime().reception, runtime().door).resultat
    except StoreUnavailable:
        return UNREADABLE


def _trouble(refusal: Refused) -> Refus:
    fields = dict(refusal.fields) if isinstance(refusal, ValidationRefused) else {}
    general = () if fields else refusal.sentences
    return Refus(general, fields, refusal_code(refusal))


def _place(opened: OpenDepot) -> tuple[Acteur, str, str, str]:
    return acteur(), opened.sujet.id, opened.demarche.code, opened.volet.questionnaire


def _type(form: Mapping[str, str]) -> tuple[str, str]:
    jeu, _slash, genre = form.get("type", "").partition("/")
    return jeu, genre


def _attacher(opened: OpenDepot, form: Mapping[str, str]) -> Command:
    return AttacherPreuve(*_place(opened), opened.critere, *_type(form), form.get("preuve", ""))


def _retirer(opened: OpenDepot, form: Mapping[str, str]) -> Command:
    return RetirerPreuve(*_place(opened), opened.critere, *_type(form), form.get("preuve", ""))


def _choisir(opened: OpenDepot, form: Mapping[str, str]) -> Command:
    return ChoisirJeu(*_place(opened), opened.critere, form.get("jeu") or None, form.get("vue", ""))


def _finaliser(opened: OpenDepot, form: Mapping[str, str]) -> Command:
    return FinaliserDepot(*_place(opened), opened.critere, form.get("vue", ""))


def _rouvrir(opened: OpenDepot, form: Mapping[str, str]) -> Command:
    return FinaliserDepot(*_place(opened), opened.critere, form.get("vue", ""), finalise=False)


COMMANDS: Mapping[str, Callable[[OpenDepot, Mapping[str, str]], Command]] = {
    "attacher": _attacher,
    "retirer": _retirer,
    "choisir": _choisir,
    "finaliser": _finaliser,
    "rouvrir": _rouvrir,
}
