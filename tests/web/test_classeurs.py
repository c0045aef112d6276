"""A questionnaire filled in offline: the workbook goes out, comes back, is looked at, and only then is kept."""

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart
from xlsxwriter import Workbook

from referentiels.enveloppe import DECOMPRESSE_MAX, TAILLE_MAX
from reports.classeur import MODE_D_EMPLOI, ORIGINE, REPONSES
from tests.support.builders import AUTRE, CONTRIBUTEUR, Site
from tests.support.forms import form_fields
from tests.support.planning import evalue
from tests.support.reading import read
from tests.support.sujets import reference_of
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP

Row = dict[str, str]


class Offline:
    """Somebody who takes a workbook, changes cells, and brings it back."""

    def __init__(self, someone: Visitor, address: str) -> None:
        self.someone, self.page = someone, f"{address}/classeur"
        taken = someone.get(f"{address}/classeur.xlsx")
        assert taken.status_code == 200
        sheets = CalamineWorkbook.from_filelike(BytesIO(taken.get_data()))
        rows = sheets.get_sheet_by_name(REPONSES).to_python()
        self.titles = [str(cell) for cell in rows[0]]
        self.rows: list[Row] = [dict(zip(self.titles, map(str, row), strict=True)) for row in rows[1:]]
        self.origin = str(sheets.get_sheet_by_name(ORIGINE).to_python()[0][0])

    def row(self, code: str) -> Row:
        """The line of a critère."""
        return next(row for row in self.rows if row["Code"] == code)

    def workbook(self) -> bytes:
        """What a spreadsheet would save."""
        out = BytesIO()
        with Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet(REPONSES)
            for rank, cells in enumerate([dict(zip(self.titles, self.titles, strict=True)), *self.rows]):
                for column, title in enumerate(self.titles):
                    sheet.write_string(rank, column, cells[title])
            book.add_worksheet(ORIGINE).write_string(0, 0, self.origin)
        return out.getvalue()

    def bring(self, content: bytes | None = None) -> TestResponse:
        """The page with what would change."""
        fields = form_fields(read(self.someone.get(self.page)))
        sent = FileStorage(BytesIO(self.workbook() if content is None else content), "classeur.xlsx")
        # in memory: the client leaves open the temporary file that it makes of a big one
        boundary, body = encode_multipart({"csrf_token": fields["csrf_token"], "classeur": sent})
        return self.someone.client.post(self.page, data=body, content_type=f"multipart/form-data; boundary={boundary}")

    def confirm(self, previewed: TestResponse, address: str) -> TestResponse:
        """Press « Enregistrer comme brouillon »."""
        page = read(previewed).split('id="apercu"')[1]
        return self.someone.client.post(address, data=form_fields(page.split("</form>")[0] + "</form>"))


@pytest.fixture
def sujet(site: Site) -> str:
    """A product with one answer of Interopérabilité."""
    made = site.produit()
    site.repondre(made, {"A10.1": "rouge"})
    return made


def _address(site: Site, sujet: str, genre: str = "evaluations") -> str:
    return f"/dossiers/{reference_of(site, sujet)}/socles/{genre}/{INTEROP}"


@both_databases
def test_answers_filled_in_offline_are_looked_at_and_then_kept(app: Flask, site: Site, sujet: str) -> None:
    offline = Offline(visitor(app, CONTRIBUTEUR), _address(site, sujet))
    assert (offline.row("A10.1")["Réponse"], offline.row("A10.1")["Révision"]) == ("rouge", "1")
    offline.row("A10.1")["Réponse"] = "Orange"
    offline.row("A10.2")["Réponse"] = "vert"
    offline.row("A10.2")["Commentaire"] = "=1+1"
    previewed = offline.bring()
    assert previewed.status_code == 200
    assert site.evaluation(sujet).reponses["A10.1"].valeur == "rouge"
    kept = offline.confirm(previewed, _address(site, sujet))
    assert kept.status_code == 303
    reponses = site.evaluation(sujet).reponses
    assert (reponses["A10.1"].valeur, reponses["A10.2"].valeur) == ("orange", "vert")
    assert reponses["A10.2"].commentaire == "=1+1"
    site.assert_faithful()


