"""The text of a pack, edited block by block: what is not touched keeps every byte, what is written reads back."""

from dataclasses import replace

import pytest

from rules.edition import Edition
from rules.language import AllOf, AnyOf, Compare, Conclusion, NotOf, Pack, Rule, Vocabulary
from rules.pack import load_pack
from rules.pack_edit import act_on_rule, in_blocks, put_case, put_name, put_rule, put_source, remove_case, write_pack
from rules.pack_text import NotInBlocks, blocks, free_id, id_of
from rules.pack_writer import text as quoted
from rules.shipped import shipped_packs
from rules.vocabulary import vocabulary
from tests.support.planning import shipped_edition

SHIPPED = {pack.code: pack.contenu for pack in shipped_packs()}
PROFILAGE = SHIPPED["profilage/doctrine-2021"]


@pytest.fixture(scope="module")
def edition() -> Edition:
    """What is shipped."""
    return shipped_edition()


def _read(text: str, edition: Edition) -> Pack:
    return load_pack(text, "essai", lambda family: vocabulary(family, edition.catalogue))


def _words(edition: Edition, family: str) -> Vocabulary:
    return vocabulary(family, edition.catalogue)


def _bare(pack: Pack) -> tuple[object, ...]:
    return (
        pack.name,
        pack.family,
        pack.source,
        [replace(rule, line=0) for rule in pack.every_rule],
        [(dict(case.given), case.expect) for case in pack.cases],
    )


@pytest.mark.parametrize("code", SHIPPED)
def test_every_shipped_pack_is_written_in_blocks_and_put_together_again_to_the_byte(
    code: str, edition: Edition
) -> None:
    texte = SHIPPED[code]
    for key in ("rules", "cases"):
        assert blocks(texte, key).text == texte
    pack = _read(texte, edition)
    assert [id_of(block) for block in blocks(texte, "rules").items] == [rule.id for rule in pack.rules]
    assert in_blocks(texte, pack, _words(edition, pack.family)) == texte


@pytest.mark.parametrize("code", SHIPPED)
def test_every_shipped_pack_written_anew_reads_back_as_the_same(code: str, edition: Edition) -> None:
    pack = _read(SHIPPED[code], edition)
    written = write_pack(pack, _words(edition, pack.family))
    assert _bare(_read(written, edition)) == _bare(pack)
    assert write_pack(_read(written, edition), _words(edition, pack.family)) == written


def test_a_rule_that_is_replaced_leaves_every_other_line_as_it_was(edition: Edition) -> None:
    pack = _read(PROFILAGE, edition)
    rule = replace(pack.rules[1], because="Une autre raison : « la sienne », #1 ; d'accord ?")
    edited = put_rule(PROFILAGE, rule, _words(edition, "profilage"), rule.id)
    before, after = blocks(PROFILAGE, "rules"), blocks(edited, "rules")
    assert [a == b for a, b in zip(before.items, after.items, strict=True)] == [True, False, *[True] * 5]
    assert (after.before, after.after) == (before.before, before.after)
    assert replace(_read(edited, edition).rules[1], line=0) == replace(rule, line=0)


def test_nested_conditions_of_every_kind_read_back(edition: Edition) -> None:
    condition = AllOf(
        (
            AnyOf((NotOf(Compare("sujet.type", "eq", "produit")), Compare("produit.nil", "eq", False))),
            NotOf(AllOf((Compare("sujet.certifications", "ge", 2), Compare("produit.type", "unknown")))),
            Compare("demarche", "in", ("socles", "telesoin")),
        )
    )
    conclusions = (Conclusion("recommande", "A10.1", "vert"), Conclusion("recommande", "A10.2", "orange"))
    rule = Rule("PROF-ESSAI-001", "Un essai", condition, conclusions, "Parce que.")
    edited = put_rule(PROFILAGE, rule, _words(edition, "profilage"), None)
    assert replace(_read(edited, edition).rules[-1], line=0) == rule


