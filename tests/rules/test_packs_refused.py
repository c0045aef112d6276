"""Packs that are refused: every fault at once, each with its line, its place, what was read and what was expected."""

import pytest

from rules.pack import Fault, PackInvalid
from tests.rules.packs import PACK, load, of_family


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(PackInvalid) as caught:
        load(text)
    return caught.value.faults


def spoiled(old: str, new: str) -> str:
    assert old in PACK
    return PACK.replace(old, new)


def levels(depth: int) -> str:
    return "{not: " * (depth - 1) + "{fact: produit.nil, eq: true}" + "}" * (depth - 1)


def alternatives(count: int) -> str:
    """That many alternatives of which no two can be said in one."""
    droits = ("oui", "non", "on", "off", "yes", "null", "true", "1")
    each = [
        f"{{all: [{{fact: critere.code, eq: A{n:02}.1}}, {{fact: droits, eq: {droits[n % 8]}}}, "
        f"{{fact: preuves.manquantes, eq: {n // 8 % 6 - 2}}}, {{fact: derniere.echeance, eq: 2023-0{n // 48 + 1}}}]}}"
        for n in range(count)
    ]
    return f"{{any: [{', '.join(each)}]}}"


@pytest.mark.parametrize(
    ("old", "new", "line", "place", "value", "expected"),
    [
        ("pack: doctrine-2021\n", "", 1, "", "", "la clé pack"),
        ("pack: doctrine-2021", "pack: Doctrine 2021", 1, "pack", "Doctrine 2021", "minuscules"),
        ("pack: doctrine-2021", "pack:", 1, "pack", "", "un texte"),
        ("family: profilage", "family: profil", 2, "family", "profil", "l'une des familles profilage, verrou"),
        ("family: profilage\n", "", 1, "family", "", "l'une des familles"),
        ("source: Doctrine du numérique en santé 2021\n", "", 1, "", "", "la clé source"),
        ("source: D", "auteur: A\nsource: D", 3, "", "auteur", "une clé parmi pack, family, source, rules, ver"),
        ("id: PROF-DOC-012", "id: prof-12", 5, "rules[0].id", "prof-12", "capitales"),
        ("id: PROF-DOC-012", "id: 12", 5, "rules[0].id", "12", "capitales"),
        ("id: PROF-DOC-012", "nom: P", 5, "rules[0]", "", "la clé id"),
        ("    label: Le produit n'échange rien\n", "", 5, "règle PROF-DOC-012", "", "la clé label"),
        ("    because: Rien à évaluer.\n", "", 5, "règle PROF-DOC-012", "", "la clé because"),
        ("because: Rien à évaluer.", "because: ''", 14, "règle PROF-DOC-012.because", "", "la raison"),
        ("because: Rien à évaluer.", "because: ~", 14, "règle PROF-DOC-012.because", "~", "la raison"),
        ("    because: R", "    priority: 3\n    because: R", 14, "règle PROF-DOC-012", "priority", "une clé parmi id"),
        ("produit.type, eq: s", "produit.genre, eq: s", 9, "fact", "produit.genre", "un fait de la famille profilage"),
        ("eq: socle", "eq: socles", 9, "eq", "socles", "l'une des valeurs socle, option"),
        ("eq: socle", "eq: [socle]", 9, "eq", "", "l'une des valeurs"),
        ("eq: socle", "in: socle", 9, "in", "socle", "une liste d'au moins une valeur"),
        ("eq: socle", "in: []", 9, "in", "", "une liste d'au moins une valeur"),
        ("eq: socle", "in: [socle, autre]", 9, "in[1]", "autre", "l'une des valeurs"),
        ("eq: socle", "gt: socle", 9, "", "gt", "pour produit.type, un opérateur parmi eq, ne, in, not_in"),
        ("eq: socle", "matches: so.*", 9, "", "fact, matches", "all, any, not, ou fact"),
        ("eq: socle", "eq: socle, ne: option", 9, "", "fact, eq, ne", "all, any, not, ou fact"),
        ("eq: socle", "known: false", 9, "known", "false", "true"),
        ("eq: socle", "known: 'true'", 9, "known", "true", "true"),
        ("fact: produit.type, ", "", 9, "", "eq", "all, any, not, ou fact"),
        ("ge: 2}", "ge: 4}", 10, "ge", "4", "un entier de -2 à 3"),
        ("ge: 2}", "ge: '2'}", 10, "ge", "2", "un entier"),
        ("ge: 2}", "ge: 2.5}", 10, "ge", "2.5", "un entier"),
        ("ge: 2}", "ge: true}", 10, "ge", "true", "un entier"),
        ("ge: 2}", "ge: 99999999999999999999999}", 10, "ge", "9999", "un entier"),
        ("preuves.manquantes, ge: 2", "produit.nil, eq: oui", 10, "eq", "oui", "true ou false"),
        ("preuves.manquantes, ge: 2", "produit.nil, eq: 'true'", 10, "eq", "true", "true ou false"),
        ("preuves.manquantes, ge: 2", "produit.nil, in: [true]", 10, "", "in", "eq, ne, known, unknown"),
        ("preuves.manquantes, ge: 2", "derniere.echeance, ge: 2023", 10, "ge", "2023", "un mois AAAA-MM, de 2023-01"),
        ("preuves.manquantes, ge: 2", "depot.date, ge: 2021-07-32", 10, "ge", "2021-07-32", "une date AAAA-MM-JJ"),
        ("- not: {fact", "- not: {all: [], fact", 10, "", "", "all seul"),
        ("- not: {fact: preuves.manquantes, ge: 2}", "- not: {any: []}", 10, "any", "", "au moins une condition"),
        ("- not: {fact: preuves.manquantes, ge: 2}", "- not: {all: []}", 10, "all", "", "au moins une condition"),
        ("- not: {fact: preuves.manquantes, ge: 2}", "- not: [produit.nil]", 10, "not", "", "all, any, not"),
        ("- not: {fact: preuves.manquantes, ge: 2}", f"- {levels(8)}", 8, "when", "", "au plus 8 niveaux"),
        ("- not: {fact: preuves.manquantes, ge: 2}", f"- {alternatives(51)}", 8, "when", "", "au plus 50 branches"),
        ("- {non_applicable: [A15.1, A15.2]}", "- {interdit: Non.}", 12, "then[0]", "interdit", "non_applicable, verr"),
        ("- {non_applicable: [A15.1, A15.2]}", "- {non_applicable: A15.1}", 12, "non_applicable", "A15.1", "une liste"),
        ("- {non_applicable: [A15.1, A15.2]}", "- {non_applicable: []}", 12, "non_applicable", "", "une liste"),
        ("- {non_applicable: [A15.1, A15.2]}", "- {non_applicable: ['']}", 12, "non_applicable[0]", "", "un code de"),
        ("- {non_applicable: [A15.1, A15.2]}", "- non_applicable", 12, "then[0]", "non_applicable", "une conclusion"),
        ("- {recommande: {A08.1: vert}}", "- {recommande: [A08.1]}", 13, "recommande", "", "chacun avec son niveau"),
        ("- {recommande: {A08.1: vert}}", "- {recommande: {A08.1: }}", 13, "recommande.A08.1", "", "un niveau"),
        (
            "given: {produit.type: socle}",
            "given: {produit.genre: socle}",
            16,
            "cases[0].given",
            "produit.genre",
            "un fait",
        ),
        ("given: {produit.type: socle}", "given: {produit.type: soc}", 16, "given.produit.type", "soc", "l'une des"),
        ("given: {produit.type: socle}", "given: socle", 16, "cases[0].given", "socle", "des faits"),
        ("given: {produit.type: socle}", "when: {}", 16, "cases[0]", "when", "une clé parmi given, expect"),
        ("    expect: {}\n", "", 18, "cases[1]", "", "la clé expect"),
        ("expect: {}", "expect: {interdit: Non.}", 19, "cases[1].expect", "interdit", "une conclusion parmi"),
        ("expect: {}", "expect: rien", 19, "cases[1].expect", "rien", "une conclusion"),
        ("family: profilage", "family: profilage\nfamily: profilage", 3, "family", "", "déjà vue ligne 2"),
        ("produit.type, eq: socle", "produit.type, eq: socle, eq: option", 9, "eq", "", "une seule fois"),
        ("because: R", "because: &a R", 14, "", "", "ni ancre"),
        ("label: Le", "label: !!str Le", 6, "", "", "pas d'étiquette"),
        ("label: Le", "label: !!python/object:os.system Le", 6, "", "", "pas d'étiquette"),
        ("rules:", "? [a]\n: b\nrules:", 4, "", "", "une clé simple"),
        ("label: Le", "label: a: Le", 6, "", "mapping values", "du YAML bien formé"),
        ("label: Le", "label: \x07Le", 1, "", "characters are not allowed", "imprimables"),
        ("cases:", "---\ncases:", 15, "", "", "un seul document"),
    ],
)
def test_a_spoiled_pack_names_its_fault(old: str, new: str, line: int, place: str, value: str, expected: str) -> None:
    found = [
        fault
        for fault in faults(spoiled(old, new))
        if fault.line == line and place in fault.place and value in fault.value and expected in fault.expected
    ]
    assert found, [str(fault) for fault in faults(spoiled(old, new))]