@both_databases
def test_plans_filled_in_offline_are_kept_in_the_same_way(app: Flask, site: Site) -> None:
    planned = evalue(site)
    address = _address(site, planned, "projections")
    offline = Offline(visitor(app, CONTRIBUTEUR), address)
    offline.row("A10.1")["Échéance orange"] = "2027-01"
    offline.row("A08.5.01")["Cible non applicable"] = "oui"
    assert offline.confirm(offline.bring(), address).status_code == 303
    reponses = site.projection(planned).reponses
    assert dict(reponses["A10.1"].echeances) == {"orange": "2027-01"}
    assert reponses["A08.5.01"].non_applicable
    site.assert_faithful()


def test_a_workbook_brought_back_as_it_was_changes_nothing(app: Flask, site: Site, sujet: str) -> None:
    offline = Offline(visitor(app, CONTRIBUTEUR), _address(site, sujet))
    page = read(offline.bring())
    assert "la même chose que ce qui est enregistré" in page
    assert "changement-" not in page


@pytest.mark.parametrize(
    ("code", "column", "value", "cell", "sentence"),
    [
        ("A10.1", "Réponse", "violet", "E", "« violet » n’est pas une réponse ; choisissez parmi « rouge »"),
        ("A10.1", "Commentaire", "x" * 10_001, "F", "10001 caractères"),
        ("A10.1", "Code", "A99.9", "A", "« A99.9 » n’est pas à remplir ici"),
        ("A10.1", "Code", "A10.2", "A", "le critère A10.2 est déjà plus haut"),
    ],
)
def test_each_cell_that_cannot_be_kept_is_named(
    app: Flask, site: Site, sujet: str, code: str, column: str, value: str, cell: str, sentence: str
) -> None:
    offline = Offline(visitor(app, CONTRIBUTEUR), _address(site, sujet))
    number = offline.rows.index(offline.row(code)) + 2
    offline.row(code)[column] = value
    page = read(offline.bring()).replace("\u00a0", " ").replace("'", "’")
    wrong = number + 1 if sentence.endswith("plus haut") else number
    assert f"{REPONSES}!{cell}{wrong}" in page
    assert sentence in page
    assert ("À corriger" in page) == (value == "violet")
    assert "Enregistrer comme brouillon" not in page


@pytest.mark.parametrize(("value", "kept"), [("2027-13", False), ("demain", False), ("2027-12", True)])
def test_a_cell_that_is_no_month_is_named(app: Flask, site: Site, value: str, kept: bool) -> None:
    offline = Offline(visitor(app, CONTRIBUTEUR), _address(site, evalue(site), "projections"))
    offline.row("A10.1")["Échéance orange"] = value
    assert ("n'est pas un mois" not in read(offline.bring())) == kept


def test_what_a_colleague_changed_meanwhile_is_told_and_the_person_chooses(app: Flask, site: Site, sujet: str) -> None:
    offline = Offline(visitor(app, CONTRIBUTEUR), _address(site, sujet))
    site.repondre(sujet, {"A10.1": "jaune"}, site.responsable)
    offline.row("A10.1")["Réponse"] = "vert"
    previewed = offline.bring()
    assert "Modifié par ailleurs" in read(previewed)
    asked = offline.confirm(previewed, _address(site, sujet))
    assert asked.status_code == 409
    assert site.evaluation(sujet).reponses["A10.1"].valeur == "jaune"


def test_a_validated_questionnaire_is_read_and_not_changed(app: Flask, site: Site, sujet: str) -> None:
    site.valider(sujet, FORTES)
    offline = Offline(visitor(app, CONTRIBUTEUR), _address(site, sujet))
    offline.row("A10.1")["Réponse"] = "rouge"
    page = read(offline.bring())
    assert "ouvrez d’abord un brouillon" in page
    assert "Enregistrer comme brouillon" not in page


def _bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (DECOMPRESSE_MAX + 1))
    return out.getvalue()


def _lying_bomb() -> bytes:
    size = struct.pack("<I", DECOMPRESSE_MAX + 1)
    return _bomb().replace(size, struct.pack("<I", 1000))


def _far(row: int, column: int) -> bytes:
    """A few thousand bytes that calamine would make a rectangle of: the process would end."""
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        for name in (REPONSES, ORIGINE):
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, "x")
            sheet.write(row, column, "y")
    return out.getvalue()