def test_rules_are_copied_moved_disabled_and_deleted(edition: Edition) -> None:
    copied = act_on_rule(PROFILAGE, "copier", "PROF-DOC-002")
    ids = [rule.id for rule in _read(copied, edition).rules]
    assert ids[:4] == ["PROF-DOC-001", "PROF-DOC-002", "PROF-DOC-008", "PROF-DOC-003"]
    up = act_on_rule(copied, "monter", "PROF-DOC-008")
    assert [rule.id for rule in _read(up, edition).rules][:3] == ["PROF-DOC-001", "PROF-DOC-008", "PROF-DOC-002"]
    assert act_on_rule(up, "descendre", "PROF-DOC-008") == copied
    off = act_on_rule(PROFILAGE, "basculer", "PROF-DOC-001")
    assert [rule.id for rule in _read(off, edition).disabled] == ["PROF-DOC-001"]
    assert "PROF-DOC-001" not in [rule.id for rule in _read(off, edition).rules]
    assert act_on_rule(off, "basculer", "PROF-DOC-001") == PROFILAGE
    gone = act_on_rule(PROFILAGE, "supprimer", "PROF-DOC-007")
    assert len(_read(gone, edition).rules) == 6


def test_the_first_rule_goes_no_higher(edition: Edition) -> None:
    assert act_on_rule(PROFILAGE, "monter", "PROF-DOC-001") == PROFILAGE
    with pytest.raises(LookupError):
        act_on_rule(PROFILAGE, "monter", "PROF-DOC-099")


def test_cases_are_added_replaced_and_removed(edition: Edition) -> None:
    words, pack = _words(edition, "profilage"), _read(PROFILAGE, edition)
    more = put_case(PROFILAGE, pack.cases[0], words, None)
    assert len(_read(more, edition).cases) == 11
    assert dict(_read(more, edition).cases[-1].given) == dict(pack.cases[0].given)
    texte = more
    for _ in range(11):
        texte = remove_case(texte, 0)
    assert _read(texte, edition).cases == ()
    assert texte.endswith("cases: []\n")
    again = put_case(texte, pack.cases[3], words, None)
    assert _read(again, edition).cases[0].expect == pack.cases[3].expect


def test_a_pack_written_in_another_way_is_written_anew(edition: Edition) -> None:
    flow = (
        "pack: essai\nfamily: verdict\nsource: Un texte\n"
        "rules: [{id: VERD-001, label: Un, then: [{verdict: atteint}], because: Ainsi.}]\n"
    )
    with pytest.raises(NotInBlocks):
        blocks(flow, "rules")
    pack = _read(flow, edition)
    written = in_blocks(flow, pack, _words(edition, "verdict"))
    assert _bare(_read(written, edition)) == _bare(pack)


@pytest.mark.parametrize(
    "said",
    ["oui", "true", "null", "a: b", "a #b", "- a", "« a »", "[a]", "a, b", "12", "", "a\nb", "l'un", "é : à", "a:"],
)
def test_any_text_reads_back(said: str) -> None:
    import yaml

    assert yaml.safe_load(f"{{x: [{quoted(said)}]}}") == {"x": [said]}


def test_the_next_free_id_follows_the_highest() -> None:
    assert free_id(["A-009", "A-002", "B-100"], "A-002") == "A-010"
    assert free_id(["LIBRE"], "LIBRE") == "LIBRE-001"


@pytest.mark.parametrize(
    "written", ["source: Ancienne", "source: >-\n  Ancienne,\n  sur deux lignes", "source: 'Ancienne'"]
)
def test_another_source_takes_the_place_of_the_whole_old_one_and_of_nothing_else(written: str) -> None:
    text = f"# tête\npack: a\nfamily: verdict\n{written}\nrules:\n  - id: A\n"
    assert put_source(text, "Arrêté du 3 mars 2026 : annexe") == (
        '# tête\npack: a\nfamily: verdict\nsource: "Arrêté du 3 mars 2026 : annexe"\nrules:\n  - id: A\n'
    )


def test_another_name_makes_the_first_version_of_another_pack() -> None:
    text = 'pack: a\nfamily: verdict\nversion: "3"\nsource: S\nrules: []\n'
    assert put_name(text, "b") == 'pack: b\nfamily: verdict\nversion: "1"\nsource: S\nrules: []\n'
    assert put_name("pack: a\nfamily: verdict\n", "b") == "pack: b\nfamily: verdict\n"
