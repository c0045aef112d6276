"""« Nouvelle version » of a product: what it takes over is said, then the usual three steps begin."""

from uuid import UUID, uuid4

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webapp.door import perform
from webapp.industriel.blueprint import bp
from webapp.industriel.sujets import REFERENCE, Genre, open_produit
from webapp.security import INDUSTRIEL, acces, acteur
from workflows.commands.sujets import CommencerVersion
from workflows.errors import ValidationRefused


@bp.route(f"/produits/{REFERENCE}/nouvelle-version", methods=["GET", "POST"])
@acces(*INDUSTRIEL)
def nouvelle_version(reference: int) -> ResponseReturnValue:
    """Begin it, after a confirmation that says what is taken over."""
    sujet = open_produit(reference)
    if request.method == "GET":
        return render_template("industriel/nouvelle_version.html", sujet=sujet, identifiant=uuid4())
    done = perform(CommencerVersion(acteur(), sujet.id, _identifiant()))
    return redirect(url_for("industriel.brouillon_identification", genre=Genre.PRODUITS, sujet=done.identifiant), 303)


def _identifiant() -> str:
    """The identifier that the form carries, so that sending it twice makes one draft.

    Raises: ValidationRefused.
    """
    try:
        return str(UUID(request.form.get("identifiant", "")))
    except ValueError as error:
        raise ValidationRefused(_("Ce formulaire n'est plus valable : rechargez la page.")) from error
