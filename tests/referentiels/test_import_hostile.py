"""Files made to harm, or simply wrong, are refused with a reason, in bounded memory and time; nothing is half read."""

import json
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from referentiels.exports.classeur import classeur
from referentiels.imports.importing import TAILLE_MAX
from referentiels.loading import read_document
from tests.referentiels.builders import CONFORMITE
from tests.referentiels.importing import imported, refused
from tests.support.frameworks import CATALOG, LIBRARY

MEMOIRE_MAX = 200_000_000
BOMBE = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(8)
)
MODELE = read_document(CONFORMITE, "f.yaml").contenu


def workbook(replaced: dict[str, bytes] | None = None, added: dict[str, bytes] | None = None) -> bytes:
    """Our own workbook with some of its parts replaced."""
    sortie = BytesIO()
    with zipfile.ZipFile(BytesIO(classeur(MODELE))) as lu, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for info in lu.infolist():
            ecrit.writestr(info.filename, (replaced or {}).get(info.filename, lu.read(info)))
        for nom, partie in (added or {}).items():
            ecrit.writestr(nom, partie)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        (BOMBE, "« *a » n'est pas accepté ; attendu : la valeur elle-même, sans renvoi (alias)"),
        ("objects: !!python/object/apply:os.system [ls]\n", "une valeur sans étiquette de type"),
        (LIBRARY.replace("version: 1", "version: !!python/name:os.system"), "une valeur sans étiquette de type"),
        ("a: " + "[" * 200 + "]" * 200, "24 niveaux au plus"),
        ("", "un fichier vide"),
        ("   \n", "un fichier vide"),
        ("<html><body>Bonjour</body></html>", "un fichier XML ou HTML"),
        ("Un simple texte", "un ensemble de clés"),
        ("a: 1\nb: 2\n", "« a, b » n'est pas accepté ; attendu : un référentiel en YAML"),
        ("pack: x\nfamily: verdict\nrules: []\n", "un jeu de règles s'importe avec les règles"),
        ("objects: {framework: {}}\n", "un framework qui a une urn et un nom"),
        ("objects: {risk_matrix: []}\n", "une bibliothèque de CISO Assistant qui contient un framework"),
        ("objects: [1, 2]\n", "un ensemble de clés"),
    ],
)
def test_a_yaml_file_that_is_no_library_is_refused_with_a_reason(contenu: str, raison: str) -> None:
    assert raison in refused(contenu)


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        ("é".encode("latin-1"), "f.yaml, ligne 1 : « l'octet 0xe9 » n'est pas accepté ; attendu : un texte en UTF-8."),
        (b"a: 1\nb: \xff\n", "f.yaml, ligne 2"),
        (LIBRARY.encode("utf-16"), "« un texte en UTF-16 » n'est pas accepté"),
        (b"a: \x00\n", "un octet nul"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "un texte en UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "un texte en UTF-8"),
        (b"x" * (TAILLE_MAX + 1), "5000000 octets au plus"),
        (b"a: " + b"x" * 50_000_000, "5000000 octets au plus"),
    ],
)
def test_bytes_that_are_no_text_of_ours_are_refused_with_their_line(contenu: bytes, raison: str) -> None:
    assert raison in refused(contenu)


def test_a_library_with_a_byte_order_mark_and_windows_line_ends_is_read() -> None:
    assert imported(b"\xef\xbb\xbf" + LIBRARY.replace("\n", "\r\n").encode()).titre == "Petit référentiel"


def nodes(*lignes: str) -> str:
    """A library of those nodes."""
    tete = "urn: urn:x:library:y\nname: X\nobjects:\n  framework:\n    urn: urn:x:framework:y\n    name: X\n"
    return tete + "    requirement_nodes:\n" + "".join(f"      - {ligne}\n" for ligne in lignes)


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        (
            nodes("{urn: a, name: A, parent_urn: b}", "{urn: b, name: B, parent_urn: a}"),
            "« b » n'est pas accepté ; attendu : un parent qui n'est pas lui-même en dessous (boucle : a → b → a).",
        ),
        (nodes("{urn: a, name: A, parent_urn: a}"), "boucle : a → a"),
        (nodes("{urn: a, name: A}", "{urn: a, name: B}"), "une urn que nulle autre exigence n'a"),
        (nodes("{urn: a, name: A, parent_urn: c}"), "l'urn d'une exigence du framework"),
        (nodes("{name: A}"), "l'urn de l'exigence"),
        (nodes("{urn: a}"), "un nom, une description ou une question"),
        (nodes("{urn: a, name: [1]}"), "un texte"),
        (nodes("{urn: a, name: A, assessable: oui}"), "true ou false"),
        (nodes("{urn: a, name: A, implementation_groups: x}"), "une liste de textes"),
        (nodes("{urn: a, name: A, questions: {q: 1}}"), "un ensemble de clés"),
        (nodes("{urn: a, name: Un titre}"), "une liste d'au moins un élément"),
        (nodes(), "de 1 à 5000 exigences"),
        (nodes(*(f"{{urn: a{i}, name: A}}" for i in range(5_001))), "de 1 à 5000 exigences"),
        (
            nodes("{urn: a0, name: A}", *(f"{{urn: a{i}, name: A, parent_urn: a{i - 1}}}" for i in range(1, 200))),
            "8 niveaux de titres au plus au-dessus d'une exigence",
        ),
    ],
)
def test_nodes_that_make_no_tree_are_refused_with_their_line(texte: str, raison: str) -> None:
    assert raison in refused(texte)


