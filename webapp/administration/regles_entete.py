"""The name and the source of a pack, edited beside its table; another name opens a copy, as a pack of its own."""

from flask import Response, flash, request
from flask_babel import gettext as _

from models.compte import Role
from rules.pack import NAME
from rules.pack_edit import put_name, put_source
from webapp.administration.blueprint import bp
from webapp.administration.regles_table import Entete, Ouvert, garder, ouvrir, table_page, vers_table
from webapp.door import perform
from webapp.security import acces, acteur
from workflows.commands.publications import CreerBrouillon
from workflows.errors import Refused


@bp.post("/publications/<identifiant>/entete")
@acces(Role.ADMINISTRATEUR)
def entete_regles(identifiant: str) -> Response | tuple[str, int]:
    """Keep the source of the draft, or open a copy under another name."""
    ouvert = ouvrir(identifiant)
    entete = Entete(*(" ".join(request.form.get(name, "").split()) for name in ("nom", "source")))
    if fautes := _fautes(entete):
        return table_page(ouvert, fautes, entete), 422
    texte = put_source(ouvert.texte, entete.source)
    try:
        if entete.nom == ouvert.pack.name:
            garder(ouvert, request.form.get("digest_vu", ""), texte)
            flash(_("La source est enregistrée."), "succes")
            return vers_table(identifiant)
        return _copie(ouvert, entete, texte)
    except Refused as refusal:
        return table_page(ouvrir(identifiant), refusal.sentences, entete), 422


def _copie(ouvert: Ouvert, entete: Entete, texte: str) -> Response:
    code = f"{ouvert.pack.family}/{entete.nom}"
    outcome = perform(CreerBrouillon(acteur(), ouvert.lue.genre, code, put_name(texte, entete.nom)))
    flash(_("Une copie est ouverte sous ce nom : une démarche l’emploie quand son parcours le nomme."), "succes")
    return vers_table(str(outcome.identifiant))


def _fautes(entete: Entete) -> tuple[str, ...]:
    fautes = []
    if not NAME.fullmatch(entete.nom):
        fautes.append(_("Le nom s’écrit en minuscules, chiffres, points et tirets : « doctrine-2022 »."))
    if not entete.source:
        fautes.append(_("Écrivez la source : le texte d’où viennent les règles."))
    return tuple(fautes)
