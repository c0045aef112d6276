"""A page with every macro on it, to be looked at and checked; it exists in tests only."""

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_wtf import FlaskForm

# its stubs are those of 3.2, which had no SelectChoice
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from webapp.security import public
from webapp.tables import Column, build_table

bp = Blueprint("style", __name__, template_folder="templates")


@dataclass(frozen=True)
class Line:
    """A row of the table."""

    reference: int
    nom: str
    statut: str


@dataclass(frozen=True)
class Level:
    """An answer of the scale."""

    code: str
    texte: str


LINES = [
    Line(880 + i, f"Produit {i}" if i else "Éclair", ("termine", "en_cours", "a_completer")[i % 3]) for i in range(23)
]
COLUMNS: tuple[Column[Line], ...] = (
    Column("reference", "Ref. produit", lambda line: line.reference),
    Column("nom", "Produit", lambda line: line.nom),
    Column("statut", "Statut", lambda line: line.statut, sortable=False),
)
TEXTS = (
    "Le produit ne crée ni ne modifie des documents de santé.",
    "Le produit crée ou modifie des documents de santé mais ne peut pas produire de documents CDA.",
    "Le produit dispose de capacités de production de documents CDA sur une partie de son périmètre.",
    "Le produit produit des documents CDA conformes au volet transversal sur une large partie de son périmètre.",
    "Le produit produit des documents CDA conformes sur l’intégralité de son périmètre fonctionnel.",
)


class StyleForm(FlaskForm):  # type: ignore[misc]
    """One field of each kind."""

    nom = StringField("Nom du produit", [InputRequired("Saisissez le nom du produit.")])
    responsable = SelectField(
        "Responsable", choices=[SelectChoice("1", "Yves Durand"), SelectChoice("2", "Claire Martin")]
    )
    description = TextAreaField("Description du produit", description="Quelques phrases suffisent.")
    type_produit = RadioField(
        "Type de produit",
        [InputRequired("Choisissez le type de produit.")],
        choices=[SelectChoice("socle", "Socle"), SelectChoice("option", "Option")],
    )
    accord = BooleanField("Le dépôt des preuves est finalisé")


@bp.route("/style", methods=["GET", "POST"])
@public
def style() -> str:
    """The page."""
    form = StyleForm()
    form.validate_on_submit()
    levels = {
        number: [Level(code, TEXTS[i]) for i, code in enumerate(codes)]
        for number, codes in {
            2: ("rouge", "vert"),
            4: ("rouge", "orange", "jaune", "vert"),
            6: ("rouge", "orange", "jaune", "vert_clair", "vert"),
        }.items()
    }
    levels[6].append(Level("gris", "Le critère n’est pas applicable au produit."))
    conformity = [Level("non_applicable", ""), Level("non_conforme", ""), Level("conforme", "")]
    table = build_table("produits", "Vos démarches", COLUMNS, LINES, "reference")
    return render_template("style.html", form=form, levels=levels, conformity=conformity, table=table)
