"""`convergence referentiel import|export|diff`: référentiels from and to files."""

from datetime import UTC
from pathlib import Path

import click
from sqlalchemy.orm import Session

from referentiels.catalogue import Questionnaire, TypeSujet
from referentiels.exports.ciso import bibliotheque
from referentiels.exports.classeur import classeur
from referentiels.exports.oscal import catalogue
from referentiels.imports.importing import importer
from referentiels.imports.result import Importe, Options
from referentiels.loading import Document, read_document
from referentiels.migration import Comparaison, Devenir, comparer
from referentiels.mots import Passage, Sort
from reports.importation import cadre, versions_prises
from reports.referentiels import VersionInconnue, document, questionnaire_de
from webapp.cli_session import answer, as_json, columns, door_of, opened, stop
from webapp.new_file import created
from workflows.clock import SystemClock
from workflows.commands.base import SYSTEME
from workflows.commands.publications import CreerBrouillon

FORMATS = ("yaml", "xlsx", "ciso", "oscal")
MARQUES = {Sort.GARDE: ("", ""), Sort.RETIRE: ("[-", "-]"), Sort.AJOUTE: ("{+", "+}")}
"""What stands around words taken away and added, as `git diff --word-diff` writes them."""


@click.command("import")
@click.argument("fichier", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--code", default="", help="Code du questionnaire, plutôt que celui du fichier.")
@click.option("--version", default="", help="Version, plutôt que celle du fichier.")
@click.option(
    "--sujet",
    type=click.Choice([sujet.value for sujet in TypeSujet]),
    default=TypeSujet.PRODUIT.value,
    help="Qui répond.",
)
@click.option("--deposer", is_flag=True, help="Ouvre les brouillons ; sans cela, rien n'est écrit.")
@as_json
def import_(fichier: Path, code: str, version: str, sujet: str, deposer: bool, as_json: bool) -> None:
    """Lit un référentiel (YAML, classeur, CISO Assistant, OSCAL) et dit ce qu'il créerait et ce qui n'est pas repris.

    Exemple : convergence referentiel import hds-v2.yaml --deposer
    """
    found, engine = opened()
    with Session(engine) as session:
        options = Options(code, version, TypeSujet(sujet))
        importe = importer(fichier.read_bytes(), fichier.name, cadre(session, SystemClock().now()), options)
        versions_prises(session, importe, fichier.name)
    if deposer:
        door = door_of(found, engine)
        for brouillon in importe.brouillons:
            motif = f"Import de « {fichier.name} »."
            door.execute(CreerBrouillon(SYSTEME, brouillon.genre, brouillon.code, brouillon.texte, motif))
    answer(_imported(importe, deposer), _told(importe, deposer), as_json)


def _imported(importe: Importe, deposer: bool) -> dict[str, object]:
    keys = ("genre", "code", "version", "nombre")
    return {
        "format": importe.format,
        "titre": importe.titre,
        "brouillons": [{key: getattr(brouillon, key) for key in keys} for brouillon in importe.brouillons],
        "non_repris": [str(ecart) for ecart in importe.non_repris],
        "avertissements": list(importe.avertissements),
        "deposes": deposer,
    }


def _told(importe: Importe, deposer: bool) -> str:
    rows = [(b.genre, b.code, b.version, b.nombre) for b in importe.brouillons]
    lines = [columns(("Genre", "Code", "Version", "Contenu"), rows)]
    lines += [f"À vérifier : {phrase}" for phrase in importe.avertissements]
    lines += [f"Non repris : {ecart}" for ecart in importe.non_repris]
    rien = "Rien n'est écrit : ajoutez --deposer pour ouvrir ces brouillons."
    lines.append("Brouillons ouverts." if deposer else rien)
    return "\n".join(lines)


@click.command("export")
@click.argument("designation", metavar="CODE@VERSION")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="yaml", help="Format du fichier.")
@click.option("--sortie", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Fichier à créer.")
@as_json
def export(designation: str, format_: str, sortie: Path, as_json: bool) -> None:
    """Écrit une version d'un questionnaire dans un fichier neuf.

    Exemple : convergence referentiel export securite@2021 --format xlsx --sortie securite.xlsx
    """
    _, engine = opened()
    with Session(engine) as session:
        lu = _version(session, designation)
    contenu = _content(lu, format_)
    try:
        with created(sortie) as file:
            file.write(contenu)
    except OSError as error:
        stop(f"Le fichier {sortie} n'est pas écrit : {error.strerror or error}.")
    data = {"code": lu.code, "version": lu.version, "format": format_, "fichier": str(sortie), "octets": len(contenu)}
    answer(data, f"{lu.code} {lu.version} est écrit dans {sortie} ({len(contenu)} octets).", as_json)


def _version(session: Session, designation: str) -> Document:
    """The published or drafted version of that name.

    Raises: click.exceptions.Exit where there is none.
    """
    code, _, version = designation.partition("@")
    try:
        return document(session, "questionnaire", code, version)
    except VersionInconnue:
        stop(f"« {designation} » : aucun questionnaire de ce code et de cette version. Écrivez CODE@VERSION.")


def _content(lu: Document, format_: str) -> bytes:
    if format_ == "yaml":
        return lu.texte.encode()
    if format_ == "xlsx":
        return classeur(lu.contenu)
    if format_ == "ciso":
        return bibliotheque(questionnaire_de(lu)).encode()
    return catalogue(questionnaire_de(lu), f"{SystemClock().now().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}").encode()


@click.command("diff")
@click.argument("avant")
@click.argument("apres")
@as_json
def diff(avant: str, apres: str, as_json: bool) -> None:
    """Compare deux versions d'un questionnaire, critère par critère et mot à mot : fichiers, ou CODE@VERSION.

    Exemple : convergence referentiel diff securite@2021 securite-2026.yaml
    """
    comparaison = comparer(_read(avant), _read(apres))
    data = {
        devenir.value: [{"code": ligne.critere.code, "titre": ligne.critere.titre, "changements": [
            {"champ": change.nom, "avant": change.avant, "apres": change.apres} for change in ligne.changes
        ]} for ligne in comparaison.de(devenir)]
        for devenir in Devenir
    }  # fmt: skip
    answer(data, _shown(comparaison), as_json)


def _read(nom: str) -> Questionnaire:
    path = Path(nom)
    if path.is_file():
        lu = read_document(path.read_text("utf-8"), nom)
    else:
        with Session(opened()[1]) as session:
            lu = _version(session, nom)
    if lu.genre != "questionnaire":
        stop(f"« {nom} » est un document de genre {lu.genre} ; attendu : un questionnaire.")
    return questionnaire_de(lu)


def _shown(comparaison: Comparaison) -> str:
    lines = [", ".join(f"{devenir.value} : {len(comparaison.de(devenir))}" for devenir in Devenir)]
    for ligne in comparaison.lignes:
        if ligne.devenir is not Devenir.CONSERVE or ligne.changes:
            lines.append(f"{ligne.devenir.value}  {ligne.critere.code}  {ligne.critere.titre}")
            lines += [f"    {change.nom} : {_words(change.passages)}" for change in ligne.changes]
    return "\n".join(lines)


def _words(passages: tuple[Passage, ...]) -> str:
    return "".join(f"{MARQUES[p.sort][0]}{p.texte}{MARQUES[p.sort][1]}" for p in passages)