def _sheet(cells: bytes) -> bytes:
    """A workbook whose sheets hold these cells, written by hand."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(_far(1, 1))) as made, zipfile.ZipFile(out, "w") as archive:
        for name in made.namelist():
            sheet = b"<worksheet><sheetData><row>" + cells + b"</row></sheetData></worksheet>"
            archive.writestr(name, sheet if name.startswith("xl/worksheets/") else made.read(name))
    return out.getvalue()


def _plain_zip() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", b"rien")
    return out.getvalue()


def _another_book() -> bytes:
    out = BytesIO()
    with Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Feuil1")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (lambda: b"", "n'est pas un classeur .xlsx"),
        (lambda: b"Code;Titre\n", "n'est pas un classeur .xlsx"),
        (lambda: b"0" * (TAILLE_MAX + 1), "trop lourd"),
        (_bomb, "trop de données"),
        (_lying_bomb, "trop de données"),
        (lambda: _far(1_048_575, 0), "Une cellule est remplie au-delà"),
        (lambda: _far(0, 16_383), "Une cellule est remplie au-delà"),
        (lambda: _sheet(b"<c><v>1</v></c>"), "n'est pas un classeur .xlsx"),
        (lambda: _sheet(b"<x:c a='>' r='XFD1048576'><v>1</v></x:c>"), "n'est pas un classeur .xlsx"),
        (lambda: _sheet(b"<c r='A1' r='XFD1048576'><v>1</v></c>"), "n'est pas un classeur .xlsx"),
        (lambda: _sheet(b"<c r='xfd1048576'><v>1</v></c>"), "Une cellule est remplie au-delà"),
        (lambda: _sheet(b"<c r='XFD1048576' s='1'/>"), "un autre produit"),
        (_plain_zip, "ne s'ouvre pas"),
        (_another_book, "Il manque la feuille"),
    ],
)
def test_a_file_that_is_no_workbook_of_ours_is_refused_with_the_reason(
    app: Flask, site: Site, sujet: str, content: Callable[[], bytes], sentence: str
) -> None:
    answer = Offline(visitor(app, CONTRIBUTEUR), _address(site, sujet)).bring(content())
    assert answer.status_code == 422
    assert sentence in read(answer).replace("\u00a0", " ").replace("’", "'")


def test_the_workbook_of_another_product_or_with_other_columns_is_refused(app: Flask, site: Site, sujet: str) -> None:
    someone = visitor(app, CONTRIBUTEUR)
    other = Offline(someone, _address(site, site.produit()))
    mine = Offline(someone, _address(site, sujet))
    assert "un autre produit" in read(mine.bring(other.workbook()))
    mine.titles[0], mine.rows = "Codes", [{**row, "Codes": row["Code"]} for row in mine.rows]
    assert "Les titres des colonnes ont changé" in read(mine.bring())


def test_without_a_file_the_page_asks_for_one(app: Flask, site: Site, sujet: str) -> None:
    offline = Offline(visitor(app, CONTRIBUTEUR), _address(site, sujet))
    fields = form_fields(read(offline.someone.get(offline.page)))
    answer = offline.someone.client.post(offline.page, data={"csrf_token": fields["csrf_token"]})
    assert answer.status_code == 422
    assert "Choisissez le classeur" in read(answer)


def test_another_company_finds_neither_the_page_nor_the_workbook(app: Flask, site: Site, sujet: str) -> None:
    address = _address(site, sujet)
    thief = visitor(app, AUTRE)
    assert [thief.get(address + end).status_code for end in ("/classeur", "/classeur.xlsx")] == [404, 404]


def test_what_was_typed_is_never_a_formula_in_the_workbook(app: Flask, site: Site, sujet: str) -> None:
    site.repondre(sujet, {"A10.2": "vert"})
    taken = visitor(app, CONTRIBUTEUR).get(_address(site, sujet) + "/classeur.xlsx").get_data()
    with zipfile.ZipFile(BytesIO(taken)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 3
    assert not any(b"<f>" in sheet for sheet in sheets)
    assert MODE_D_EMPLOI in CalamineWorkbook.from_filelike(BytesIO(taken)).sheet_names
