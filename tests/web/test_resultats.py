"""The results of an evaluation: verdict and why, chart, draft, history, and the documents to take away."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
import segno
from flask import Flask
from pypdf import PdfReader
from sqlalchemy.orm import Session

from reports.journal import derniere_note
from tests.support.answering import evaluation_address
from tests.support.builders import AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.commands.evaluations import EnregistrerEvaluation, ModifierEvaluation, Saisie, ValiderEvaluation

FAIBLES = FORTES | {"A10.1": "rouge"}
LEVEL = "Non atteint pour Doctrine du Numérique en Santé Evaluation et projection socles"


def _address(site: Site, sujet: str, end: str = "") -> str:
    return f"{evaluation_address(site, sujet)}/resultats{end}"


def _page(app: Flask, site: Site, sujet: str, end: str = "") -> str:
    answer = visitor(app, CONTRIBUTEUR).get(_address(site, sujet, end))
    assert answer.status_code == 200
    return read(answer)


@both_databases
def test_the_verdict_is_shown_with_who_when_and_why(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FAIBLES)
    page = _page(app, site, sujet)
    assert "Résultats de l'évaluation : Interopérabilité 2021" in page
    assert f"Niveau : {LEVEL}" in page
    assert "Validation n° 1, le 2 mars 2026 à 09 h 00, par Responsable" in page
    assert "Pourquoi\u00a0?" in page
    assert "Évaluation avec au moins un critère obligatoire sous son seuil" in page
    assert "Nombre de critères obligatoires sous le seuil" in page
    assert "« Nombre de critères applicables sans réponse » est « 0 »" in page
    assert "il fallait 0." in page
    assert site.evaluation(sujet).validation.verdicts[SOCLES].regles in page  # type: ignore[union-attr]


def test_the_criteres_under_their_threshold_are_named_with_answer_and_threshold(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FAIBLES)
    page = _page(app, site, sujet)
    shortfalls = page[page.index('class="shortfalls"') :].split("</ul>")[0]
    assert "A10.1" in shortfalls
    assert "rouge" in shortfalls
    assert "orange" in shortfalls
    assert "A10.2" not in shortfalls


def test_a_reached_verdict_says_which_rules_did_not_apply(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet)
    page = _page(app, site, sujet)
    assert "Niveau : Atteint pour" in page
    assert "Pourquoi pas les autres règles ?" in page
    assert 'class="shortfalls"' not in page


def test_advice_is_shown_where_a_level_is_missed_and_its_absence_is_told(app: Flask, site: Site) -> None:
    weak, strong = site.produit(), site.produit(nom="Fort")
    site.valider(weak, FAIBLES)
    site.valider(strong)
    assert "Sortez les listes de codes du programme" in _page(app, site, weak)
    assert "Aucune recommandation" in _page(app, site, strong)


def test_before_any_validation_the_page_says_so(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, {"A10.1": "vert"})
    page = _page(app, site, sujet)
    assert "Aucune réponse n’est encore validée" in page
    assert "1 critère est renseigné." in page


@both_databases
def test_the_draft_stands_beside_the_validated_answer(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FAIBLES)
    site.do(ModifierEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    saisie = Saisie("A10.1", "vert", "Chargées du SMT.", None, 1)
    site.do(EnregistrerEvaluation(site.contributeur, sujet, SOCLES, INTEROP, (saisie,)))
    page = _page(app, site, sujet)
    assert "1 critère diffère de la dernière réponse validée." in page
    assert "Chargées du SMT." in page
    assert LEVEL in page


def _validated_twice(site: Site) -> str:
    sujet = site.produit()
    site.valider(sujet, FAIBLES)
    site.do(ModifierEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    site.repondre(sujet, {"A10.1": "vert"})
    site.do(ValiderEvaluation(site.responsable, sujet, SOCLES, INTEROP))
    return sujet


@both_databases
def test_every_validation_of_the_history_can_be_seen_again(app: Flask, site: Site) -> None:
    sujet = _validated_twice(site)
    last = _page(app, site, sujet)
    assert "Niveau : Atteint pour" in last
    assert ">n° 1<" in last
    assert ">n° 2<" in last
    first = _page(app, site, sujet, "/1")
    assert f"Niveau : {LEVEL}" in first
    assert "Une réponse validée plus récente existe" in first
    assert "Réponses de la validation n° 1" in first


@pytest.mark.parametrize("end", ["/3", "/0", ".doc", ".json?validation=7"])
def test_a_validation_or_a_format_that_is_not_there_does_not_exist(app: Flask, site: Site, end: str) -> None:
    sujet = _validated_twice(site)
    assert visitor(app, CONTRIBUTEUR).get(_address(site, sujet, end)).status_code == 404


@pytest.mark.parametrize("end", ["", "/1", ".json", ".pdf", ".xlsx", ".svg"])
def test_another_company_s_results_do_not_exist(app: Flask, site: Site, end: str) -> None:
    sujet = site.produit()
    site.valider(sujet)
    assert visitor(app, AUTRE).get(_address(site, sujet, end)).status_code == 404


@pytest.mark.parametrize("end", [".json", ".xlsx", ".pdf", ".svg"])
def test_there_is_nothing_to_take_away_before_a_validation(app: Flask, site: Site, end: str) -> None:
    assert visitor(app, CONTRIBUTEUR).get(_address(site, site.produit(), end)).status_code == 404


def _download(someone: Visitor, address: str) -> bytes:
    answer = someone.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    data: bytes = answer.data
    return data


@both_databases
def test_the_pdf_says_the_verdict_why_and_every_answer(app: Flask, site: Site) -> None:
    sujet = site.produit(nom="Étoilé", version="v2")
    site.valider(sujet, FAIBLES)
    reader = PdfReader(BytesIO(_download(visitor(app, CONTRIBUTEUR), _address(site, sujet, ".pdf"))))
    text = " ".join("\n".join(page.extract_text() for page in reader.pages).split())
    for words in (
        LEVEL,
        "VERD-DOC-002",
        "A10.1",
        "A08.5.01",
        "Historique",
        "Ancrage dans le journal",
        "convergence/EDI",
    ):
        assert words in text
    assert f"Page 1 sur {len(reader.pages)}" in text
    assert "DejaVu" in str({font for page in reader.pages for font in _fonts(page)})


def test_the_pdf_carries_the_signed_note_of_the_journal_as_a_qr_code(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FAIBLES)
    someone = visitor(app, CONTRIBUTEUR)
    # that a document leaves is journalled after it is made
    with Session(site.engine) as session:
        code = segno.make(derniere_note(session, "EDI") or "", error="m", micro=False)
    reader = PdfReader(BytesIO(_download(someone, _address(site, sujet, ".pdf"))))
    drawn = [image.image.convert("1") for page in reader.pages for image in page.images if image.image][-1]
    border, scale = 4, drawn.width // (len(code.matrix) + 8)
    place = [(index + border) * scale + scale // 2 for index in range(len(code.matrix))]
    expected = [list(map(bool, row)) for row in code.matrix]
    assert [[not drawn.getpixel((x, y)) for x in place] for y in place] == expected


def _fonts(page: object) -> list[str]:
    resources = page["/Resources"]["/Font"]  # type: ignore[index]
    return [str(font.get_object()["/BaseFont"]) for font in resources.values()]


@both_databases
def test_the_json_is_that_of_its_documentation(app: Flask, site: Site) -> None:
    sujet = _validated_twice(site)
    someone = visitor(app, CONTRIBUTEUR)
    last = json.loads(_download(someone, _address(site, sujet, ".json")))
    assert last["verdict"]["resultat"] == "atteint"
    assert last["validation"]["numero"] == 2
    assert [line["numero"] for line in last["historique"]] == [2, 1]
    assert last["journal"].startswith("convergence/EDI\n")
    first = json.loads(_download(someone, _address(site, sujet, ".json?validation=1")))
    assert first["verdict"]["resultat"] == "non_atteint"
    assert first["verdict"]["sous_le_seuil"] == [{"critere": "A10.1", "reponse": "rouge", "seuil": "orange"}]


def test_the_workbook_never_computes_what_a_person_typed(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    saisies = (Saisie("A10.1", "vert", '=HYPERLINK("http://exemple", "x")', None, 1),)
    site.do(EnregistrerEvaluation(site.contributeur, sujet, SOCLES, INTEROP, saisies))
    site.do(ValiderEvaluation(site.responsable, sujet, SOCLES, INTEROP))
    with ZipFile(BytesIO(_download(visitor(app, RESPONSABLE), _address(site, sujet, ".xlsx")))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        shared = book.read("xl/sharedStrings.xml").decode()
    assert "=HYPERLINK" in shared
    assert [sheet for sheet in sheets if "<f>" in sheet or "<hyperlink " in sheet] == []


def test_the_name_of_a_document_is_plain(app: Flask, site: Site) -> None:
    sujet = site.produit(nom='Été "à la/mode" \u202e', version="v2")
    site.valider(sujet)
    answer = visitor(app, CONTRIBUTEUR).get(_address(site, sujet, ".json"))
    reference = site.sujet(sujet).reference
    name = f'attachment; filename="ete-a-la-mode-v2-{reference}-interoperabilite-2021-validation-1.json"'
    assert answer.headers["Content-Disposition"] == name


def test_the_chart_is_an_image_that_runs_nothing(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet, FAIBLES)
    answer = visitor(app, CONTRIBUTEUR).get(_address(site, sujet, ".svg"))
    assert answer.mimetype == "image/svg+xml"
    assert "<script" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Niveau recommandé" in answer.text


def test_the_page_asks_as_many_statements_however_long_the_history(app: Flask, site: Site) -> None:
    once, often = site.produit(), site.produit(nom="Souvent")
    for sujet, times in ((once, 1), (often, 4)):
        for time in range(times):
            site.valider(sujet, FORTES | {"A10.1": "rouge" if time % 2 else "vert"})
            site.do(ModifierEvaluation(site.contributeur, sujet, SOCLES, INTEROP))
    someone = visitor(app, CONTRIBUTEUR)
    few, many = (_address(site, sujet) for sujet in (once, often))
    assert count_statements(app, lambda: someone.get(few)) == count_statements(app, lambda: someone.get(many))
