"""The versions of what is published: their list, the page of one, its steps, its text out and in."""

from datetime import date

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _

from models.compte import Role
from models.database import db
from models.editions import en_vigueur
from reports.etats_publication import CONSTATS, ETATS
from reports.publication_lue import ETAPES, PublicationInconnue, PublicationLue, publication_lue
from reports.table_regles import table_regles
from reports.versions_publiees import versions_publiees
from rules.edition import REGLES
from webapp.administration.blueprint import bp
from webapp.administration.publications_commandes import ACTIONS, action
from webapp.audit.libelles import evenement
from webapp.door import perform
from webapp.runtime import edition, runtime
from webapp.security import acces, acteur
from workflows.commands.publications import CreerBrouillon, ModifierBrouillon
from workflows.errors import NotFound, Refused
from workflows.handlers.contenu_publie import reconnaitre

LIEU, TABLE = "administration.publication", "administration.table_regles_page"


@bp.get("/publications")
@acces(Role.ADMINISTRATEUR)
def publications() -> str:
    """Every document with its versions."""
    now = runtime().clock.now()
    suivis = versions_publiees(db.session(), en_vigueur(db.session(), now), now)
    soumises = [(suivi, version) for suivi in suivis for version in suivi.versions if version.etat == "soumise"]
    return render_template("administration/publications/liste.html", documents=suivis, soumises=soumises, ETATS=ETATS)


@bp.post("/publications")
@acces(Role.ADMINISTRATEUR)
def copier() -> Response:
    """Open a draft of the next version, a copy of the one that is named."""
    lue = lire(request.form.get("de", ""))
    command = CreerBrouillon(acteur(), lue.genre, lue.code, lue.contenu, request.form.get("motif", ""))
    outcome = perform(command)
    return _vers(str(outcome.identifiant))


@bp.route("/publications/nouveau", methods=["GET", "POST"])
@acces(Role.ADMINISTRATEUR)
def nouveau() -> Response | tuple[str, int] | str:
    """Open a draft from a YAML text: of the next version of a document, or of a document that is not there yet."""
    contenu, motif = request.form.get("contenu", ""), request.form.get("motif", "")
    fautes: tuple[str, ...] = ()
    if request.method == "POST":
        try:
            outcome = perform(CreerBrouillon(acteur(), *reconnaitre(contenu), contenu, motif))
            return _vers(str(outcome.identifiant))
        except Refused as refusal:
            fautes = refusal.sentences
    page = render_template("administration/publications/nouveau.html", contenu=contenu, motif=motif, fautes=fautes)
    return (page, 422) if fautes else page


@bp.get("/publications/<identifiant>")
@acces(Role.ADMINISTRATEUR)
def publication(identifiant: str) -> str:
    """One version: where it stands on its road, what was found, what it changes, what happened."""
    return page_de(lire(identifiant))


@bp.post("/publications/<identifiant>/<faire>")
@acces(Role.ADMINISTRATEUR)
def publication_action(identifiant: str, faire: str) -> Response | tuple[str, int]:
    """Take a step; a refusal is shown on the page, with what was typed."""
    if faire not in ACTIONS:
        raise NotFound(_("Cette adresse ne mène à rien."))
    if faire in ("verifier", "tester", "publier", "retirer"):
        db.session.close()
        runtime().door.prepare(identifiant)
    try:
        perform(action(faire, acteur(), identifiant, request.form))
    except NotFound:
        raise
    except Refused as refusal:
        return page_de(lire(identifiant), refusal.sentences), 422
    # who undoes in the table stays there
    return _vers(identifiant, TABLE if request.form.get("retour") == "table" else LIEU)


@bp.get("/publications/<identifiant>/contenu.yaml")
@acces(Role.ADMINISTRATEUR)
def publication_yaml(identifiant: str) -> Response:
    """Its text, to the byte."""
    lue = lire(identifiant)
    answer = make_response(lue.contenu)
    answer.mimetype = "application/yaml"
    nom = f"{lue.code.replace('/', '-')}-{lue.version}.yaml"
    answer.headers.set("Content-Disposition", "attachment", filename=nom)
    return answer


@bp.post("/publications/<identifiant>/contenu")
@acces(Role.ADMINISTRATEUR)
def publication_contenu(identifiant: str) -> Response | tuple[str, int]:
    """Give the draft the text of a field or of a file."""
    fichier = request.files.get("fichier")
    texte = request.form.get("contenu", "")
    try:
        if fichier is not None and fichier.filename:
            texte = fichier.read().decode("utf-8")
        perform(ModifierBrouillon(acteur(), identifiant, request.form.get("digest_vu", ""), texte))
    except UnicodeDecodeError:
        return page_de(lire(identifiant), (_("Ce fichier n’est pas un texte en UTF-8."),), texte), 422
    except NotFound:
        raise
    except Refused as refusal:
        return page_de(lire(identifiant), refusal.sentences, texte), 422
    flash(_("Le contenu est enregistré."), "succes")
    return _vers(identifiant)


def lire(identifiant: str) -> PublicationLue:
    """The version, as its page shows it. Raises: NotFound."""
    now = runtime().clock.now()
    try:
        return publication_lue(db.session(), edition(), en_vigueur(db.session(), now), identifiant)
    except PublicationInconnue as absente:
        raise NotFound(_("Cette version n’existe pas.")) from absente


def page_de(lue: PublicationLue, refus: tuple[str, ...] = (), texte: str | None = None) -> str:
    """The page of one version; `texte` is what was typed and could not be kept."""
    echoue = lue.genre == REGLES and lue.essai is not None and lue.essai["echecs"]
    table = table_regles(edition(), lue.contenu, lue.code) if echoue else None
    return render_template(
        "administration/publications/publication.html",
        lue=lue,
        echoues=[cas for cas in table.cas if cas.echec] if table is not None else [],
        refus=refus,
        texte=lue.contenu if texte is None else texte,
        ETATS=ETATS,
        ETAPES=[ETATS[etape] for etape in ETAPES],
        CONSTATS=CONSTATS,
        evenement=evenement,
        demain=date.fromordinal(runtime().clock.now().toordinal() + 1),
    )


def _vers(identifiant: str, lieu: str = LIEU) -> Response:
    answer = redirect(url_for(lieu, identifiant=identifiant), 303)
    assert isinstance(answer, Response)
    return answer
