"""French of the pages: no-break spaces, elision before a name, nothing is singular, no developer's words."""

import re
from html import unescape

import pytest
from flask import Flask, render_template_string
from wtforms import Form, StringField

from tests.support.answering import evaluation_address
from tests.support.builders import RESPONSABLE, Site
from tests.support.planning import evalue, projection_address
from tests.support.reading import read
from tests.support.visiting import visitor
from tests.workflows.plateforme import FORTES
from webapp.industriel.typographie import de, insecables

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
    why = page[page.index("Pourquoi\u00a0?</summary>") :]
    before, _, behind = why.partition("ce qui identifie cette décision</summary>")
    assert "Verdict rendu le" in before
    assert "<code>" not in before
    assert "durable" not in before
    assert "Passage vaut" not in before
    assert "Jeu de règles" in behind


def test_labels_errors_titles_and_breadcrumbs_have_no_break_spaces(app: Flask) -> None:
    page = """{% from "macros/page.html" import breadcrumbs, section %}{% from "macros/forms.html" import field %}
    {{ breadcrumbs([("Où : ici ?", None)]) }}{% call section("Quoi : « ceci »")%}{% endcall %}{{ field(form.nom) }}"""

    class Nom(Form):
        nom = StringField("Nom : ?", description="Lequel ?")

    with app.test_request_context():
        form = Nom()
        form.nom.errors = ["Il manque : lequel ?"]
        drawn = unescape(render_template_string(page, form=form))
    for words in ("Où : ici ?", "Quoi : « ceci »", "Nom : ?", "Lequel ?", "Il manque : lequel ?"):
        assert words not in drawn
        assert insecables(words) in drawn