@pytest.mark.parametrize("score", [".nan", ".inf", "1e999", "9" * 400, "true", "[1]"])
def test_a_score_that_is_no_number_of_ours_is_refused(score: str) -> None:
    scores = f"    scores_definition:\n      - {{score: {score}, name: A}}\n    requirement_nodes:"
    texte = nodes("{urn: a, name: A, assessable: true}").replace("    requirement_nodes:", scores)
    assert "un nombre entier" in refused(texte)


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("{" * 200, "60 niveaux au plus"),
        ('{"catalog": ' + "[" * 200 + "]" * 200 + "}", "60 niveaux au plus"),
        ("[" + "1," * 400_000 + "1]", "300000 valeurs au plus"),
        ('{"catalog": {"a": 1, "a": 2}}', "une clé donnée une seule fois par objet"),
        ('{"catalog": NaN}', "« NaN » n'est pas accepté ; attendu : un nombre fini"),
        ('{"catalog": -Infinity}', "un nombre fini"),
        ('{"catalog": ' + "9" * 5_000 + "}", "un nombre de 30 caractères au plus"),
        ('{"catalog": 1e' + "9" * 50 + "}", "un nombre de 30 caractères au plus"),
        ('{"catalog": \n', "f.json, ligne 2"),
        ('{"catalog": 1}', "un ensemble de clés"),
        ('{"profile": {}}', "un catalogue OSCAL (catalog)"),
        ("[1]", "« une liste » n'est pas accepté"),
        ('{"catalog": {"uuid": "a", "metadata": {"title": "T"}}}', "au moins un contrôle"),
        ('{"catalog": {"metadata": {"title": "T"}}}', "un uuid et un titre"),
        (CATALOG.replace('"controls": [\n', '"controls": [1,\n'), "« 1 » n'est pas accepté"),
    ],
)
def test_a_json_file_that_is_no_catalog_is_refused_with_a_reason(texte: str, raison: str) -> None:
    assert raison in refused(texte, "f.json")


def test_sections_nested_too_deep_in_a_catalog_are_refused() -> None:
    groupe: dict[str, object] = {"id": "g", "title": "G", "controls": [{"id": "c", "title": "C"}]}
    for rang in range(12):
        groupe = {"id": f"g{rang}", "title": "G", "groups": [groupe]}
    texte = json.dumps({"catalog": {"uuid": "u", "metadata": {"title": "T"}, "groups": [groupe]}})
    assert "8 niveaux de titres au plus" in refused(texte, "f.json")


ENTITE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>'


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        (workbook({"xl/sharedStrings.xml": ENTITE}), "déclare des entités XML (DOCTYPE)"),
        (workbook({"xl/sharedStrings.xml": b"<sst>" + b" " * 40_000_000 + b"</sst>"}), "trop de données"),
        (workbook(added={f"xl/x{i}.xml": b"<a/>" for i in range(300)}), "trop de données"),
        (
            workbook({"xl/worksheets/sheet1.xml": b'<worksheet><c r="XFD1048576"><v>1</v></c></worksheet>'}),
            "au-delà de",
        ),
        (b"PK\x03\x04" + b"\x00" * 100, "n'est pas un classeur .xlsx"),
        (workbook()[:2_000], "n'est pas un classeur .xlsx"),
    ],
)
def test_a_workbook_made_to_harm_is_refused_with_a_reason(contenu: bytes, raison: str) -> None:
    assert raison in refused(contenu, "f.xlsx")


def test_an_archive_that_is_another_file_is_refused() -> None:
    sortie = BytesIO()
    with zipfile.ZipFile(sortie, "w") as fichier:
        fichier.writestr("lisezmoi.txt", "Bonjour")
    assert "classeur .xlsx" in refused(sortie.getvalue(), "f.xlsx")


@pytest.mark.parametrize(
    "contenu",
    [
        BOMBE.encode(),
        b"a: [" + b"*x," * 1_000_000 + b"]",
        b"[" * 4_000_000,
        b'{"a":' * 800_000,
        ("a: " + "{" * 4_000_000).encode(),
    ],
    ids=["alias bomb", "a million aliases", "a million lists", "deep json", "a million mappings"],
)
def test_what_is_refused_takes_little_memory(contenu: bytes) -> None:
    tracemalloc.start()
    try:
        assert refused(contenu)
        assert tracemalloc.get_traced_memory()[1] < MEMOIRE_MAX
    finally:
        tracemalloc.stop()


def test_more_values_than_any_file_has_are_not_read_to_the_end() -> None:
    assert "200000 valeurs au plus" in refused(b"a:\n" + b"- b\n" * 250_000)


def test_a_file_name_that_is_no_name_is_shown_without_harm() -> None:
    message = refused("", "<script>\n../../x\x00" + "a" * 500)
    assert "<" not in message
    assert len(message) < 500
