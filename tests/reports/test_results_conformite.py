"""Results of a conformity questionnaire: by node, in words, with what was made not applicable, in every format."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from reports.charts import graphique
from reports.pdf import resultats_pdf
from reports.result_sections import SectionDeResultat
from reports.results import Resultats
from reports.results_json import document
from reports.xlsx import resultats_xlsx
from tests.support.conformite import (
    ARBRE,
    CONFORMES,
    DEMARCHE,
    edition_de,
    enregistrer,
    produit_en_conformite,
    valider,
)
from tests.support.results import lire
from tests.workflows.plateforme import Plateforme
from workflows.commands.evaluations import ModifierEvaluation

FONTS = Path(__file__).parents[2] / "webapp" / "static" / "vendor"
POURQUOI = "Aucune intelligence artificielle."
REPONSES = CONFORMES | {"ESS.1.2": "non_conforme", "QUA.2.1": "non_conforme"}


@pytest.fixture
def sujet(plateforme: Plateforme) -> str:
    """A product whose « IA » was made not applicable, and which misses an Obligation."""
    sujet = produit_en_conformite(plateforme)
    enregistrer(plateforme, sujet, {"ESS.1.1": "non_applicable"}, "Aucun contributeur.")
    enregistrer(plateforme, sujet, {code: v for code, v in REPONSES.items() if code != "ESS.1.1"})
    enregistrer(plateforme, sujet, {"IA": "gris"}, POURQUOI)
    valider(plateforme, sujet)
    return sujet


def _lire(plateforme: Plateforme, sujet: str, numero: int | None = None) -> Resultats:
    return lire(plateforme, edition_de(plateforme), sujet, numero, ARBRE, DEMARCHE)


def _section(resultats: Resultats, code: str) -> SectionDeResultat:
    return next(section for section in resultats.sections if section.section.code == code)


def test_each_node_has_its_lines_and_one_switched_off_its_reason(plateforme: Plateforme, sujet: str) -> None:
    resultats = _lire(plateforme, sujet)
    contenu = _section(resultats, "SF_CON")
    assert [[un.code for un in noeud.chemin] for noeud in contenu.noeuds] == [["QUA", "QUA.1"], ["QUA", "QUA.2"]]
    assert contenu.comptes == {"non_applicable": 1, "non_conforme": 2, "conforme": 0}
    eteinte = _section(resultats, "IA")
    assert [(noeud.noeud.code, noeud.eteint) for noeud in eteinte.noeuds] == [("IA", POURQUOI)]
    assert (eteinte.lignes, eteinte.taux) == ((), None)


@pytest.mark.parametrize(("conformes", "taux"), [((), 0), (("ESS.1.2",), 50), (("ESS.1.2", "QUA.2.1"), 100)])
def test_a_rate_is_the_share_of_what_conforms_among_what_applies(
    plateforme: Plateforme, sujet: str, conformes: tuple[str, ...], taux: int
) -> None:
    plateforme.do(ModifierEvaluation(plateforme.responsable, sujet, DEMARCHE, ARBRE))
    enregistrer(plateforme, sujet, dict.fromkeys(conformes, "conforme"))
    valider(plateforme, sujet)
    section = _section(_lire(plateforme, sujet), "SF_CON")
    assert (section.taux, section.taux_recommande) == (taux, 100)


def test_the_verdict_is_explained_without_what_is_switched_off(plateforme: Plateforme, sujet: str) -> None:
    explication = _lire(plateforme, sujet).explication
    assert explication is not None
    assert explication.reconstitue
    assert [(faute.code, faute.repondu, faute.seuil) for faute in explication.sous_le_seuil] == [
        ("QUA.2.1", "non_conforme", "conforme")
    ]


def test_a_draft_beside_it_says_which_node_it_opens_again(plateforme: Plateforme, sujet: str) -> None:
    plateforme.do(ModifierEvaluation(plateforme.responsable, sujet, DEMARCHE, ARBRE))
    enregistrer(plateforme, sujet, {"IA": None}, POURQUOI)
    resultats = _lire(plateforme, sujet)
    assert resultats.brouillon is not None
    assert [each.critere.code for each in resultats.brouillon.modifications] == ["IA"]
    assert _section(resultats, "IA").eteints
    written = document(resultats)["brouillon"]["modifications"]
    assert written[0]["apres"] == {"reponse": None, "commentaire": POURQUOI}


def test_the_chart_counts_each_answer(plateforme: Plateforme, sujet: str) -> None:
    image = graphique(_lire(plateforme, sujet)).decode()
    for words in ("Conforme", "Non conforme", "Non applicable", "SF_CON Contenu médical"):
        assert words in image
    assert "IA Intelligence" not in image
    assert sorted(re.findall(r"<text[^>]*>(\d+)</text>", image)) == ["0", "1", "1", "2", "2", "3"]
    assert "<script" not in image


def test_the_document_for_programs_names_nodes_and_requirements(plateforme: Plateforme, sujet: str) -> None:
    contenu, ia = document(_lire(plateforme, sujet))["sections"]
    premier = contenu["criteres"][0]
    assert (premier["noeud"], premier["reponse"], premier["exigence"], premier["preuves"]) == (
        "QUA.1",
        "non_applicable",
        "Le système DOIT respecter ESS.1.1.",
        [],
    )
    assert ia["non_applicables"] == [
        {"code": "IA", "titre": "Intelligence artificielle", "commentaire": POURQUOI},
    ]


def test_the_workbook_has_answers_as_words_and_no_recommended_level(plateforme: Plateforme, sujet: str) -> None:
    workbook = CalamineWorkbook.from_filelike(BytesIO(resultats_xlsx(_lire(plateforme, sujet))))
    titres, *lignes = workbook.get_sheet_by_name("Réponses").to_python()
    assert titres == ["Section", "Critère", "Titre", "Nature", "Exigence", "Réponse", "Commentaire", "Preuves"]
    par_code = {ligne[1]: ligne for ligne in lignes}
    assert par_code["ESS.1.2"][3] == "Recommandé"
    assert par_code["QUA.2.1"][:2] == ["Contenu médical > Qualité du contenu > Accessibilité", "QUA.2.1"]
    assert par_code["QUA.2.1"][5] == "Non conforme"
    assert par_code["IA"][5:7] == ["Non applicable", POURQUOI]
    assert "IA.1" not in par_code


def test_the_printed_document_says_requirement_answer_and_reason(plateforme: Plateforme, sujet: str) -> None:
    pdf = resultats_pdf(_lire(plateforme, sujet), FONTS, plateforme.clock.now())
    texte = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())
    for words in (
        "Non atteint pour Parcours de conformité Démarche d'essai",
        "Le système DOIT respecter QUA.2.1.",
        "Réponse : Non conforme",
        "Section rendue non applicable.",
        POURQUOI,
    ):
        assert words in texte
    assert "· recommandé" not in texte
