"""Results: recorded verdicts explained, never judged again; rates by section; documents of whatever was typed."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from reports import results_json
from reports.charts import graphique
from reports.pdf import resultats_pdf, texte
from reports.results import AucuneValidation
from reports.results_json import document, resultats_json
from reports.xlsx import resultats_xlsx
from rules.edition import Edition
from tests.support.planning import shipped_edition
from tests.support.results import lire
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.commands.sujets import ModifierQualification
from workflows.demonstration import QUALIFICATION

FAIBLES = FORTES | {"A10.1": "rouge"}
FONTS = Path(__file__).parents[2] / "webapp" / "static" / "vendor"
LONG = "x" * 400


@pytest.fixture(scope="module")
def edition() -> Edition:
    """What is shipped."""
    return shipped_edition()


def test_a_verdict_is_explained_with_the_facts_of_its_day(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES)
    explication = lire(plateforme, edition, sujet).explication
    assert explication is not None
    assert explication.reconstitue
    assert [regle.id for regle in explication.declenchees] == ["VERD-DOC-002"]
    assert ("Nombre de critères obligatoires sous le seuil", "1") in explication.declenchees[0].faits
    assert [(faute.code, faute.repondu, faute.seuil) for faute in explication.sous_le_seuil] == [
        ("A10.1", "rouge", "orange")
    ]
    why_not = {regle.id: regle.raison for regle in explication.ecartees}
    assert why_not["VERD-DOC-001"] == "Nombre de critères obligatoires sous le seuil vaut 1, il fallait 0."


def test_facts_that_can_no_longer_be_rebuilt_are_not_made_up(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    questionnaire = "urbanisation-2021"
    criteres = edition.catalogue.questionnaires[questionnaire].criteres.values()
    saisies = tuple(Saisie(critere.code, critere.ordonnes[-1].code) for critere in criteres)
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, SOCLES, questionnaire, saisies))
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, questionnaire))
    before = lire(plateforme, edition, sujet, questionnaire=questionnaire)
    # without any exchange A15.1 no longer applies: fewer critères than on the day of the verdict
    changed = QUALIFICATION | {"echange_mes": "aucun"}
    revision = plateforme.sujet(sujet).revision
    plateforme.do(ModifierQualification(plateforme.contributeur, sujet, changed, revision))
    after = lire(plateforme, edition, sujet, questionnaire=questionnaire)
    assert before.explication is not None
    assert before.explication.reconstitue
    assert after.verdict == before.verdict
    assert after.explication is not None
    assert not after.explication.reconstitue
    assert after.explication.ecartees == ()
    assert after.explication.sous_le_seuil == ()
    assert after.explication.declenchees[0].faits == before.explication.declenchees[0].faits


def test_an_edition_that_cannot_be_rebuilt_is_said_to_be_another(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    assert lire(plateforme, edition, sujet).edition_retrouvee
    other = Edition("0" * 64, edition.catalogue, edition.packs)
    assert not lire(plateforme, other, sujet).edition_retrouvee


def test_the_rate_of_a_section_is_the_mean_of_the_ranks_answered(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES | {"A08.6.01": "rouge", "A08.6.02": "gris"})
    section = next(s for s in lire(plateforme, edition, sujet).sections if s.section.code == "A08.6")
    critere = edition.catalogue.questionnaires[INTEROP].criteres["A08.6.01"]
    recommended = critere.niveau(critere.recommande)
    assert recommended is not None
    steps = len(critere.ordonnes)
    assert (section.taux, section.taux_recommande) == (round(100 / steps), round(100 * recommended.rang / steps))


def test_a_section_answered_in_grey_alone_measures_nothing(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES | {"A08.6.01": "gris", "A08.6.02": "gris"})
    resultats = lire(plateforme, edition, sujet)
    section = next(s for s in resultats.sections if s.section.code == "A08.6")
    assert (section.taux, section.taux_recommande) == (None, None)
    assert b"A08.6" not in graphique(resultats)


def test_a_validation_that_never_was_is_not_there(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    for numero in (0, 2):
        with pytest.raises(AucuneValidation):
            lire(plateforme, edition, sujet, numero)


def test_every_key_of_the_json_is_documented(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES)
    documented = set(re.findall(r'"(\w+)"|^(\w+) {2,}', results_json.__doc__ or "", re.MULTILINE))
    names = {one or other for one, other in documented}
    assert _keys(json.loads(resultats_json(lire(plateforme, edition, sujet)))) - names == set()


def _keys(value: object) -> set[str]:
    if isinstance(value, dict):
        # the recorded decision has keys of its own, documented where decisions are
        return set(value) | {key for name, part in value.items() if name != "decision" for key in _keys(part)}
    if isinstance(value, list):
        return {key for part in value for key in _keys(part)}
    return set()


def test_locked_criteres_are_grey_in_every_document(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    revision = plateforme.sujet(sujet).revision
    standard = QUALIFICATION | {"mise_a_disposition": "standard"}
    plateforme.do(ModifierQualification(plateforme.contributeur, sujet, standard, revision))
    resultats = lire(plateforme, edition, sujet, questionnaire="urbanisation-2021")
    (locked,) = [c for s in document(resultats)["sections"] for c in s["criteres"] if c["verrouille"]]
    assert (locked["code"], locked["reponse"]) == ("A08.7.2", "gris")


def _pdf(plateforme: Plateforme, edition: Edition, sujet: str, questionnaire: str) -> PdfReader:
    resultats = lire(plateforme, edition, sujet, questionnaire=questionnaire)
    return PdfReader(BytesIO(resultats_pdf(resultats, FONTS, plateforme.clock.now(), "convergence/EDI\n1\nx\n")))


def test_thirty_six_long_comments_make_a_pdf_that_numbers_its_pages(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    questionnaire = "securite-2021"
    criteres = edition.catalogue.questionnaires[questionnaire].criteres.values()
    comment = f"≥ → ✓ « été » {LONG}\n<b>gras</b> & ]]>"
    saisies = tuple(Saisie(critere.code, critere.ordonnes[0].code, comment) for critere in criteres)
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, SOCLES, questionnaire, saisies))
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, questionnaire))
    reader = _pdf(plateforme, edition, sujet, questionnaire)
    last = reader.pages[-1].extract_text()
    assert f"Page {len(reader.pages)} sur {len(reader.pages)}" in last
    whole = "\n".join(page.extract_text() for page in reader.pages)
    assert whole.count("≥ → ✓ « été »") == 36
    assert "<b>gras</b> & ]]>" in whole
    assert LONG not in whole
    assert whole.replace(" ", "").replace("\n", "").count(LONG) >= 30


@pytest.mark.parametrize("reference", ["EDI", "W" * 20])
def test_the_signed_note_is_copied_from_the_pdf_as_it_was_signed(
    plateforme: Plateforme, edition: Edition, reference: str
) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES)
    origin = f"convergence/{reference}"
    note = plateforme.signer.sign_checkpoint(origin, 123_456_789, bytes(range(224, 256)))
    resultats = lire(plateforme, edition, sujet)
    reader = PdfReader(BytesIO(resultats_pdf(resultats, FONTS, plateforme.clock.now(), note)))
    lines = [line.strip() for page in reader.pages for line in page.extract_text().splitlines()]
    start = lines.index(origin)
    size = len(note.splitlines())
    copied = [line for line in lines[start : start + size] if line]
    assert copied == [line for line in note.splitlines() if line]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("court", "court"),
        ("a" * 44, "a" * 44),
        ("a" * 45, "a" * 44 + " a"),
        ("a" * 100, "a" * 44 + " " + "a" * 44 + " " + "a" * 12),
        ("un\ndeux", "un<br/>deux"),
        ("<i>", "&lt;i&gt;"),
        ("é" * 44 + " fin", "é" * 44 + " fin"),
    ],
)
def test_a_word_too_long_for_the_page_is_cut(typed: str, shown: str) -> None:
    assert texte(typed) == shown


def test_a_workbook_holds_what_sheets_cannot_usually_hold(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit(nom="=1+1")
    plateforme.repondre(sujet, FORTES)
    saisie = Saisie("A10.1", "vert", "@SUM(A1)\n" + "é" * 9_000, None, 1)
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, SOCLES, INTEROP, (saisie,)))
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    assert resultats_xlsx(lire(plateforme, edition, sujet)).startswith(b"PK")


def test_two_renderings_of_the_same_results_are_the_same_json(plateforme: Plateforme, edition: Edition) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    assert resultats_json(lire(plateforme, edition, sujet)) == resultats_json(lire(plateforme, edition, sujet))
