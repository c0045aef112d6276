"""A parcours and its démarches: what each is, how it is completed, who is in it."""

from flask import render_template, url_for
from flask_babel import gettext as _

from models.database import db
from referentiels.catalogue import Demarche, Parcours
from reports.demarches import carte_strategie, inscrits, themes
from webapp.industriel.blueprint import bp
from webapp.industriel.listes import asked_list, sql_table
from webapp.industriel.trails import Trail
from webapp.runtime import edition
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.errors import NotFound

COLONNES = (
    ("reference", "Ref. produit"),
    ("produit", "Produit"),
    ("version", "Version"),
    ("responsable", "Responsable"),
    ("statut", "Statut"),
    ("", "Résultats"),
)


@bp.get("/parcours/<code>")
@acces(*INDUSTRIEL)
def parcours(code: str) -> str:
    """What a parcours is, and its démarches."""
    return render_template("industriel/parcours.html", parcours=find_parcours(code))


@bp.get("/parcours/<code>/<demarche>")
@acces(*INDUSTRIEL)
def demarche(code: str, demarche: str) -> str:
    """What there is to complete, the subjects that are enrolled, and how to add one."""
    parent, found = find_demarche(code, demarche)
    catalogue, entreprise = edition().catalogue, str(acteur().entreprise_id)
    asked = asked_list("produits", "reference", descending=True)
    enrolled = inscrits(db.session(), entreprise, found, asked)
    return render_template(
        "industriel/demarche.html",
        parcours=parent,
        demarche=found,
        trail=demarche_trail(parent, found),
        themes=themes(catalogue, found),
        inscrits=sql_table("produits", _("Produits inscrits à la démarche"), COLONNES, asked, enrolled),
        strategie=carte_strategie(db.session(), catalogue, entreprise, found),
    )


def find_parcours(code: str) -> Parcours:
    """The published parcours of that code.

    Raises: NotFound.
    """
    found = edition().catalogue.parcours_de(code)
    if found is None:
        raise NotFound(_("Ce parcours n’existe pas."))
    return found


def find_demarche(code: str, demarche: str, *, ouverte: bool = False) -> tuple[Parcours, Demarche]:
    """The démarche of that parcours, only where it is open if `ouverte` asks so.

    Raises: NotFound.
    """
    parent = find_parcours(code)
    found = next((each for each in parent.demarches if each.code == demarche), None)
    if found is None or (ouverte and not found.ouverte):
        raise NotFound(_("Cette démarche n’existe pas, ou n’est pas encore ouverte."))
    return parent, found


def demarche_trail(parent: Parcours, found: Demarche, *last: str) -> Trail:
    """From the parcours to the démarche, then to what is named; the last one has no link."""
    steps: Trail = [
        (parent.titre, url_for("industriel.parcours", code=parent.code)),
        (found.titre, url_for("industriel.demarche", code=parent.code, demarche=found.code)),
        *((label, None) for label in last),
    ]
    return [*steps[:-1], (steps[-1][0], None)]
