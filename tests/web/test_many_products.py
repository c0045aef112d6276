"""The pages that list what a company has ask the same statements however much it has."""

import pytest
from flask import Flask

from tests.support.builders import RESPONSABLE, Site
from tests.support.many import add_dossiers
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases

LISTS = ("/tableau-de-bord", "/produits", "/parcours/doctrine/socles", "/feuille-de-route", "/a-valider")


@both_databases
@pytest.mark.parametrize("address", LISTS)
def test_a_list_asks_as_many_statements_for_three_hundred_products_as_for_three(
    app: Flask, site: Site, address: str
) -> None:
    sujet = site.produit()
    someone = visitor(app, RESPONSABLE)
    add_dossiers(site.engine, sujet, 2)
    assert someone.get(address).status_code == 200
    few = count_statements(app, lambda: someone.get(address))
    add_dossiers(site.engine, sujet, 297)
    assert count_statements(app, lambda: someone.get(address)) == few
