"""The page « Scénario et preuves »: the guide's labels; documents added, used again, taken away, downloaded."""

import dataclasses
import gc
import io
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.preuve import Preuve
from models.store import StoreUnavailable
from tests.support.builders import AUDITEUR, AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.documents import EXECUTABLE, pdf
from tests.support.preuves import AUTRE_CRITERE, AUTRE_ESSAI, CERTIFICAT, CHARTE, LISTE, Dossier
from tests.support.preuves import produit_a_prouver as product
from tests.support.proving import Proving, proofs_address
from tests.support.reading import said
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases, close
from webapp.app import create_app
from webapp.config import RateLimits, Settings
from webapp.wiring import open_reception
from workflows.clock import SetClock
from workflows.reception.formats import AUTORISES


@pytest.fixture
def sujet(site: Site) -> str:
    return product(site)


@pytest.fixture
def proving(app: Flask, site: Site, sujet: str) -> Proving:
    """The contributeur in front of the proofs of a product."""
    return Proving(visitor(app, CONTRIBUTEUR), proofs_address(site, sujet))


def _preuves(site: Site) -> list[Preuve]:
    with Session(site.engine) as session:
        return list(session.scalars(select(Preuve).order_by(Preuve.deposee_le)))


def _files(app: Flask) -> list[Path]:
    folder = app.extensions["convergence"].settings.data_dir / "preuves"
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_page_has_the_guides_labels(proving: Proving) -> None:
    page = said(proving.open())
    for words in (
        "Scénario et preuves SC.001",
        "Scénario",
        "Liste des contributeurs",
        "Ajout d'un document",
        "Description :",
        "Document :",
        "Type de preuve :",
        f"Taille < 10 MB. Les formats autorisés sont : {AUTORISES}.",
        "Ajouter",
        "Fermer",
        "DM de classe IIa et supérieures",
        "Certificat ISO 13485",
    ):
        assert words in page, words


def test_the_questionnaire_leads_to_the_page_and_says_what_is_there(
    app: Flask, site: Site, sujet: str, proving: Proving
) -> None:
    questionnaire = proving.address.partition("/criteres/")[0]
    page = said(proving.someone.get(questionnaire))
    assert f'href="{proving.address}"' in page
    assert "aucun document" in page
    proving.add()
    proving.press("finaliser")
    page = said(proving.someone.get(questionnaire))
    assert "1 document<" in page
    assert "Dépôt finalisé" in page


@both_databases
def test_a_document_is_added_shown_finalised_and_downloaded(
    database: str, app: Flask, site: Site, sujet: str, proving: Proving
) -> None:
    assert proving.add("Éthique – liste.pdf").status_code == 303
    page = said(proving.open())
    assert "« Éthique – liste.pdf » est ajouté." in page
    assert "Le dépôt des preuves est finalisé" in page
    (kept,) = _preuves(site)
    answer = proving.someone.get(f"/preuves/{kept.id}")
    assert answer.data == pdf()
    assert "filename*=UTF-8''%C3%89thique%20%E2%80%93%20liste.pdf" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/octet-stream"
    assert proving.press("finaliser").status_code == 303
    assert "Rouvrir le dépôt" in said(proving.open())
    site.assert_faithful()


@pytest.mark.parametrize(
    ("nom", "content", "sentence"),
    [
        ("", b"", "Choisissez le document à ajouter."),
        ("vide.pdf", b"", "« vide.pdf » est vide"),
        ("rapport.pdf", EXECUTABLE, "son contenu est celui d'un fichier exe"),
        ("trop.pdf", pdf(10_000_000), "pèse 10 000 000 octets"),
        ("rapport.exe", EXECUTABLE, "n'a pas un format autorisé"),
    ],
)
def test_a_document_that_is_refused_says_why_and_keeps_the_description(
    app: Flask, site: Site, proving: Proving, nom: str, content: bytes, sentence: str
) -> None:
    answer = proving.add(nom, content, description="Ma description.")
    assert answer.status_code == 422
    assert sentence in said(answer)
    assert "Ma description." in answer.text
    assert _preuves(site) == []
    assert _files(app) == []


