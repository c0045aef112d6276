"""`convergence rules check`: what rules decide together, said to a person and to a program."""

import json
from pathlib import Path

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
