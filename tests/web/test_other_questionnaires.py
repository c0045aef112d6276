"""No page knows the shipped questionnaires: conformity, shared answers, narrower scopes, other thresholds."""

import pytest
from flask import Flask

from tests.referentiels.builders import CONFORMITE
from tests.support.answering import Answering
from tests.support.builders import CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.publishing import parcours, publish, volet
from tests.support.reading import read, shown
from tests.support.visiting import visitor
from tests.workflows.plateforme import FORTES, INTEROP
from workflows.commands.dossiers import RejoindreDemarche

INTEROPERABILITE = volet("interoperabilite-2021", "criteres: [A08.5.01, A08.5.02, A10.1], seuils: {A10.1: rouge}")
ETHIQUE = "ethique-essai-1"


@pytest.fixture
def produit(site: Site) -> str:
    """A product in the two démarches that share Interopérabilité."""
    publish(site, CONFORMITE, parcours({"essai": [volet(ETHIQUE), INTEROPERABILITE]}))
    sujet = site.produit()
    site.do(RejoindreDemarche(site.contributeur, sujet, "essai"))
    return sujet


def _dossier(site: Site, sujet: str, demarche: str = "essai") -> str:
    return f"/dossiers/{site.sujet(sujet).reference}/{demarche}"


def _card(page: str, titre: str) -> str:
    return next(card.split("</article>")[0] for card in page.split("<article")[1:] if titre in card)


def test_a_questionnaire_of_two_parcours_says_so_and_a_conformity_one_never(
    app: Flask, site: Site, produit: str
) -> None:
    page = read(visitor(app, CONTRIBUTEUR).get(_dossier(site, produit)))
    shared = _card(page, "Interopérabilité 2021")
    assert "Ce questionnaire est commun à plusieurs parcours" in shared
    assert (
        "Ce questionnaire est commun à des démarches des parcours Doctrine du Numérique en Santé, Mon espace santé et "
        "Parcours d'essai. Les réponses apportées dans le cadre de cette démarche seront reprises pour les autres "
        "démarches."
    ) in shared
    assert "commun" not in _card(page, "Éthique, essai")


def test_each_demarche_counts_its_own_scope(app: Flask, site: Site, produit: str) -> None:
    site.repondre(produit, {"A10.1": "rouge", "A10.2": "vert"})
    someone = visitor(app, CONTRIBUTEUR)
    assert "<strong>1/3</strong>" in read(someone.get(_dossier(site, produit)))
    assert "<strong>2/7</strong>" in read(someone.get(_dossier(site, produit, "socles")))


def test_the_same_answers_are_judged_by_the_thresholds_of_each_demarche(app: Flask, site: Site, produit: str) -> None:
    site.valider(produit, FORTES | {"A10.1": "rouge"})
    someone = visitor(app, CONTRIBUTEUR)
    here, there = (read(someone.get(_dossier(site, produit, name))) for name in ("essai", "socles"))
    assert "Atteint pour Parcours d'essai Démarche d'essai" in here
    assert "Non atteint pour" not in here
    assert "Non atteint pour Doctrine du Numérique en Santé" in there
    results = read(someone.get(f"{_dossier(site, produit)}/evaluations/{INTEROP}/resultats"))
    assert "Seuil de la démarche" in results
    assert "A10.2" not in results


def test_what_another_demarche_validated_but_this_one_lacks_stays_to_do(app: Flask, site: Site, produit: str) -> None:
    page = f"{_dossier(site, produit)}/evaluations/{INTEROP}"
    person = Answering(visitor(app, RESPONSABLE), page)
    levels = {f"niveau-{code}": FORTES[code] for code in ("A08.5.01", "A08.5.02", "A10.1")}
    assert person.send("valider", **levels).status_code == 303
    card = _card(read(person.someone.get(_dossier(site, produit, "socles"))), "Interopérabilité 2021")
    assert "<strong>3/7</strong>" in card
    assert "En cours" in card
    assert "Niveau :" not in card
    results = read(person.someone.get(f"{_dossier(site, produit, 'socles')}/evaluations/{INTEROP}/resultats"))
    assert "Aucun verdict pour cette démarche" in results


def test_a_conformity_questionnaire_is_a_tree_of_requirements(app: Flask, site: Site, produit: str) -> None:
    person = Answering(visitor(app, CONTRIBUTEUR), f"{_dossier(site, produit)}/evaluations/{ETHIQUE}")
    page = read(person.open())
    for words in (
        "Questionnaire d'évaluation : Éthique, essai",
        "SF_CON Contenu médical éditorial",
        "Le système DOIT documenter l'expertise.",
        "Scénario et preuves SC.001",
        "Non applicable",
        "Non conforme",
        "Conforme",
    ):
        assert words in page
    assert "Niveau recommandé" not in page
    assert shown(person.open()).count("Exigences complétées (0/2)") == 3
    for level, title in ((2, "SF_CON"), (3, "QUA"), (4, "QUA.1")):
        assert f'<h{level} id="section-{title.replace(".", "-")}"' in page
    assert '<h5 class="critere-title"' in page


def test_a_non_applicable_answer_without_its_comment_is_named(app: Flask, site: Site, produit: str) -> None:
    person = Answering(visitor(app, RESPONSABLE), f"{_dossier(site, produit)}/evaluations/{ETHIQUE}")
    answer = person.send("valider", **{"niveau-ESS.1.1": "non_applicable", "niveau-ESS.1.2": "conforme"})
    assert answer.status_code == 422
    assert "il manque un commentaire" in read(answer)
    person.open()
    assert person.send("valider", **{"commentaire-ESS.1.1": "Aucun contenu médical."}).status_code == 303
    results = read(person.someone.get(f"{_dossier(site, produit)}/evaluations/{ETHIQUE}/resultats"))
    assert "Non applicable" in results
    assert "Conformité par section" in results
    site.assert_faithful()
