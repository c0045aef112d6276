"""`convergence rules`: the packs of rules."""

from pathlib import Path

import click
from sqlalchemy.orm import Session

from models.editions import en_vigueur
from referentiels.loading import assemble, seed_documents
from rules.cases import CaseFailure, check_cases
from rules.edition import REGLES
from rules.language import Pack
from rules.pack import load_pack
from rules.shipped import shipped_packs
from rules.vocabulary import vocabulary
from webapp.cli_session import answer, as_json, columns, opened, stop
from workflows.clock import SystemClock

files = click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def rules() -> None:
    """Liste, contrôle et éprouve les paquets de règles.

    Exemple : convergence rules check
    """


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
    """Contrôle des fichiers de règles, par défaut ceux qui sont livrés : écriture, faits connus, valeurs possibles.

    Exemple : convergence rules check mes-regles.yaml
    """
    packs = _packs(files)
    rows = [(pack.name, pack.family, len(pack.rules), len(pack.cases)) for pack in packs]
    data = [dict(zip(("paquet", "famille", "regles", "cas"), row, strict=True)) for row in rows]
    answer(data, columns(("Paquet", "Famille", "Règles", "Cas"), rows), as_json)


@rules.command()
@files
@as_json
def test(files: tuple[Path, ...], as_json: bool) -> None:
    """Rejoue les cas d'exemple des paquets, par défaut ceux qui sont livrés.

    Exemple : convergence rules test
    """
    packs = _packs(files)
    catalogue = assemble(seed_documents())
    failures: list[CaseFailure] = [
        failure for pack in packs for failure in check_cases(pack, vocabulary(pack.family, catalogue))
    ]
    played = sum(len(pack.cases) for pack in packs)
    data = {"cas": played, "echecs": [str(failure) for failure in failures]}
    answer(data, f"{played} cas rejoués, {len(failures)} en échec.", as_json)
    if failures:
        stop("\n".join(str(failure) for failure in failures))


def _packs(paths: tuple[Path, ...]) -> list[Pack]:
    """The packs of these files, or those that are shipped. Raises: PackInvalid, ReferentielInvalid."""
    texts = [(path.read_text("utf-8"), str(path)) for path in paths]
    catalogue = assemble(seed_documents())
    texts = texts or [(pack.contenu, pack.code) for pack in shipped_packs()]
    return [load_pack(text, name, lambda family: vocabulary(family, catalogue)) for text, name in texts]