@pytest.mark.parametrize(
    ("family", "then", "value", "expected"),
    [
        ("completude", "[{manque: photo}]", "photo", "l'une des valeurs reponse, commentaire, preuve, date"),
        ("verdict", "[{verdict: Atteint}]", "Atteint", "l'une des valeurs atteint, non_atteint, atteint_le"),
        ("verrou", "[{interdit: ''}]", "", "la phrase à montrer"),
        ("verrou", "[{interdit: [Non.]}]", "", "la phrase à montrer"),
        ("verrou", "[{interdit: Non., ordre: 3}]", "ordre", "une conclusion parmi interdit"),
        ("recommandation", "[{conseil: Faites., ordre: 0}]", "0", "un entier de 1 à 9999"),
        ("recommandation", "[{conseil: Faites., ordre: '3'}]", "3", "un entier de 1 à 9999"),
        ("recommandation", "[{conseil: Faites., ordre: premier}]", "premier", "un entier de 1 à 9999"),
        ("recommandation", "[{ordre: 3}]", "", "au moins une conclusion"),
        ("verrou", "[]", "", "au moins une conclusion parmi interdit"),
        ("verrou", "{interdit: Non.}", "", "une liste, une conclusion par ligne"),
    ],
)
def test_a_conclusion_of_the_wrong_shape_is_refused(family: str, then: str, value: str, expected: str) -> None:
    (fault,) = faults(of_family(family, then))
    assert (fault.line, fault.value) == (8, value)
    assert expected in fault.expected


