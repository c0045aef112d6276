"""What the agency reads of what is published."""

from flask import Flask

from tests.support.builders import ADMINISTRATEUR
from tests.support.reading import read
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from webapp.runtime import edition


@both_databases
def test_every_published_document_is_listed_with_what_it_holds(app: Flask) -> None:
    page = read(visitor(app, ADMINISTRATEUR).get("/administration"))
    for words in ("Interopérabilité 2021", "7 critères", "Mon espace santé", "Verdict : doctrine-2021", "5 questions"):
        assert words in page
    with app.test_request_context():
        assert edition().digest in page


def test_every_pack_is_readable_in_french_rule_by_rule(app: Flask) -> None:
    with app.test_request_context():
        packs = list(edition().packs.values())
    someone = visitor(app, ADMINISTRATEUR)
    for pack in packs:
        answer = someone.get(f"/administration/regles/{pack.family}/{pack.name}")
        assert answer.status_code == 200
        page = read(answer)
        assert [rule.id for rule in pack.rules if f'id="{rule.id}"' not in page] == []


def test_a_rule_is_said_with_its_condition_its_conclusion_and_its_reason(app: Flask) -> None:
    page = read(visitor(app, ADMINISTRATEUR).get("/administration/regles/profilage/doctrine-2021"))
    assert "« Type de sujet » est « Produit »" in page
    assert "« 02. Consommation ou alimentation de Mon Espace Santé » est « Le produit n'interagit pas" in page
    assert "Ne s’applique pas : A15.1" in page
    assert "Sans échange avec Mon espace santé, il n'y a pas d'interaction à évaluer." in page


def test_a_pack_that_is_not_published_does_not_exist(app: Flask) -> None:
    assert visitor(app, ADMINISTRATEUR).get("/administration/regles/verdict/inconnu").status_code == 404
