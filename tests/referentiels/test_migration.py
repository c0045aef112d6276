"""Two versions of a questionnaire: what becomes of each critère, down to the words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referentiels.catalogue import Questionnaire, TypeSujet, Volet
from referentiels.loading import read_document
from referentiels.migration import Devenir, SeuilChange, comparer, seuils_changes
from referentiels.mots import Passage, Sort, difference
from referentiels.reading import read_yaml
from referentiels.schema import build
from tests.referentiels.builders import CONFORMITE, MATURITE


def lu(texte: str) -> Questionnaire:
    objet = build(read_yaml(texte, "f.yaml"))
    assert isinstance(objet, Questionnaire)
    return objet


def changed(avant: str, apres: str, texte: str = MATURITE) -> Questionnaire:
    assert avant in texte
    return lu(texte.replace(avant, apres))


AVANT = lu(MATURITE)


def devenirs(apres: Questionnaire, avant: Questionnaire = AVANT) -> dict[str, Devenir]:
    return {ligne.critere.code: ligne.devenir for ligne in comparer(avant, apres).lignes}


def test_the_same_version_keeps_everything() -> None:
    comparaison = comparer(AVANT, AVANT)
    assert comparaison.vide
    assert {ligne.devenir for ligne in comparaison.lignes} == {Devenir.CONSERVE}


@pytest.mark.parametrize(
    ("avant", "apres", "champ"),
    [
        ("titre: Premier critère", "titre: Tout premier critère", "Titre"),
        ("objectif: mesurer", "objectif: peser", "Objectif"),
        ("{code: orange, texte: Un peu.}", "{code: orange, texte: Davantage.}", "Niveaux"),
    ],
)
def test_an_answer_to_what_is_asked_otherwise_is_to_be_confirmed(avant: str, apres: str, champ: str) -> None:
    ligne = comparer(AVANT, changed(avant, apres)).lignes[0]
    assert (ligne.devenir, [change.nom for change in ligne.changes]) == (Devenir.A_RECONFIRMER, [champ])


@pytest.mark.parametrize(
    ("avant", "apres", "champ"),
    [
        ("nature: obligation", "nature: option", "Nature"),
        ("recommande: vert", "recommande: orange", "Niveau recommandé"),
        ("date: 2021-06", "date: 2022-06", "Source"),
    ],
)
def test_an_answer_stands_where_only_what_judges_it_changes(avant: str, apres: str, champ: str) -> None:
    ligne = comparer(AVANT, changed(avant, apres)).lignes[0]
    assert (ligne.devenir, [change.nom for change in ligne.changes]) == (Devenir.CONSERVE, [champ])


def test_a_scenario_or_a_proof_that_changes_is_to_be_confirmed() -> None:
    conformite = lu(CONFORMITE)
    (critere, *_) = conformite.criteres.values()
    assert critere.scenario is not None
    jeu = critere.scenario.jeux[0]
    autre = replace(jeu, preuves=(replace(jeu.preuves[0], libelle="Autre preuve"),))
    section = conformite.sections[0]
    feuille = section.sections[0].sections[0]
    change = replace(critere, scenario=replace(critere.scenario, jeux=(autre,)))
    bas = replace(feuille, criteres=(change, *feuille.criteres[1:]))
    haut = replace(section, sections=(replace(section.sections[0], sections=(bas,)),))
    ligne = comparer(conformite, replace(conformite, sections=(haut,))).lignes[0]
    assert (ligne.devenir, [c.nom for c in ligne.changes]) == (Devenir.A_RECONFIRMER, ["Preuves attendues"])


def test_a_critere_that_is_gone_is_archived_and_one_that_comes_is_new() -> None:
    apres = changed("code: A01.2\n        titre: Second critère", "code: A01.3\n        titre: Troisième critère")
    assert devenirs(apres) == {"A01.1": Devenir.CONSERVE, "A01.3": Devenir.NOUVEAU, "A01.2": Devenir.ARCHIVE}


def test_a_critere_under_another_title_or_number_is_moved_and_keeps_its_answer() -> None:
    assert devenirs(changed("titre: Première section", "titre: Section première")) == {
        "A01.1": Devenir.DEPLACE,
        "A01.2": Devenir.DEPLACE,
    }
    renumerote = comparer(AVANT, changed("code: A01.2", "code: A01.9"))
    assert renumerote.par_ancien["A01.2"].devenir is Devenir.DEPLACE
    assert renumerote.par_ancien["A01.2"].critere.code == "A01.9"


def test_a_critere_that_its_file_renames_and_rewords_is_still_the_same() -> None:
    section = AVANT.sections[0]
    premier = replace(section.criteres[0], identifiant="urn:x")
    avant = replace(AVANT, sections=(replace(section, criteres=(premier, section.criteres[1])),))
    autre = replace(premier, code="A01.7", objectif="autre chose")
    apres = replace(AVANT, sections=(replace(section, criteres=(autre, section.criteres[1])),))
    assert comparer(avant, apres).par_ancien["A01.1"].devenir is Devenir.A_RECONFIRMER


def test_an_answer_follows_the_words_of_its_level_then_its_colour() -> None:
    cinq = "\n          - ".join(
        ("niveaux:", "{code: rouge, texte: Rien.}", "{code: orange, texte: À peine.}", "{code: jaune, texte: Un peu.}")
    )
    apres = changed(
        "niveaux:\n          - {code: rouge, texte: Rien.}\n          - {code: orange, texte: Un peu.}", cinq
    )
    ligne = comparer(AVANT, apres).par_ancien["A01.1"]
    assert [ligne.valeur(v) for v in ("rouge", "orange", "vert", "gris", None)] == [
        "rouge",
        "jaune",
        "vert",
        "gris",
        None,
    ]
    sans_gris = changed("          - {code: gris, texte: Sans objet.}\n", "")
    assert comparer(AVANT, sans_gris).par_ancien["A01.1"].valeur("gris") is None


def test_thresholds_that_change_with_the_version_are_said() -> None:
    avant = Volet("essai-2021", TypeSujet.PRODUIT, seuils={"A01.1": "orange"})
    apres = Volet("essai-2022", TypeSujet.PRODUIT, sans_seuil=("A01.2",))
    assert seuils_changes("d", avant, apres, comparer(AVANT, AVANT)) == (
        SeuilChange("d", "A01.1", "orange", "vert"),
        SeuilChange("d", "A01.2", "rouge", ""),
    )


def test_words_that_change_stand_between_those_that_stay() -> None:
    assert difference("Le produit chiffre les données.", "Le produit chiffre toutes les données stockées.") == (
        Passage(Sort.GARDE, "Le produit chiffre "),
        Passage(Sort.AJOUTE, "toutes "),
        Passage(Sort.GARDE, "les données"),
        Passage(Sort.AJOUTE, " stockées"),
        Passage(Sort.GARDE, "."),
    )
    assert difference("un deux trois", "un quatre cinq") == (
        Passage(Sort.GARDE, "un "),
        Passage(Sort.RETIRE, "deux trois"),
        Passage(Sort.AJOUTE, "quatre cinq"),
    )


@given(st.lists(st.sampled_from(["a", "b", " ", "\n", ".", "é"]), max_size=30), st.lists(st.sampled_from("ab .é")))
def test_both_texts_can_be_read_in_their_difference(avant: list[str], apres: list[str]) -> None:
    passages = difference("".join(avant), "".join(apres))
    assert "".join(p.texte for p in passages if p.sort is not Sort.AJOUTE) == "".join(avant)
    assert "".join(p.texte for p in passages if p.sort is not Sort.RETIRE) == "".join(apres)


def test_texts_too_long_to_compare_are_said_replaced_whole() -> None:
    avant, apres = "a " * 3_000, "b " * 3_000
    assert [passage.sort for passage in difference(avant, apres)] == [Sort.RETIRE, Sort.AJOUTE, Sort.GARDE]


def test_a_document_and_its_next_version_are_compared_as_published() -> None:
    document = read_document(MATURITE, "f.yaml")
    assert comparer(AVANT, lu(document.texte)).vide