def test_fifty_branches_are_not_too_many() -> None:
    load(of_family("verrou", "[{interdit: Non.}]", when=alternatives(50)))


def test_a_pack_without_rules_is_refused() -> None:
    text = PACK[: PACK.index("rules:")] + "rules: []\n"
    assert [fault.expected for fault in faults(text)] == ["une liste d'au moins une règle"]


@pytest.mark.parametrize("text", ["", "# rien\n", "---\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert len(faults(text)) == 1


@pytest.mark.parametrize("text", ["- a\n", "texte\n"])
def test_a_file_that_is_not_a_pack_is_refused(text: str) -> None:
    (fault,) = faults(text)
    assert "pack, family, source" in fault.expected


def test_the_same_rule_id_twice_is_refused_with_both_lines() -> None:
    rules = PACK[PACK.index("  - id:") : PACK.index("cases:")]
    (fault,) = faults(PACK.replace("cases:", rules + "cases:"))
    assert (fault.line, fault.value) == (15, "PROF-DOC-012")
    assert fault.expected == "un identifiant unique, déjà pris ligne 5"


def test_a_file_of_more_than_a_megabyte_is_refused_unread() -> None:
    assert faults(PACK + "#" * 1_000_000)[0].expected == "au plus 1000000 octets"


def test_a_bomb_of_aliases_is_refused_before_it_grows() -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (fault,) = faults(bomb)
    assert (fault.line, fault.expected) == (1, "ni ancre (&) ni renvoi (*) : répétez la valeur")


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_thousands_of_levels_are_refused_before_they_are_built(opening: str) -> None:
    text = "pack: " + opening * 5_000 if opening != "- " else opening * 5_000
    assert any("40 niveaux" in fault.expected for fault in faults(text))


def test_a_lone_surrogate_is_refused() -> None:
    assert faults(PACK.replace("Rien", "\ud800"))[0].line == 1


def test_all_faults_come_together_sorted_by_line() -> None:
    text = spoiled("eq: socle", "eq: socles").replace("ge: 2", "ge: 9").replace("because: R", "raison: R")
    text = text.replace("given: {produit.type: option}", "given: {x: 1}")
    assert [fault.line for fault in faults(text)] == [5, 9, 10, 14, 18]


def test_a_fault_is_one_clear_sentence() -> None:
    (fault,) = faults(spoiled("eq: socle", "eq: socles"))
    assert str(fault) == (
        "essai.yaml, ligne 9, règle PROF-DOC-012.when.all[0].eq : « socles » ne convient pas ; "
        "attendu : l'une des valeurs socle, option, 5, true"
    )
    with pytest.raises(PackInvalid, match="ligne 9"):
        load(spoiled("eq: socle", "eq: socles"))


def test_a_long_value_and_a_long_list_are_cut_in_the_sentence() -> None:
    (fault,) = faults(spoiled("fact: produit.type, eq: socle", f"fact: critere.code, eq: {'x' * 500}"))
    assert len(str(fault)) < 400
    assert "(300 en tout)" in fault.expected
