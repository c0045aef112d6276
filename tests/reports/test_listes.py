"""Long lists: the database folds texts as Python does, finds every word, and sorts with what is absent last."""

from typing import Any

import pytest
from sqlalchemy import literal, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.folding import plier
from models.sujet import Sujet
from reports.demarches import inscrits
from reports.listes import DemandeListe, trancher, trouver
from reports.produits import produits_a_inscrire, vos_produits
from reports.tableau_de_bord import vos_demarches
from tests.support.planning import shipped_edition
from tests.workflows.plateforme import SOCLES, Plateforme
from workflows.commands.dossiers import QuitterDemarche, RejoindreDemarche
from workflows.commands.sujets import ArchiverSujet, DesarchiverSujet, ModifierIdentification

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
        ("%", True),
        ("_", False),
        ("e%s", False),
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
        assert bool(session.scalar(select(trouver(search, literal(plier(name)))))) is found


@pytest.mark.parametrize("written", ["Œuvre", "oeuvre", "ŒUVRE", "OEUVRE"])
@pytest.mark.parametrize("search", ["œuvre", "oeuvre", "ŒUV"])
def test_a_ligature_is_found_with_its_two_letters(engine: Engine, written: str, search: str) -> None:
    with Session(engine) as session:
        assert session.scalar(select(trouver(search, literal(plier(written)))))


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
                {"nom": Sujet.nom_plie},
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


def test_lists_count_what_they_show_whatever_is_left_archived_or_brought_back(plateforme: Plateforme) -> None:
    who, catalogue = plateforme.contributeur, shipped_edition().catalogue
    company, socles = who.entreprise_id or "", catalogue.demarches[SOCLES]
    first, second = plateforme.produit(), plateforme.produit()
    plateforme.produit(plateforme.acteur("contributeur@autre.example"))
    plateforme.produit(valide=False)

    def shown() -> tuple[tuple[int, int], ...]:
        with Session(plateforme.engine) as session:
            lists = (
                vos_demarches(session, catalogue, company, DemandeListe()),
                inscrits(session, company, socles, DemandeListe()),
                produits_a_inscrire(session, company, SOCLES, DemandeListe()),
                vos_produits(session, company, DemandeListe()),
            )
        return tuple((len(found.lignes), found.total) for found in lists)

    for command, expected in (
        (RejoindreDemarche(who, first, "telesoin"), (3, 2, 0, 3)),
        (QuitterDemarche(who, first, SOCLES), (2, 1, 1, 3)),
        (ArchiverSujet(who, first), (1, 1, 0, 2)),
        (ArchiverSujet(who, second), (0, 0, 0, 1)),
        (DesarchiverSujet(who, first), (1, 0, 1, 2)),
        (RejoindreDemarche(who, first, SOCLES), (2, 1, 0, 2)),
    ):
        plateforme.do(command)
        assert shown() == tuple((count, count) for count in expected)
    plateforme.assert_faithful()


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("éclair", 2),
        ("ECLAIR telesoin", 1),
        ("télésoin", 1),
        ("a completer", 3),
        ("doctrine", 3),
        ("v2", 1),
        ("100%", 1),
        ("%", 1),
        ("_", 0),
        ("\\", 0),
        ("/", 0),
        ("x", 0),
    ],
)
def test_a_search_of_the_dossiers_finds_what_their_rows_show(plateforme: Plateforme, search: str, found: int) -> None:
    who, catalogue = plateforme.contributeur, shipped_edition().catalogue
    plateforme.do(RejoindreDemarche(who, plateforme.produit(nom="Éclair Santé"), "telesoin"))
    plateforme.produit(nom="Sûr à 100%", version="v2")
    with Session(plateforme.engine) as session:
        tranche = vos_demarches(session, catalogue, who.entreprise_id or "", DemandeListe(recherche=search))
    assert (len(tranche.lignes), tranche.total) == (found, found)


def test_a_renamed_product_is_found_by_its_new_name_alone(plateforme: Plateforme) -> None:
    who, sujet = plateforme.contributeur, plateforme.produit(nom="Avant")
    revision = plateforme.sujet(sujet).revision
    plateforme.do(ModifierIdentification(who, sujet, plateforme.identification(who, nom="Après"), revision))
    with Session(plateforme.engine) as session:
        asked = {mot: DemandeListe(recherche=mot) for mot in ("avant", "apres")}
        found = {mot: vos_produits(session, who.entreprise_id or "", demande).total for mot, demande in asked.items()}
    assert found == {"avant": 0, "apres": 1}