def test_the_largest_document_is_taken(proving: Proving) -> None:
    assert proving.add("grand.pdf", pdf(9_999_999)).status_code == 303


def test_what_no_request_may_weigh_is_refused(proving: Proving, site: Site) -> None:
    assert proving.add("enorme.pdf", pdf(12_500_000)).status_code == 413
    assert _preuves(site) == []


# Werkzeug leaves the file of an upload that was cut to the garbage collector
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
def test_an_upload_that_stops_half_way_leaves_nothing(app: Flask, site: Site, proving: Proving) -> None:
    token = proving.someone.token()
    body = (
        b'--x\r\nContent-Disposition: form-data; name="description"\r\n\r\nListe\r\n'
        b'--x\r\nContent-Disposition: form-data; name="type"\r\n\r\n' + "/".join(LISTE).encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="document"; filename="a.pdf"\r\n\r\n' + pdf(50_000)
    )
    answer = proving.someone.client.post(
        proving.address,
        input_stream=io.BytesIO(body),
        content_type="multipart/form-data; boundary=x",
        content_length=len(body) + 40_000,
        headers={"X-CSRFToken": token},
    )
    gc.collect()
    assert answer.status_code in (400, 422)
    assert _preuves(site) == []
    assert _files(app) == []


@pytest.mark.parametrize("nom", ["../../../etc/passwd.pdf", "..\\..\\passwd.pdf", "/etc/passwd.pdf"])
def test_a_path_is_only_a_name(app: Flask, site: Site, proving: Proving, nom: str) -> None:
    assert proving.add(nom).status_code == 303
    assert [kept.nom for kept in _preuves(site)] == ["passwd.pdf"]
    folder = app.extensions["convergence"].settings.data_dir / "preuves"
    assert all(path.is_relative_to(folder) for path in _files(app))


