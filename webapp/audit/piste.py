"""The trail: every entry of every log, filtered."""

from flask import render_template, request

from models.compte import Role
from models.database import db
from reports.journal import Journal, journaux
from reports.piste import PageDePiste, Position, page
from reports.piste_noms import noms_de
from webapp.audit.blueprint import bp
from webapp.audit.filtres import lire_filtres
from webapp.audit.libelles import EVENEMENTS, RESULTATS
from webapp.audit.lignes import ligne_lisible
from webapp.runtime import edition
from webapp.security import acces
from webapp.tables import fold

PAR_PAGE = 50


@bp.get("/piste")
@acces(Role.AUDITEUR)
def piste() -> str:
    """The entries that the filters of the address keep, from the most recent."""
    session = db.session()
    connus = journaux(session)
    recherche = lire_filtres(session, connus)
    apres = Position.parse(request.args.get("apres", ""))
    selection = recherche.selection
    lue = page(session, selection, apres, PAR_PAGE) if selection is not None else PageDePiste((), None)
    noms = noms_de(session, lue.lignes)
    return render_template(
        "audit/piste.html",
        recherche=recherche,
        lignes=[ligne_lisible(ligne, noms, edition().catalogue) for ligne in lue.lignes],
        suivante=lue.suivante,
        apres=apres,
        options=_options(connus),
    )


def _options(connus: tuple[Journal, ...]) -> dict[str, list[tuple[str, str]]]:
    """What each list of the form offers: codes and words."""
    return {
        "journaux": [(journal.nom, journal.titre) for journal in connus],
        "demarches": [(code, each.titre) for code, each in edition().catalogue.demarches.items()],
        "evenements": sorted(
            ((str(code), str(dit)) for code, dit in EVENEMENTS.items()), key=lambda each: fold(each[1])
        ),
        "resultats": [(code, str(dit)) for code, dit in RESULTATS.items()],
    }
