"""What goes out comes back the same: our workbook and YAML to the letter, foreign formats in all that they can say."""

import json
from dataclasses import replace
from typing import Any

import pytest

from referentiels.catalogue import Questionnaire
from referentiels.exports.ciso import bibliotheque
from referentiels.exports.classeur import classeur
from referentiels.exports.oscal import catalogue
from referentiels.imports.result import Cadre
from referentiels.imports.texts import titre_court
from referentiels.loading import Document, read_document, seed_documents
from referentiels.reading import read_yaml
from referentiels.schema import build
from tests.referentiels.builders import CONFORMITE, MATURITE
from tests.referentiels.importing import imported, questionnaire, refused
from tests.support.frameworks import CATALOG, CISO, ENGLISH, LIBRARY, ciso, published

INSTANT = "2026-11-27T10:00:00Z"
LIVRES = [document for document in seed_documents() if document.genre == "questionnaire"]
VIDE = Cadre(tuple(document for document in seed_documents() if document.genre != "questionnaire"))


def test_thresholds_of_a_demarche_follow_the_criteres_that_a_next_version_renumbers() -> None:
    avant = next(document for document in LIVRES if document.code == "interoperabilite")
    texte = avant.texte.replace('version: "2021"', 'version: "2026"').replace("code: A10.2\n", "code: A10.3\n")
    suivants = imported(texte).brouillons[1:]
    assert {suivant.code for suivant in suivants} == {"doctrine", "mon-espace-sante"}
    volets = [
        volet
        for suivant in suivants
        for demarche in read_yaml(suivant.texte, "f").contenu["demarches"]
        for volet in demarche.get("volets", ())
        if volet["questionnaire"] == "interoperabilite-2026"
    ]
    assert len(volets) == 3
    assert [volet["sans_seuil"].count("A10.3") for volet in volets if "sans_seuil" in volet] == [1, 1]
    assert "A10.2" not in str(volets)


@pytest.mark.parametrize("document", LIVRES, ids=[document.code for document in LIVRES])
def test_a_shipped_questionnaire_goes_through_its_workbook_unchanged(document: Document) -> None:
    (brouillon,) = (b for b in imported(classeur(document.contenu), "f.xlsx", Cadre()).brouillons)
    assert read_document(brouillon.texte, "f.yaml").digest == document.digest


@pytest.mark.parametrize("texte", [MATURITE, CONFORMITE])
def test_every_kind_of_content_goes_through_a_workbook_unchanged(texte: str) -> None:
    document = read_document(texte, "f.yaml")
    (brouillon,) = imported(classeur(document.contenu), "f.xlsx", Cadre()).brouillons
    assert read_document(brouillon.texte, "f.yaml").digest == document.digest


def test_a_cell_that_cannot_be_kept_is_named_by_its_sheet_and_line() -> None:
    contenu = read_document(MATURITE, "f.yaml").contenu
    contenu["sections"][0]["criteres"][1]["recommande"] = "bleu"
    assert "f.xlsx, feuille « Critères », ligne 3, « sections[0].criteres[1].recommande » : « bleu »" in refused(
        classeur(contenu), "f.xlsx", Cadre()
    )


def test_a_workbook_whose_sections_are_not_its_own_is_refused() -> None:
    contenu = read_document(MATURITE, "f.yaml").contenu
    contenu["sections"].append(contenu["sections"][0])
    assert (
        "feuille « Sections », ligne 3 : « A01 » n'est pas accepté ; attendu : un code donné une seule fois"
        in refused(classeur(contenu), "f.xlsx", Cadre())
    )


@pytest.mark.parametrize("texte", [LIBRARY, ENGLISH])
def test_a_library_that_goes_out_comes_back_as_the_same_questionnaire(texte: str) -> None:
    premier = questionnaire(imported(texte))
    assert questionnaire(imported(bibliotheque(premier))) == _sans_langue(premier)


@pytest.mark.parametrize("nom", CISO)
def test_a_published_library_that_goes_out_comes_back_as_the_same_questionnaire(nom: str) -> None:
    premier = questionnaire(imported(ciso(nom)))
    assert questionnaire(imported(bibliotheque(premier))) == premier


@pytest.mark.parametrize("nom", [nom for nom in CISO if "mon-aide" not in nom])
def test_a_library_without_questions_goes_out_node_for_node_as_it_came(nom: str) -> None:
    recu, rendu = ciso(nom).decode(), bibliotheque(questionnaire(imported(ciso(nom))))
    assert _nodes(rendu) == _nodes(recu)


def test_a_catalog_that_goes_out_comes_back_as_the_same_questionnaire() -> None:
    for texte in (CATALOG, published("oscal/basic-catalog.json").decode()):
        premier = questionnaire(imported(texte, "c.json"))
        sorti = catalogue(premier, INSTANT)
        assert questionnaire(imported(sorti, "c.json")) == premier
        assert json.loads(sorti)["catalog"]["metadata"]["oscal-version"] == "1.1.2"


@pytest.mark.parametrize("document", LIVRES, ids=[document.code for document in LIVRES])
def test_a_questionnaire_of_ours_is_read_again_from_both_foreign_formats(document: Document) -> None:
    objet = build(read_yaml(document.texte, "f.yaml"))
    assert isinstance(objet, Questionnaire)
    attendus = [critere.titre for critere in objet.criteres.values()]
    par_ciso = questionnaire(imported(bibliotheque(objet), cadre=VIDE))
    par_oscal = questionnaire(imported(catalogue(objet, INSTANT), "c.json", VIDE))
    assert par_ciso.type is objet.type
    for revenu in (par_ciso, par_oscal):
        assert sorted(critere.titre for critere in revenu.criteres.values()) == sorted(attendus)
    assert [len(c.ordonnes) for c in par_ciso.criteres.values()] == [len(c.ordonnes) for c in objet.criteres.values()]


def _sans_langue(objet: Questionnaire) -> Questionnaire:
    """What goes out is in French, whatever came."""
    assert objet.provenance is not None
    return replace(objet, provenance=replace(objet.provenance, langue="fr"))


def _nodes(texte: str) -> list[dict[str, Any]]:
    """The nodes; a title has one text, wherever it stands."""
    lus = read_yaml(texte, "f.yaml").contenu["objects"]["framework"]["requirement_nodes"]
    nodes = [{cle: valeur.strip() if isinstance(valeur, str) else valeur for cle, valeur in lu.items()} for lu in lus]
    for node in nodes:
        if not node["assessable"] and "name" not in node and "description" in node:
            node["name"] = titre_court(node["description"])
            if node["name"] == node["description"]:
                del node["description"]
    return nodes
