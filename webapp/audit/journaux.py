"""The journal as auditors read it: its logs, their entries, one entry whole."""

from json import dumps

from flask import Response, render_template, request, send_file
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from models.entry import AGENCY_LOG
from models.key_reading import first_key
from models.signed_note import PublicKey
from reports import convergence_verify
from reports.journal import PREFIX, JournalInconnu, ecriture, journaux, page
from reports.piste import une, valeurs_avant
from reports.piste_noms import noms_de
from webapp.audit.blueprint import bp
from webapp.audit.changements import autres_valeurs, identifiants, lignes_changees
from webapp.audit.consultation import consulter
from webapp.audit.libelles import FAMILLES, evenement
from webapp.audit.lignes import ligne_lisible
from webapp.audit.passages import passages
from webapp.runtime import edition, runtime
from webapp.security import acces
from workflows.errors import NotFound

PAGE = 50


@bp.get("")
@acces(Role.AUDITEUR)
def accueil() -> str:
    """Every log, with its size and the root that its last checkpoint signs."""
    return render_template("audit/accueil.html", journaux=journaux(db.session()), empreinte=_cle().fingerprint)


@bp.get("/journaux/<path:nom>/ecritures")
@acces(Role.AUDITEUR)
def journal(nom: str) -> str:
    """The latest entries of a log, or those before `?avant=`."""
    try:
        lue = page(db.session(), nom, request.args.get("avant", type=int), PAGE)
    except JournalInconnu as absent:
        raise NotFound(_("Ce journal n’existe pas.")) from absent
    return render_template("audit/journal.html", page=lue, evenement=evenement)


@bp.get("/journaux/<path:nom>/ecritures/<int:seq>")
@acces(Role.AUDITEUR)
def ecriture_entiere(nom: str, seq: int) -> str:
    """One entry: what happened, what it changed before and after, what was decided, and the body that is signed."""
    session = db.session()
    try:
        lue = ecriture(session, nom, seq)
    except JournalInconnu as absent:
        raise NotFound(_("Cette écriture n’existe pas.")) from absent
    objets = lue.body["objects"]
    if "sujet" in objets:
        consulter(objets["sujet"], objets.get("dossier"))
    ligne = une(session, PREFIX + nom, seq)
    assert ligne is not None
    avant = valeurs_avant(session, ligne)
    noms = noms_de(session, (ligne,), identifiants(ligne, avant))
    return render_template(
        "audit/ecriture.html",
        lue=lue,
        ligne=ligne_lisible(ligne, noms, edition().catalogue),
        changees=lignes_changees(ligne, avant, noms),
        passages=passages(lue.body),
        autres=autres_valeurs(ligne, noms),
        FAMILLES=FAMILLES,
        brut=dumps(lue.body, ensure_ascii=False, indent=2),
    )


@bp.get("/cle-publique.txt")
@acces(Role.AUDITEUR)
def cle_publique() -> Response:
    """The key that the program below believes, to be compared with what the agency published elsewhere."""
    headers = {"Content-Disposition": 'attachment; filename="cle-publique.txt"'}
    return Response(f"{_cle().vkey(AGENCY_LOG)}\n", mimetype="text/plain", headers=headers)


def _cle() -> PublicKey:
    return first_key(db.session().connection(), runtime().journal_key)


@bp.get("/verificateur")
@acces(Role.AUDITEUR)
def verificateur() -> Response:
    """The program that verifies exported logs without the platform: one file, to be read before it is trusted."""
    return send_file(convergence_verify.__file__, mimetype="text/x-python", as_attachment=True)
