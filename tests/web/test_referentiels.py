"""The agency imports a référentiel, looks at what it would make, compares versions, and takes each away as a file."""

import re
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from models.publication import Publication
from referentiels.imports.importing import TAILLE_MAX
from referentiels.loading import read_document, seed_documents
from tests.support.builders import ADMINISTRATEUR, Site
from tests.support.forms import form_fields
from tests.support.frameworks import CATALOG, LIBRARY, ciso
from tests.support.prochaine_version import suite
from tests.support.reading import read, said
from tests.support.statements import count_statements
from tests.support.visiting import Visitor, visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES
from workflows.commands.publications import CreerBrouillon

IMPORT = "/administration/referentiels/import"
INTEROP = "/administration/referentiels/interoperabilite"
FICHIERS = "/administration/referentiels/questionnaire/interoperabilite/2021/fichier."
TITRE = "titre: Partage et/ou échange de documents (producteur de documents CDA) - structuration minimale"


def send(someone: Visitor, contenu: bytes | str, nom: str = "petit.yaml", **champs: str) -> TestResponse:
    """The page that a file gives."""
    octets = contenu.encode() if isinstance(contenu, str) else contenu
    fields = {"csrf_token": someone.token(), "fichier": FileStorage(BytesIO(octets), nom), **champs}
    # in memory: the client leaves open the temporary file that it makes of a big one
    boundary, body = encode_multipart(fields)
    return someone.client.post(IMPORT, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def cells(answer: TestResponse) -> str:
    """What a page shows, its cells apart."""
    return " ".join(re.sub(r"<[^>]*>", " ", read(answer)).split())


def confirm(someone: Visitor, preview: TestResponse, **champs: str) -> TestResponse:
    """What « Ouvrir les brouillons » answers."""
    return someone.client.post(f"{IMPORT}/brouillons", data=form_fields(read(preview)) | champs)


def drafts(site: Site) -> list[tuple[str, str, str]]:
    """Genre, code and version of the drafts, in the order they were opened."""
    with Session(site.engine) as session:
        rows = session.scalars(select(Publication).where(Publication.etat == "brouillon")).all()
        return [(row.genre, row.code, row.version) for row in sorted(rows, key=lambda row: row.depose_le)]


@both_databases
def test_a_file_is_looked_at_and_then_becomes_drafts(app: Flask, site: Site) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    preview = send(someone, LIBRARY)
    page = cells(preview)
    assert preview.status_code == 200
    assert "« Petit référentiel », lu comme : bibliothèque CISO Assistant." in said(preview)
    assert "4 critères" in page
    assert "objects.framework.requirement_nodes[1].weight" in page
    assert drafts(site) == []
    answer = confirm(someone, preview, motif="Demandé par le ministère.")
    assert (answer.status_code, answer.location) == (303, "/administration/referentiels/petit-1-0")
    assert set(drafts(site)) == {
        ("qualification", "produit", "2"),
        ("questionnaire", "petit-1-0", "1"),
        ("regles", "profilage/petit-1-0", "1"),
        ("regles", "verdict/petit-1-0", "1"),
        ("parcours", "petit-1-0", "1"),
    }
    after = read(someone.get(str(answer.location)))
    assert "5 brouillons sont ouverts" in after
    ordre = re.findall(r"(Qualification|Questionnaire|Règles|Parcours) (\S+), version", after)
    assert [genre for genre, _ in ordre] == ["Qualification", "Questionnaire", "Règles", "Règles", "Parcours"]
    assert "Petit référentiel" in read(someone.get("/administration/referentiels"))


def test_the_same_version_is_not_drafted_twice(app: Flask, site: Site) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    preview = send(someone, CATALOG, "c.json")
    confirm(someone, preview)
    ouverts = drafts(site)
    assert "celle-ci existe déjà (brouillon)" in said(send(someone, CATALOG, "c.json"))
    assert confirm(someone, preview).status_code == 422
    assert drafts(site) == ouverts
    assert send(someone, CATALOG, "c.json", version="2").status_code == 200


def test_what_whoever_imports_says_goes_before_what_the_file_does(app: Flask) -> None:
    page = cells(
        send(visitor(app, ADMINISTRATEUR), CATALOG, "c.json", code="mon-cadre", version="7", sujet="strategie")
    )
    assert "mon-cadre" in page
    assert "Version Contenu Questionnaire mon-cadre 7" in page


@pytest.mark.parametrize(
    ("contenu", "nom", "phrase"),
    [
        (b"", "vide.yaml", "un fichier vide"),
        (b"a: &a [*a]", "x.yaml", "une valeur sans ancre"),
        (b"PK\x03\x04", "x.xlsx", "Ce fichier n'est pas un classeur .xlsx"),
        (b"x" * (TAILLE_MAX + 10), "gros.yaml", "5000000 octets au plus"),
        ("é".encode("latin-1"), "x.yaml", "un texte en UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(app: Flask, contenu: bytes, nom: str, phrase: str) -> None:
    answer = send(visitor(app, ADMINISTRATEUR), contenu, nom)
    assert answer.status_code == 422
    assert phrase in said(answer)


def test_no_file_at_all_is_said_beside_the_field(app: Flask) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    answer = someone.post(IMPORT)
    assert answer.status_code == 422
    assert "Choisissez le fichier à importer." in read(answer)


@pytest.mark.parametrize("paquet", ["", "???", "AAAA", "eJwDAAAAAAE="])
def test_a_preview_that_was_tampered_with_opens_nothing(app: Flask, site: Site, paquet: str) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    preview = send(someone, LIBRARY)
    assert confirm(someone, preview, paquet=paquet).status_code == 422
    assert drafts(site) == []


@pytest.mark.parametrize("fin", ["yaml", "xlsx", "ciso.yaml", "oscal.json"])
def test_every_format_goes_out_under_its_name_and_comes_back(app: Flask, fin: str) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    answer = someone.get(FICHIERS + fin)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="interoperabilite-2021.{fin}"'
    retour = send(someone, answer.get_data(), f"f.{fin}", code="autre", version="1")
    page = said(retour)
    if fin in ("yaml", "xlsx"):
        assert "un contenu qui ne soit pas déjà publié tel quel" in page
    else:
        assert "7 critères" in page


def test_a_parcours_goes_out_as_yaml_alone(app: Flask) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    doctrine = next(d for d in seed_documents() if (d.genre, d.code) == ("parcours", "doctrine"))
    address = f"/administration/referentiels/parcours/doctrine/{doctrine.version}/fichier."
    assert read_document(someone.get(address + "yaml").text, "f").digest == doctrine.digest
    assert someone.get(address + "xlsx").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/administration/referentiels/inconnu",
        f"{INTEROP}/difference?avant=2021&apres=1",
        f"{INTEROP}/difference",
        FICHIERS + "exe",
        "/administration/referentiels/questionnaire/interoperabilite/1/fichier.yaml",
        "/administration/referentiels/regles/verdict/1/fichier.yaml",
    ],
)
def test_what_is_not_there_is_not_found(app: Flask, address: str) -> None:
    assert visitor(app, ADMINISTRATEUR).get(address).status_code == 404


def next_version(site: Site) -> None:
    """A draft of Interopérabilité with a critère reworded, another renumbered, and of the parcours that use it."""
    la_suite = suite((TITRE, "titre: Production de documents CDA"), ("code: A10.2\n", "code: A10.3\n"))
    for texte in (la_suite.questionnaire, *la_suite.parcours):
        lu = read_document(texte, "suite")
        site.do(CreerBrouillon(site.acteur(ADMINISTRATEUR), lu.genre, lu.code, texte))


@both_databases
def test_two_versions_are_compared_word_by_word_with_what_becomes_of_real_answers(app: Flask, site: Site) -> None:
    for nom in ("Un", "Deux"):
        site.repondre(site.produit(nom=nom), FORTES)
    next_version(site)
    someone = visitor(app, ADMINISTRATEUR)
    answer = someone.get(f"{INTEROP}/difference?avant=2021&apres=2026")
    page = cells(answer)
    assert "<ins>" in answer.text
    assert "[ajouté : Production fin de l’ajout]" in page
    assert "2 sujets ont commencé la version 2021" in page
    assert "Reprises, à reconfirmer 2 2" in page
    assert "Conservées, critère déplacé 2 2" in page
    assert "Conservées 10 2" in page
    assert "Total 14 2" in page


def test_what_becomes_of_answers_is_counted_in_a_fixed_number_of_statements(app: Flask, site: Site) -> None:
    next_version(site)
    someone, address = visitor(app, ADMINISTRATEUR), f"{INTEROP}/difference?avant=2021&apres=2026"
    someone.get(address)
    counts = []
    for nom in ("Un", "Deux", "Trois"):
        site.repondre(site.produit(nom=nom), FORTES)
        counts.append(count_statements(app, lambda: someone.get(address)))
    assert len(set(counts)) == 1


def test_the_largest_of_the_published_frameworks_is_shown_and_drafted(app: Flask, site: Site) -> None:
    someone = visitor(app, ADMINISTRATEUR)
    preview = send(someone, ciso("anssi-mon-aide-cyber"), "anssi-mon-aide-cyber.yaml")
    assert "188 éléments du fichier n’ont pas de place" in read(preview)
    assert confirm(someone, preview).status_code == 303
    assert ("questionnaire", "anssi-monaidecyber", "1") in drafts(site)
