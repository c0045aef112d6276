"""`convergence rules`: the packs of rules."""

from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.editions import en_vigueur
from models.publication import Publication
from referentiels.catalogue import Catalogue
from referentiels.loading import assemble, seed_documents
from rules.cases import CaseFailure, check_cases
from rules.checks import check_edition
from rules.edition import REGLES, Edition, check_targets, pack_code
from rules.findings import Finding
from rules.language import Pack
from rules.pack import load_pack
from rules.shipped import shipped_packs
from rules.vocabulary import vocabulary
from webapp.cli_session import answer, as_json, columns, door_of, opened, stop
from webapp.cli_simulation import simulate
from workflows.clock import SystemClock
from workflows.commands.base import SYSTEME
from workflows.commands.publications import CreerBrouillon
from workflows.handlers.contenu_publie import reconnaitre
from workflows.machines.cycles import transitions

files = click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def rules() -> None:
    """Liste, contrôle, éprouve, exporte et dépose les paquets de règles.

    Exemple : convergence rules check
    """


rules.add_command(simulate)


@rules.command("list")
@as_json
def list_(as_json: bool) -> None:
    """Liste les paquets en vigueur.

    Exemple : convergence rules list --json
    """
    _, engine = opened()
    with Session(engine) as session:
        found = [item for item in en_vigueur(session, SystemClock().now()) if item[0] == REGLES]
    data = [{"paquet": code, "version": version, "empreinte": digest} for _, code, version, digest in found]
    rows = [(item["paquet"], item["version"], item["empreinte"][:12]) for item in data]
    answer(data, columns(("Paquet", "Version", "Empreinte"), rows), as_json)


@rules.command()
@files
@as_json
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Contrôle des paquets de règles, par défaut ceux qui sont livrés : l'écriture, puis ce qu'ils décident ensemble.

    Un fichier remplace le paquet livré de même nom et est contrôlé avec ceux qui décident avec lui. Sont signalés les
    règles qui ne se déclenchent jamais, masquées ou contradictoires, les critères toujours exclus, les verrous
    infranchissables, les verdicts manquants, les identifiants en double. La commande échoue s'il y a une erreur ; un
    avertissement ne la fait pas échouer.

    Exemple : convergence rules check mes-regles.yaml
    """
    catalogue = assemble(seed_documents())
    packs = _packs(files, catalogue)
    for pack in packs:
        check_targets(pack, catalogue)
    findings = _findings(packs, catalogue)
    rows = [(pack.name, pack.family, len(pack.rules), len(pack.cases)) for pack in packs]
    listed = [dict(zip(("paquet", "famille", "regles", "cas"), row, strict=True)) for row in rows]
    shown = columns(("Paquet", "Famille", "Règles", "Cas"), rows)
    warnings = [str(finding) for finding in findings if not finding.blocking]
    data = {"paquets": listed, "constats": [finding.to_json() for finding in findings]}
    answer(data, "\n".join((shown, *warnings)), as_json)
    errors = [str(finding) for finding in findings if finding.blocking]
    if errors:
        stop("\n".join(errors))


@rules.command()
@files
@as_json
def test(files: tuple[Path, ...], as_json: bool) -> None:
    """Rejoue les cas d'exemple des paquets, par défaut ceux qui sont livrés.

    Exemple : convergence rules test
    """
    catalogue = assemble(seed_documents())
    packs = _packs(files, catalogue)
    failures: list[CaseFailure] = [
        failure for pack in packs for failure in check_cases(pack, vocabulary(pack.family, catalogue))
    ]
    played = sum(len(pack.cases) for pack in packs)
    data = {"cas": played, "echecs": [str(failure) for failure in failures]}
    answer(data, f"{played} cas rejoués, {len(failures)} en échec.", as_json)
    if failures:
        stop("\n".join(str(failure) for failure in failures))


@rules.command()
@click.argument("paquet")
@click.option("--version", "version", help="Une version publiée ou un brouillon ; par défaut celle en vigueur.")
def export(paquet: str, version: str | None) -> None:
    """Écrit le texte YAML d'un paquet, à l'octet près : ce qui a été importé ressort à l'identique.

    Exemple : convergence rules export verdict/doctrine-2021 > verdict.yaml
    """
    _, engine = opened()
    with Session(engine) as session:
        courantes = [d[2] for d in en_vigueur(session, SystemClock().now()) if d[:2] == (REGLES, paquet)]
        voulue = version or next(iter(courantes), "")
        nommee = (Publication.genre == REGLES) & (Publication.code == paquet) & (Publication.version == voulue)
        contenu = session.scalar(select(Publication.contenu).where(nommee))
    if contenu is None:
        stop(f"Aucun paquet « {paquet} » dans cette version. « convergence rules list » donne ceux en vigueur.")
    click.echo(contenu, nl=False)


@rules.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--motif", default="", help="Pourquoi ce changement.")
@as_json
def draft(file: Path, motif: str, as_json: bool) -> None:
    """Dépose un fichier comme brouillon de la version suivante du paquet qu'il nomme.

    Rien n'est en vigueur avant que deux administrateurs ne l'aient vérifié, simulé, approuvé et publié.

    Exemple : convergence rules draft verdict.yaml --motif "Seuil relevé"
    """
    found, engine = opened()
    try:
        contenu = file.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        stop(f"Le fichier {file} n'est pas un texte en UTF-8.")
    genre, code = reconnaitre(contenu)
    door = door_of(found, engine)
    outcome = door.execute(CreerBrouillon(SYSTEME, genre, code, contenu, motif))
    with Session(engine) as session:
        version = session.get_one(Publication, outcome.identifiant).version
    data = {"identifiant": outcome.identifiant, "code": code, "version": version}
    answer(data, f"{code} : brouillon de la version {version} ({outcome.identifiant}).", as_json)


def _packs(paths: tuple[Path, ...], catalogue: Catalogue) -> list[Pack]:
    """The packs of these files, or those that are shipped. Raises: PackInvalid."""
    texts = [(path.read_text("utf-8"), str(path)) for path in paths]
    texts = texts or [(pack.contenu, pack.code) for pack in shipped_packs()]
    return [load_pack(text, name, lambda family: vocabulary(family, catalogue)) for text, name in texts]


def _findings(packs: list[Pack], catalogue: Catalogue) -> tuple[Finding, ...]:
    """What is found in these packs, among those that are shipped and that they do not replace."""
    codes = {pack_code(pack.family, pack.name): pack for pack in packs}
    shipped = {pack_code(pack.family, pack.name): pack for pack in _packs((), catalogue)}
    return check_edition(Edition("", catalogue, shipped | codes), transitions(), codes.keys())
