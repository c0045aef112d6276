"""« Importer un référentiel »: a file is read, what it would make and what is lost is shown, then drafts are opened."""

import base64
import binascii
import zlib
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from models.compte import Role
from models.database import db
from referentiels.imports.importing import TAILLE_MAX, importer
from referentiels.imports.result import Importe, Options
from referentiels.loading import ReferentielInvalid
from reports.importation import cadre, versions_prises
from webapp.administration.blueprint import bp
from webapp.administration.forms import ImportForm
from webapp.administration.referentiels import CHEMIN
from webapp.door import perform
from webapp.runtime import runtime
from webapp.security import acces, acteur
from workflows.commands.publications import CreerBrouillon

REFUSED = 422
MONTREES = 20
"""Sentences of a refusal that are shown."""


@dataclass(frozen=True, slots=True)
class Apercu:
    """What a file would make, with the file itself, to be sent again once it was looked at."""

    importe: Importe
    nom: str
    paquet: str


@bp.get(CHEMIN + "/import")
@acces(Role.ADMINISTRATEUR)
def importation() -> str:
    """Where a file is chosen."""
    return _draw(ImportForm())


@bp.post(CHEMIN + "/import")
@acces(Role.ADMINISTRATEUR)
def importation_lue() -> ResponseReturnValue:
    """Read the file and show what it would make; nothing is written."""
    form = ImportForm()
    sent: FileStorage | None = request.files.get("fichier")
    if sent is None or not sent.filename:
        form.fichier.errors = [_("Choisissez le fichier à importer.")]
        return _draw(form), REFUSED
    contenu = sent.stream.read(TAILLE_MAX + 1)
    try:
        importe = _read(contenu, sent.filename, form)
    except ReferentielInvalid as refusal:
        return _draw(form, refus=_sentences(refusal)), REFUSED
    paquet = base64.b64encode(zlib.compress(contenu, 9)).decode()
    return _draw(form, apercu=Apercu(importe, sent.filename, paquet))


@bp.post(CHEMIN + "/import/brouillons")
@acces(Role.ADMINISTRATEUR)
def importation_creee() -> ResponseReturnValue:
    """Open the drafts of a file that was looked at: it is read again, as it now would be."""
    form = ImportForm()
    try:
        importe = _read(_unpack(request.form.get("paquet", "")), request.form.get("nom", ""), form)
    except ReferentielInvalid as refusal:
        return _draw(form, refus=_sentences(refusal)), REFUSED
    motif = request.form.get("motif", "").strip() or _("Import de « %(nom)s ».", nom=importe.titre)
    for brouillon in importe.brouillons:
        perform(CreerBrouillon(acteur(), brouillon.genre, brouillon.code, brouillon.texte, motif))
    count = len(importe.brouillons)
    flash(
        ngettext("%(num)s brouillon est ouvert.", "%(num)s brouillons sont ouverts : publiez-les dans l’ordre.", count),
        "succes",
    )
    code = next((b.code for b in importe.brouillons if b.genre == "questionnaire"), None)
    known = url_for("administration.referentiel", code=code) if code else url_for("administration.referentiels")
    return redirect(known, 303)


def _read(contenu: bytes, nom: str, form: ImportForm) -> Importe:
    """What the file makes beside what is in effect.

    Raises: ReferentielInvalid, also for a version that a draft already has.
    """
    session, now = db.session(), runtime().clock.now()
    options = Options(str(form.code.data or ""), str(form.version.data or ""), form.sujet_choisi)
    importe = importer(contenu, nom, cadre(session, now), options)
    versions_prises(session, importe, nom)
    return importe


def _unpack(paquet: str) -> bytes:
    """The file that the page carried, no longer than one that is sent; empty for what it did not carry."""
    try:
        reading = zlib.decompressobj()
        return reading.decompress(base64.b64decode(paquet, validate=True), TAILLE_MAX + 1)
    except (binascii.Error, ValueError, zlib.error):
        return b""


def _sentences(refusal: ReferentielInvalid) -> tuple[str, ...]:
    shown = tuple(str(faute) for faute in refusal.faults[:MONTREES])
    others = len(refusal.faults) - len(shown)
    return (*shown, _("… et %(num)s autres.", num=others)) if others else shown


def _draw(form: ImportForm, apercu: Apercu | None = None, refus: tuple[str, ...] = ()) -> str:
    return render_template("administration/importation.html", form=form, apercu=apercu, refus=refus)
