"""How démarches really go, and the files that process mining starts from."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from models.journal_reading import snapshot
from referentiels.catalogue import Catalogue
from reports.deroulement import deroulements
from reports.durees import duree
from reports.journal import journaux
from reports.mining import CASES, Selection, traces
from reports.mining_formats import FORMATS
from webapp.audit.filtres import Recherche, lire_filtres
from webapp.runtime import edition
from webapp.security import acces
from webapp.telechargements import note_download
from workflows.clock import PARIS
from workflows.errors import NotFound
from workflows.machines.cycles import etats_nommes

DE_LA_PISTE = ("produit", "personne", "resultat", "regle", "texte")
"""Filters of the trail that the files follow too: they say nothing of how long steps take."""

REFERENCE_MAXIMUM = 2**31 - 1

bp = Blueprint("deroulement", __name__, url_prefix="/audit/deroulement")


@bp.get("")
@acces(Role.AUDITEUR)
def page() -> str:
    """The median time of each step and what is done again, by démarche."""
    asked, suivis = selection(), filtres_suivis()
    catalogue = edition().catalogue
    return render_template(
        "audit/deroulement.html",
        selection=asked,
        deroulements=deroulements(db.session(), asked),
        titres=_titres(catalogue),
        journaux=[each for each in journaux(db.session()) if each.nom != "agence"],
        etats=etats_nommes(),
        formats=FORMATS,
        duree=duree,
        parametres=request.args.to_dict(),
        suivis=suivis,
        invalides=[
            *(name for name, read in READ.items() if request.args.get(name) and read(name) is None),
            *suivis.fautes,
            *suivis.choix,
        ],
    )


def _titres(catalogue: Catalogue) -> dict[str, str]:
    """What each démarche is called, by code: by its parcours too, and by its code where that is not enough."""
    titres = {
        demarche.code: f"{demarche.titre} ({parcours.titre})"
        for parcours in catalogue.parcours
        for demarche in parcours.demarches
    }
    again = Counter(titres.values())
    return {code: titre if again[titre] == 1 else f"{titre}, {code}" for code, titre in titres.items()}


@bp.get("/evenements.<ending>")
@acces(Role.AUDITEUR)
def fichier(ending: str) -> Response:
    """The events of the selection, under pseudonyms, as they are read."""
    if ending not in FORMATS:
        raise NotFound(_("Ce format n’existe pas : csv, jsonl ou xes."))
    _write, kind = FORMATS[ending]
    asked = selection()
    note_download("evenements", ending)
    headers = {"Content-Disposition": f'attachment; filename="evenements.{ending}"'}
    return Response(_streamed(ending, asked), mimetype=kind, headers=headers)


def _streamed(ending: str, asked: Selection) -> Iterator[str]:
    write, _kind = FORMATS[ending]
    engine = db.engine

    def pieces() -> Iterator[str]:
        # one view of the database, held until the last piece has left
        with snapshot(engine) as connection:
            yield from write(traces(connection, asked), False)

    return pieces()


def selection() -> Selection:
    """What the address asks for; what it says wrongly is as if it were not said."""
    case = request.args.get("cas", "dossier")
    return Selection(
        case=case if case in CASES else "dossier",
        entreprise=text("entreprise"),
        sujet=number("sujet"),
        dossier=text("dossier"),
        demarche=text("demarche"),
        event=text("evenement"),
        since=day("du"),
        until=day("au", after=True),
        marks=tuple(filtres_suivis().reperes),
    )


def filtres_suivis() -> Recherche:
    """What the address asks for in the words of the trail."""
    return lire_filtres(db.session(), (), DE_LA_PISTE)


def text(name: str) -> str | None:
    """What is asked under that name; PostgreSQL has no zero character."""
    return request.args.get(name, "").replace("\0", "").strip() or None


def number(name: str) -> int | None:
    """The reference asked under that name, one that a subject may have."""
    asked = request.args.get(name, type=int)
    return asked if asked is not None and 0 <= asked <= REFERENCE_MAXIMUM else None


def day(name: str, *, after: bool = False) -> datetime | None:
    """The instant at which the day of that name begins in Paris, or, `after`, the day that follows it."""
    try:
        asked = date.fromisoformat(request.args.get(name, ""))
        return datetime.combine(asked + timedelta(days=after), time(), PARIS)
    except (ValueError, OverflowError):
        return None


READ: Mapping[str, Callable[[str], object]] = {"sujet": number, "du": day, "au": day}
"""What the address may say in a way that cannot be read."""
