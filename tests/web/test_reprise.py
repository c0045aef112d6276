"""A questionnaire published anew, as whoever answered the version before sees it."""

from flask import Flask

from tests.support.builders import CONTRIBUTEUR, Site
from tests.support.forms import form_fields
from tests.support.prochaine_version import SUIVANTE, publier, suite
from tests.support.reading import read, said
from tests.support.sujets import reference_of
from tests.support.visiting import visitor
from tests.workflows.plateforme import FORTES, INTEROP

TITRE = "titre: Partage et/ou échange de documents (producteur de documents CDA) - structuration minimale"
NOUVELLE = "Nouvelle version de ce questionnaire"


def test_the_page_shows_what_is_carried_and_the_first_save_keeps_it(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    publier(site, suite((TITRE, "titre: Production de documents CDA"), ("code: A10.2\n", "code: A10.3\n")))
    someone, dossier = visitor(app, CONTRIBUTEUR), f"/dossiers/{reference_of(site, sujet)}/socles"
    assert "6/7" in read(someone.get(dossier))
    address = f"{dossier}/evaluations/{SUIVANTE}"
    page = someone.get(address)
    assert NOUVELLE in said(page)
    fields = form_fields(read(page))
    assert fields["niveau-A10.3"] == fields["niveau-A08.5.01"] == "vert"
    assert SUIVANTE not in site.sujet(sujet).evaluations
    assert someone.client.post(address, data=fields | {"niveau-A10.1": "orange"}).status_code == 303
    reponses = site.evaluation(sujet, SUIVANTE).reponses
    assert {code: r.valeur for code, r in reponses.items()} == {
        "A10.3" if code == "A10.2" else code: valeur for code, valeur in FORTES.items()
    } | {"A10.1": "orange"}
    assert [code for code, r in reponses.items() if r.a_reconfirmer] == ["A08.5.01"]
    assert NOUVELLE not in said(someone.get(address))
    assert set(site.evaluation(sujet, INTEROP).reponses) == set(FORTES)
    site.assert_faithful()