def test_a_hostile_name_opens_no_header_and_no_element(site: Site, proving: Proving) -> None:
    assert proving.add("a; filename=b <img src=x>.pdf").status_code == 303
    (kept,) = _preuves(site)
    page = proving.open().text
    assert "<img src" not in page
    answer = proving.someone.get(f"/preuves/{kept.id}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a; filename=b _img src=x_.pdf"'


@both_databases
def test_two_people_who_add_at_once_both_keep_theirs(
    database: str, app: Flask, site: Site, sujet: str, proving: Proving
) -> None:
    colleague = Proving(visitor(app, RESPONSABLE), proving.address)
    answers: list[int] = []
    adding = (
        Thread(target=lambda: answers.append(proving.add("ce.pdf", pdf(text="ce"), CERTIFICAT).status_code)),
        Thread(target=lambda: answers.append(colleague.add("liste.pdf", pdf(text="liste")).status_code)),
    )
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()
    assert answers == [303, 303]
    assert Dossier(site, sujet).fournies() == {CERTIFICAT, LISTE}
    site.assert_faithful()


def test_one_document_serves_other_criteres_and_the_other_demarche(
    app: Flask, site: Site, sujet: str, proving: Proving
) -> None:
    proving.add()
    (kept,) = _preuves(site)
    elsewhere = Proving(proving.someone, proofs_address(site, sujet, AUTRE_CRITERE, AUTRE_ESSAI))
    assert "liste.pdf – La liste." in said(elsewhere.open())
    assert elsewhere.press("attacher", preuve=kept.id, type="/".join(CHARTE)).status_code == 303
    assert Dossier(site, sujet).fournies(AUTRE_CRITERE) == {CHARTE}
    assert len(_preuves(site)) == 1
    assert len(_files(app)) == 1


def test_a_proof_is_taken_away_and_offered_again(site: Site, sujet: str, proving: Proving) -> None:
    proving.add()
    (kept,) = _preuves(site)
    assert proving.press("retirer", preuve=kept.id, type="/".join(LISTE)).status_code == 303
    assert Dossier(site, sujet).fournies() == set()
    assert "Utiliser ce document" in said(proving.open())


def test_a_set_is_chosen_among_alternatives(proving: Proving) -> None:
    proving.add()
    assert proving.press("choisir", jeu="dispositif_medical").status_code == 303
    page = said(proving.open())
    assert "Il manque : Certificat de marquage CE, Certificat ISO 13485." in page
    assert "Ne compte pas : il appartient à un autre choix de preuves." in page


def test_what_changed_meanwhile_comes_back_with_the_page(proving: Proving) -> None:
    proving.add()
    answer = proving.press("finaliser", vue="0" * 16)
    assert answer.status_code == 409
    assert "ont changé depuis que vous avez ouvert la page" in said(answer)


def test_a_validated_answer_is_read_and_not_changed(app: Flask, site: Site, sujet: str, proving: Proving) -> None:
    proving.add()
    dossier = Dossier(site, sujet, acteur=site.responsable)
    dossier.repondre(ESS_1_1="conforme", ESS_1_2="non_conforme", ESS_1_3="non_conforme")
    dossier.finaliser()
    dossier.valider()
    page = said(proving.open())
    assert "Les preuves ne peuvent pas être modifiées maintenant" in page
    assert 'id="ajouter"' not in page
    before = len(_files(app))
    assert proving.add("tard.pdf", pdf(text="tard")).status_code == 422
    assert len(_files(app)) == before


def test_another_company_meets_nothing_and_an_auditeur_only_downloads(app: Flask, site: Site, proving: Proving) -> None:
    proving.add()
    (kept,) = _preuves(site)
    stranger = Proving(visitor(app, AUTRE), proving.address)
    assert stranger.open().status_code == 404
    assert stranger.add().status_code == 404
    assert stranger.someone.get(f"/preuves/{kept.id}").status_code == 404
    auditeur = visitor(app, AUDITEUR)
    assert auditeur.get(f"/preuves/{kept.id}").data == pdf()
    assert auditeur.get(proving.address).status_code == 403


@pytest.mark.parametrize("critere", ["ESS.1.2", "ESS.9", "ESS"])
def test_a_critere_without_proofs_has_no_such_page(app: Flask, site: Site, sujet: str, critere: str) -> None:
    assert visitor(app, CONTRIBUTEUR).get(proofs_address(site, sujet, critere)).status_code == 404


def test_an_unknown_action_or_document_does_not_exist(proving: Proving) -> None:
    assert proving.press("effacer").status_code == 404
    assert proving.press("attacher", preuve="rien", type="/".join(LISTE)).status_code == 404
    assert proving.someone.get("/preuves/rien").status_code == 404


def test_a_document_that_the_store_lost_is_said_so(app: Flask, site: Site, proving: Proving) -> None:
    proving.add()
    (path,) = _files(app)
    path.unlink()
    (kept,) = _preuves(site)
    answer = proving.someone.get(f"/preuves/{kept.id}")
    assert answer.status_code == 503


def test_the_page_asks_as_many_statements_whatever_the_number_of_documents(app: Flask, proving: Proving) -> None:
    proving.add()
    proving.open()
    few = count_statements(app, proving.open)
    for rang in range(8):
        proving.add(f"{rang}.pdf", pdf(text=str(rang)))
    proving.open()
    assert count_statements(app, proving.open) == few


def test_a_folder_that_cannot_be_made_stops_the_start_with_what_to_check(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    wrong = dataclasses.replace(settings, storage_url=(tmp_path / "fichier" / "preuves").as_uri())
    with pytest.raises(StoreUnavailable, match="CONVERGENCE_STORAGE_URL"):
        open_reception(wrong)


def test_too_many_documents_in_a_minute_are_put_off(
    settings: Settings, clock: SetClock, site: Site, sujet: str
) -> None:
    limited = create_app(dataclasses.replace(settings, rate_limits=RateLimits(depot="2/minute")), clock)
    proving = Proving(visitor(limited, CONTRIBUTEUR), proofs_address(site, sujet))
    answers = [proving.add(f"{rang}.pdf", pdf(text=str(rang))) for rang in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 429]
    assert "Trop de documents en peu de temps" in said(answers[-1])
    close(limited)
