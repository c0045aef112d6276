"""Long lists: the database folds texts as Python does, finds every word, and sorts with what is absent last."""

from typing import Any

import pytest
from sqlalchemy import literal, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.sujet import Sujet
from reports.listes import DemandeListe, plie, trancher, trouver
from tests.workflows.plateforme import Plateforme

NAMES = ("Éclair Santé 100% (bêta)", "e\u0301clair sante\u0301 100% (be\u0302ta)", "ECLAIR SANTE 100% (BÊTA)")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", True),
        ("eclair", True),
        ("ÉCLAIR sante", True),
        ("santé éclair", True),
        ("eclair absent", False),
        ("100%", True),
        ("100_", False),
        (".*", False),
        ("(beta)", True),
        ("[a-z]", False),
        ("\\", False),
        ("cl\x00air", True),
    ],
)
def test_every_word_is_found_however_it_is_written_and_none_is_a_pattern(
    engine: Engine, name: str, search: str, found: bool
) -> None:
    with Session(engine) as session:
        assert bool(session.scalar(select(trouver(search, literal(name))))) is found


@pytest.mark.parametrize("written", ["Œuvre", "oeuvre", "ŒUVRE", "OEUVRE"])
@pytest.mark.parametrize("search", ["œuvre", "oeuvre", "ŒUV"])
def test_a_ligature_is_found_with_its_two_letters(engine: Engine, written: str, search: str) -> None:
    with Session(engine) as session:
        assert session.scalar(select(trouver(search, literal(written))))


def test_pages_are_cut_in_order_with_what_is_absent_last(plateforme: Plateforme) -> None:
    for nom in ("Zeta", "éclair", "Beta", "Élan"):
        plateforme.produit(nom=nom)
    plateforme.produit(nom="Brouillon", valide=False)
    columns: tuple[Any, ...] = (Sujet.nom, Sujet.reference)
    with Session(plateforme.engine) as session:
        asked = {
            page: trancher(
                session,
                select(*columns),
                DemandeListe(tri="nom", page=page, taille=2),
                {"nom": plie(Sujet.nom)},
            )
            for page in (0, 1, 2, 3, 9)
        }
        last = trancher(session, select(*columns), DemandeListe(tri="r", taille=50), {"r": Sujet.reference})
    assert [row.nom for row in asked[1].lignes] == ["Beta", "Brouillon"]
    assert [row.nom for row in asked[2].lignes] == ["éclair", "Élan"]
    assert asked[0] == asked[1]
    assert asked[9] == asked[3]
    assert (asked[3].page, asked[3].pages, asked[3].total) == (3, 3, 5)
    assert last.lignes[-1].nom == "Brouillon"
