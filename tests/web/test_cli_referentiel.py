"""`convergence referentiel import|export|diff`: files in and out, and what changes between two."""

from pathlib import Path

import pytest

from referentiels.loading import read_document, seed_documents
from tests.support.frameworks import LIBRARY
from tests.support.shell import Shell

INTEROP = next(document for document in seed_documents() if document.code == "interoperabilite")
SUIVANTE = (
    INTEROP.texte.replace('version: "2021"', 'version: "2026"')
    .replace("(producteur de documents CDA)", "(production de documents CDA)")
    .replace("code: A10.2\n", "code: A10.3\n")
)


@pytest.fixture
def fichier(tmp_path: Path) -> Path:
    """A small library of CISO Assistant."""
    path = tmp_path / "petit.yaml"
    path.write_text(LIBRARY, "utf-8")
    return path


def test_an_import_says_what_it_would_make_and_writes_nothing_unless_told(shell: Shell, fichier: Path) -> None:
    said = shell(f"referentiel import {fichier}")
    assert said.exit_code == 0
    assert "Rien n'est écrit" in said.output
    assert "Non repris : ligne" in said.output
    premier, second = shell.json(f"referentiel import {fichier} --deposer"), shell(f"referentiel import {fichier}")
    assert isinstance(premier, dict)
    assert [b["genre"] for b in premier["brouillons"]] == [
        "qualification",
        "questionnaire",
        "regles",
        "regles",
        "parcours",
    ]
    assert (second.exit_code, "celle-ci existe déjà (brouillon)" in second.stderr) == (1, True)


def test_a_file_that_cannot_be_read_is_refused_with_a_reason(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "bombe.yaml"
    path.write_text("a: &a [*a]", "utf-8")
    refused = shell(f"referentiel import {path}")
    assert refused.exit_code == 1
    assert "une valeur sans ancre" in refused.stderr


@pytest.mark.parametrize("format_", ["yaml", "xlsx", "ciso", "oscal"])
def test_a_version_goes_out_as_a_file_that_is_new(shell: Shell, tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"sortie.{format_}"
    assert shell(f"referentiel export interoperabilite@2021 --format {format_} --sortie {path}").exit_code == 0
    assert path.stat().st_size > 1_000
    if format_ == "yaml":
        assert read_document(path.read_text("utf-8"), "f").digest == INTEROP.digest
    again = shell(f"referentiel export interoperabilite@2021 --format {format_} --sortie {path}")
    assert again.exit_code == 1


def test_two_versions_are_compared_word_by_word(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "suivante.yaml"
    path.write_text(SUIVANTE, "utf-8")
    said = shell(f"referentiel diff interoperabilite@2021 {path}").output
    assert "a_reconfirmer : 1" in said
    assert "([-producteur-]{+production+} de documents CDA)" in said
    data = shell.json(f"referentiel diff interoperabilite@2021 {path}")
    assert isinstance(data, dict)
    assert [critere["code"] for critere in data["deplace"]] == ["A10.3"]


def test_a_version_that_does_not_exist_is_said(shell: Shell, tmp_path: Path) -> None:
    refused = shell(f"referentiel export interoperabilite@1 --sortie {tmp_path / 'x'}")
    assert refused.exit_code == 1
    assert "CODE@VERSION" in refused.stderr
