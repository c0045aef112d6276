"""docs/personal-data.md says of every column of text whether it holds something of a person."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from sqlalchemy import JSON, String

import models
from models.database import Base
from models.erasure import IDENTITE, TEXTES

PAGE = (Path(__file__).parents[2] / "docs" / "personal-data.md").read_text("utf-8")
DOCUMENTED = set(re.findall(r"^\| (`.*?`) \|", PAGE, re.MULTILINE))
COLUMNS = {name for cell in DOCUMENTED for name in re.findall(r"`(\w+\.\w+)`", cell)}

CODES = frozenset(
    [
        "actor",
        "antivirus",
        "code",
        "critere",
        "demande_dans",
        "demarche",
        "demarche_visee",
        "depend_du_critere",
        "echeance",
        "edition",
        "erreur",
        "etat",
        "evenement",
        "event",
        "format",
        "genre",
        "log",
        "montre",
        "nil",
        "questionnaire",
        "reference",
        "regles",
        "resultat",
        "role",
        "statut",
        "stream",
        "sujet",
        "type",
        "type_produit",
        "valeur",
        "version",
        "version_plie",
    ]
)
"""Columns whose values come from a closed list or a référentiel, or number something."""

DIGESTS = frozenset(
    [
        "body",
        "cle",
        "digest",
        "empreinte",
        "frontier",
        "fs_uniquifier",
        "hash",
        "last_leaf",
        "leaf",
        "note",
        "root",
        "salt",
    ]
)
"""Digests, signatures, random values, and bodies of entries, which hold commitments."""

DERIVED = frozenset(
    [
        "apres",
        "auteurs",
        "avant",
        "changements",
        "contenu",
        "controle",
        "decision",
        "echeances",
        "essai",
        "genres",
        "jeu_de_preuves",
        "origines",
        "premier",
        "preuves",
        "qualification",
        "resume",
        "simulation",
        "suivant",
        "totaux",
    ]
)
"""Documents that the agency publishes, answers among choices, and what rules made of them."""

COUNTERS = frozenset({"compteur.nom"})


def _texts() -> set[str]:
    for module in iter_modules(models.__path__):
        import_module(f"models.{module.name}")
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String | JSON)
    }


def _identifies(name: str) -> bool:
    return name in ("id", "version_de", "depend_de") or name.endswith(("_id", "_par"))


def test_every_column_of_text_is_documented_or_holds_nothing_of_a_person() -> None:
    neutral = CODES | DIGESTS | DERIVED
    unsaid = [
        column
        for column in sorted(_texts() - COLUMNS - COUNTERS)
        if (name := column.partition(".")[2]) not in neutral and not _identifies(name)
    ]
    assert unsaid == [], "say in docs/personal-data.md what they hold of people, how long and why"


def test_what_is_documented_is_there() -> None:
    assert sorted(COLUMNS - _texts()) == []


def test_what_the_erasure_reaches_is_documented() -> None:
    assert {f"{table}.{field}" for table, field in IDENTITE | TEXTES} <= COLUMNS
