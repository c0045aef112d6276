"""`convergence rules check`: what rules decide together, said to a person and to a program."""

import json
from pathlib import Path

from rules.shipped import shipped_packs
from tests.support.shell import Shell

PACK = """\
pack: mon-espace-sante
family: profilage
source: Texte
rules:
  - id: PROF-ESSAI-001
    label: Produit avec NIL
    when:
      all:
        - {fact: sujet.type, eq: produit}
        - {fact: produit.nil, eq: true}
    then:
      - {non_applicable: [A08.6.01]}
    because: Parce que.
  - id: PROF-ESSAI-002
    label: Produit
    when:
      all:
        - {fact: sujet.type, eq: %s}
        - {fact: produit.nil, eq: true}
        - {fact: produit.type, eq: socle}
    then:
      - {non_applicable: [A08.6.01]}
    because: Parce que.
"""


def _written(folder: Path, sujet: str) -> Path:
    path = folder / "essai.yaml"
    path.write_text(PACK % sujet, "utf-8")
    return path


def test_what_is_shipped_has_nothing_to_say(shell: Shell) -> None:
    checked = shell.json("rules check")
    assert isinstance(checked, dict)
    assert len(checked["paquets"]) > 5
    assert checked["constats"] == []


def test_a_warning_is_shown_and_lets_the_command_succeed(shell: Shell, tmp_path: Path) -> None:
    result = shell(f"rules check {_written(tmp_path, 'produit')}")
    assert result.exit_code == 0
    assert "avertissement : profilage/mon-espace-sante, règle PROF-ESSAI-002" in result.stdout
    assert "par exemple : " in result.stdout


def test_an_error_is_a_failure_with_its_rule_and_its_condition(shell: Shell, tmp_path: Path) -> None:
    result = shell(f"rules check {_written(tmp_path, 'strategie')} --json")
    assert result.exit_code == 1
    assert "erreur : profilage/mon-espace-sante, règle PROF-ESSAI-002 : ne se déclenche jamais" in result.stderr
    (constat,) = json.loads(result.stdout)["constats"]
    assert constat["gravite"] == "erreur"
    assert constat["constat"] == "jamais"
    assert constat["ligne"] == 14
    assert "Type de sujet : Stratégie globale" in constat["condition"]


def test_a_file_that_bears_on_an_unpublished_critere_is_refused(shell: Shell, tmp_path: Path) -> None:
    path = _written(tmp_path, "produit")
    path.write_text(path.read_text("utf-8").replace("A08.6.01", "A99.1"), "utf-8")
    result = shell(f"rules check {path}")
    assert result.exit_code == 1
    assert "A99.1" in result.stderr


def test_a_pack_goes_out_to_the_byte_and_comes_back_as_a_draft(shell: Shell, tmp_path: Path) -> None:
    shipped = next(pack for pack in shipped_packs() if pack.code == "verdict/doctrine-2021")
    assert shell("rules export verdict/doctrine-2021").stdout == shipped.contenu
    changed = tmp_path / "verdict.yaml"
    changed.write_text(shipped.contenu.replace("rules:\n", "# une note\nrules:\n", 1), "utf-8")
    drafted = shell.json(f"rules draft {changed} --motif Essai")
    assert isinstance(drafted, dict)
    assert (drafted["code"], drafted["version"]) == ("verdict/doctrine-2021", "2")
    again = shell("rules export verdict/doctrine-2021 --version 2").stdout
    assert "# une note\nrules:\n" in again
    changed.write_text(again, "utf-8")
    third = shell.json(f"rules draft {changed}")
    assert isinstance(third, dict)
    assert third["version"] == "3"
    out = shell("rules export verdict/doctrine-2021 --version 3").stdout
    assert out == again.replace('version: "2"', 'version: "3"')


def test_a_pack_that_is_not_there_and_a_file_that_is_none_are_refused(shell: Shell, tmp_path: Path) -> None:
    assert "Aucun paquet « verdict/inconnu »" in shell("rules export verdict/inconnu").stderr
    file = tmp_path / "latin.yaml"
    file.write_bytes("pack: été".encode("latin-1"))
    assert "UTF-8" in shell(f"rules draft {file}").stderr
    file.write_text("pack: {", "utf-8")
    assert "YAML" in shell(f"rules draft {file}").stderr
