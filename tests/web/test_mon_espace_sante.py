"""The two référencements of Mon espace santé on the pages: cards, notices, levels, results, in the guide's words."""

import json

import pytest
from flask import Flask

from tests.support.builders import CONTRIBUTEUR, Site
from tests.support.partager import AVEC, ETHIQUE, SANS, rejoindre, valider
from tests.support.planning import FAIBLES
from tests.support.reading import read, shown
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import INTEROP, SOCLES

TITRES = {SANS: "Référencement sans échange de données", AVEC: "Référencement avec échange de données"}
PARTAGE = (
    "Ce questionnaire est commun à plusieurs parcours Ce questionnaire est commun à des démarches des parcours "
    "Doctrine du Numérique en Santé et Mon espace santé. Les réponses apportées dans le cadre de cette démarche seront "
    "reprises pour les autres démarches."
)


def _cards(app: Flask, site: Site, sujet: str, demarche: str) -> list[str]:
    """What each card of the dossier shows."""
    answer = visitor(app, CONTRIBUTEUR).get(f"/dossiers/{site.sujet(sujet).reference}/{demarche}")
    assert answer.status_code == 200
    return [_visible(card.split("</article>")[0]) for card in read(answer).split("<article")[1:]]


def _visible(html: str) -> str:
    rest = html.partition(">")[2]
    while "<" in rest:
        before, _, after = rest.partition("<")
        rest = before + after.partition(">")[2]
    return " ".join(rest.split())


@both_databases
@pytest.mark.parametrize(("demarche", "nombres"), [(SANS, (7, 4, 34, 34)), (AVEC, (7, 6, 36, 34))])
def test_a_dossier_lists_its_four_questionnaires_with_the_guides_counts(
    app: Flask, site: Site, demarche: str, nombres: tuple[int, ...]
) -> None:
    sujet = site.produit(nom="Careoptim", version="v0.1")
    rejoindre(site, sujet, demarche)
    page = shown(visitor(app, CONTRIBUTEUR).get(f"/dossiers/{site.sujet(sujet).reference}/{demarche}"))
    assert f"Careoptim - v0.1 - {site.sujet(sujet).reference} : {TITRES[demarche]}" in page
    titres = ("Interopérabilité 2021", "Urbanisation 2021", "Sécurité 2021", "Ethique Mon espace santé")
    for card, titre, nombre in zip(_cards(app, site, sujet, demarche), titres, nombres, strict=True):
        assert titre in card
        assert f"0/{nombre}" in card
        assert "Évaluation" in card
        assert "Démarrer" in card


def test_what_both_parcours_share_says_so_and_neither_ethique_nor_a_projection_does(app: Flask, site: Site) -> None:
    sujet = site.produit()
    rejoindre(site, sujet, SANS)
    assert [PARTAGE in card for card in _cards(app, site, sujet, SANS)] == [True, True, True, False]
    assert [PARTAGE in card for card in _cards(app, site, sujet, SOCLES)] == [True, True, True, False, False, False]


def test_the_level_is_said_for_the_démarche_that_is_looked_at(app: Flask, site: Site) -> None:
    sujet = site.produit()
    rejoindre(site, sujet, SANS)
    valider(site, sujet, SANS, INTEROP, FAIBLES)
    espace, doctrine = _cards(app, site, sujet, SANS)[0], _cards(app, site, sujet, SOCLES)[0]
    assert "7/7" in espace
    assert "Niveau : Atteint pour Mon espace santé Référencement sans échange de données" in espace
    assert "7/7" in doctrine
    assert "Niveau : Non atteint pour Doctrine du Numérique en Santé Evaluation et projection socles" in doctrine


def test_a_critère_without_threshold_says_so_in_the_results(app: Flask, site: Site) -> None:
    sujet = site.produit()
    rejoindre(site, sujet, SANS)
    valider(site, sujet, SANS, INTEROP, FAIBLES)
    address = f"/dossiers/{site.sujet(sujet).reference}/{SANS}/evaluations/{INTEROP}/resultats"
    someone = visitor(app, CONTRIBUTEUR)
    assert "Seuil de la démarche</dt><dd>aucun" in read(someone.get(address))
    lus = json.loads(someone.get(f"{address}.json").data)
    seuils = {c["code"]: c["seuil"] for section in lus["sections"] for c in section["criteres"]}
    assert (seuils["A08.5.01"], seuils["A10.1"]) == ("orange", None)
    for end in (".pdf", ".xlsx"):
        assert someone.get(f"{address}{end}").status_code == 200


def test_ethique_advises_on_what_is_not_met(app: Flask, site: Site) -> None:
    sujet = site.produit()
    rejoindre(site, sujet, SANS)
    valider(site, sujet, SANS, ETHIQUE)
    address = f"/dossiers/{site.sujet(sujet).reference}/{SANS}/evaluations/{ETHIQUE}/resultats"
    page = shown(visitor(app, CONTRIBUTEUR).get(address))
    assert "Dressez la liste de ceux qui rédigent, choisissent et valident chaque contenu" in page
    assert "Non atteint pour Mon espace santé Référencement sans échange de données" in page
