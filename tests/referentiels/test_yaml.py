"""The YAML that is accepted: plain values, each with its line; the language's traps are refused."""

import pytest

from referentiels.faults import ReferentielInvalid
from referentiels.reading import OCTETS_MAX, PROFONDEUR_MAX, read_yaml


def refused(texte: str) -> tuple[str, ...]:
    with pytest.raises(ReferentielInvalid) as refus:
        read_yaml(texte, "f.yaml")
    return tuple(str(faute) for faute in refus.value.faults)


def test_every_key_and_item_has_its_line() -> None:
    lecture = read_yaml("a: 1\nb:\n  - c: |\n      deux\n      lignes\n    d: x\n  - y\n", "f.yaml")
    assert lecture.contenu == {"a": 1, "b": [{"c": "deux\nlignes\n", "d": "x"}, "y"]}
    assert lecture.lignes == {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 0, "c"): 3,
        ("b", 0, "d"): 6,
        ("b", 1): 7,
    }


@pytest.mark.parametrize("mot", ["yes", "no", "on", "off", "True", "TRUE", "oui", "non", "y", "'true'"])
def test_only_true_and_false_are_booleans(mot: str) -> None:
    assert read_yaml(f"a: {mot}\nb: true\nc: false", "f.yaml").contenu == {"a": mot.strip("'"), "b": True, "c": False}


@pytest.mark.parametrize("mot", ["2021-06", "2021-06-14", "12:30", "1.10", "1e3", "0x10", "010", ".5", "1_000"])
def test_dates_versions_and_exotic_numbers_stay_texts(mot: str) -> None:
    assert read_yaml(f"a: {mot}", "f.yaml").contenu == {"a": mot}


def test_a_key_given_twice_is_refused_at_its_second_line() -> None:
    assert refused("a: 1\nb: 2\na: 3\n") == (
        "f.yaml, ligne 3, « a » : « a » n'est pas accepté ; attendu : une clé donnée une seule fois.",
    )


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("a: &ancre 1", "une valeur sans ancre"),
        ("a: [1]\nb: *ancre", "alias"),
        ("a: !!str 1", "une valeur sans étiquette de type"),
        ("a: !python/object:os.system x", "une valeur sans étiquette de type"),
        ("a: 1\n---\nb: 2", "un seul document par fichier"),
        ("%TAG ! tag:x,2000:\n---\na: 1", "aucune directive"),
        ("[1]: a", "une clé simple"),
        ("? {a: 1}\n: b", "une clé simple"),
        ("a: [", "un texte YAML bien formé"),
        ("a: b: c", "un texte YAML bien formé"),
        ("a: \x07", "sans caractère de contrôle"),
        ("a: \ud800", "un texte en UTF-8"),
        ("- a\n- b", "un ensemble de clés"),
        ("", "un ensemble de clés"),
        ("texte", "un ensemble de clés"),
    ],
)
def test_each_trap_of_the_language_is_refused(texte: str, attendu: str) -> None:
    assert any(attendu in phrase for phrase in refused(texte))


def test_all_traps_of_a_file_are_named_at_once() -> None:
    assert [phrase.split(",")[1] for phrase in refused("a: &x 1\nb: *x\na: !!int 2\n")] == [
        " ligne 1",
        " ligne 2",
        " ligne 3",
        " ligne 3",
    ]


def test_depth_is_bounded() -> None:
    read_yaml("a: " + "[" * (PROFONDEUR_MAX - 1) + "]" * (PROFONDEUR_MAX - 1), "f.yaml")
    assert "24 niveaux au plus" in refused("a: " + "[" * PROFONDEUR_MAX)[0]
    assert "24 niveaux au plus" in refused("a: " + "[" * 500_000)[0]


def test_size_is_bounded() -> None:
    read_yaml("a: " + "x" * (OCTETS_MAX - 3), "f.yaml")
    (phrase,) = refused("a: " + "x" * (OCTETS_MAX - 2))
    assert phrase == ("f.yaml, ligne 1 : « 4000001 octets » n'est pas accepté ; attendu : 4000000 octets au plus.")
