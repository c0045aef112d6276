"""French of the pages: no-break spaces, elision before a name, nothing is singular, no developer's words."""

import re

import pytest
from flask import Flask, render_template_string

from tests.support.answering import evaluation_address
from tests.support.builders import RESPONSABLE, Site
from tests.support.planning import evalue, projection_address
from tests.support.reading import read
from tests.support.visiting import visitor
from tests.workflows.plateforme import FORTES
from webapp.industriel.typographie import de

GUIDE = re.compile(r'<(?:li|p class="plan-text"|span class="level-text"|p)>[^<]*?(?:« | [»;:?!])[^<]*</', re.IGNORECASE)


@pytest.mark.parametrize(
    ("nom", "words"),
    [
        ("Camille", "de Camille"),
        ("Yves", "d’Yves"),
        ("Yann", "de Yann"),
        ("Élodie", "d’Élodie"),
        ("Hélène", "d’Hélène"),
        ("", "de "),
    ],
)
def test_a_name_is_elided_as_it_is_said(nom: str, words: str) -> None:
    assert de(nom) == words


@pytest.mark.parametrize(("num", "words"), [(0, "0 démarche"), (1, "1 démarche"), (2, "2 démarches")])
def test_nothing_is_singular(app: Flask, num: int, words: str) -> None:
    with app.test_request_context():
        page = '{{ ngettext("%(num)s démarche", "%(num)s démarches", n) }}'
        assert render_template_string(page, n=num) == words


@pytest.mark.parametrize("address", [evaluation_address, projection_address])
def test_no_line_of_the_guide_s_texts_begins_with_a_sign(app: Flask, site: Site, address: object) -> None:
    page = read(visitor(app, RESPONSABLE).get(address(site, evalue(site))))  # type: ignore[operator]
    useful = page[page.index("informations-utiles") : page.index("</aside>")]
    assert "\u00a0" in page
    assert GUIDE.findall(useful) == []


def test_why_ends_in_words_and_keeps_its_digests_for_an_audit(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    page = read(visitor(app, RESPONSABLE).get(f"{evaluation_address(site, sujet)}/resultats"))
    why = page[page.index("Pourquoi ?</summary>") :]
    before, _, behind = why.partition("ce qui identifie cette décision</summary>")
    assert "Verdict rendu le" in before
    assert "<code>" not in before
    assert "durable" not in before
    assert "Passage vaut" not in before
    assert "Jeu de règles" in behind
