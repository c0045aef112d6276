"""The first step of an initialisation: a product, or the company's stratégie globale, is begun."""

from typing import Any
from uuid import UUID, uuid4

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.database import db
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Demarche, TypeSujet
from reports.sujets import lire_sujet
from webapp.industriel.blueprint import bp
from webapp.industriel.etapes import (
    KEEP,
    Frame,
    draw_identification,
    frame_of,
    keep_identification,
    pressed,
    told_to_script,
    wanted_demarche,
)
from webapp.industriel.forms import identification_form
from webapp.industriel.sujets import Genre, find_sujet, next_step, page_of
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces, acteur, signed_in
from workflows.commands.sujets import Identification
from workflows.errors import NotFound


@bp.route("/produits/nouveau", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def nouveau_produit() -> ResponseReturnValue:
    """Step 1 of a new product; `?demarche=` names the one it will join."""
    demarche = wanted_demarche(request.args.get("demarche"), TypeSujet.PRODUIT)
    return _begin(Genre.PRODUITS, demarche, Identification(responsable_id=str(acteur().compte_id)))


@bp.route("/strategie-globale/nouvelle", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def nouvelle_strategie() -> ResponseReturnValue:
    """Step 1 of the stratégie globale, or wherever the company's own one stands."""
    existing = _strategie()
    if existing is not None and request.method == "GET":
        return redirect(_resume(existing))
    demarche = wanted_demarche(request.args.get("demarche"), TypeSujet.STRATEGIE) or _first_for_strategie()
    who = signed_in()
    name = who.entreprise if who is not None else None
    return _begin(Genre.STRATEGIE, demarche, Identification(nom=name or "", responsable_id=str(acteur().compte_id)))


def _strategie() -> SujetSnapshot | None:
    """The company's stratégie globale, begun or validated."""
    mine = (Sujet.entreprise_id == acteur().entreprise_id) & (Sujet.type == TypeSujet.STRATEGIE.value)
    return lire_sujet(db.session(), mine & (Sujet.etat != "abandonne"))


def _resume(sujet: SujetSnapshot) -> str:
    if sujet.etat == "valide":
        return page_of(sujet)
    return next_step(sujet.id, Genre.STRATEGIE, qualified=bool(sujet.qualification))


def _first_for_strategie() -> Demarche:
    demarches = edition().catalogue.demarches.values()
    found = next((d for d in demarches if wanted_demarche(d.code, TypeSujet.STRATEGIE)), None)
    if found is None:
        raise NotFound(_("Aucune démarche ouverte ne porte sur la stratégie globale."))
    return found


def _begin(genre: Genre, demarche: Demarche | None, default: Identification) -> ResponseReturnValue:
    """The address carries the identifier: sending the form twice, or coming back to it, makes one draft."""
    identifiant = _identifier()
    existing = find_sujet(genre, identifiant) if identifiant is not None else None
    if existing is not None and existing.etat == "valide":
        return redirect(page_of(existing), 303)
    if identifiant is None or (existing is not None and existing.etat == "abandonne"):
        identifiant, existing = uuid4(), None
        if request.method == "GET":
            kept: dict[str, Any] = {"demarche": demarche.code} if demarche is not None else {}
            return redirect(url_for(str(request.endpoint), brouillon=identifiant, **kept))
    if existing is not None and request.method == "GET":
        return redirect(url_for("industriel.brouillon_identification", genre=genre, sujet=identifiant))
    return _first_step(frame_of(genre, existing, demarche), str(identifiant), default)


def _first_step(frame: Frame, identifiant: str, default: Identification) -> ResponseReturnValue:
    values = {"nom": default.nom, "responsable_id": default.responsable_id, "revision": "0"}
    form = identification_form(frame.genre.type, **values)
    if request.method == "GET":
        return draw_identification(frame, form)
    if pressed("annuler"):
        untouched = frame.sujet is None and form.entered() == default
        return redirect(frame.back, 303) if untouched else draw_identification(frame, form, asked=True)
    code = keep_identification(frame, identifiant, form)
    if pressed(KEEP):
        return told_to_script(identifiant, form, code)
    if code is not None:
        return draw_identification(frame, form, code=code)
    return redirect(url_for("industriel.brouillon_qualification", genre=frame.genre, sujet=identifiant), 303)


def _identifier() -> UUID | None:
    try:
        return UUID(request.args.get("brouillon", ""))
    except ValueError:
        return None
