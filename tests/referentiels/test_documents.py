"""One file, one document: its identity, its digest, and the object that it describes."""

import hashlib
import json

import pytest

from referentiels.catalogue import Nature, Origine, TypeQuestionnaire
from referentiels.loading import read_document
from rules.perimetre import Profil, perimetre
from tests.referentiels.builders import CONFORMITE, MATURITE, PARCOURS, PRODUIT, TOUS, catalogue, documents, spoil


def test_a_document_keeps_its_text_with_plain_line_ends() -> None:
    document = read_document("\ufeff" + PRODUIT.replace("\n", "\r\n"), "f.yaml")
    assert document.texte == PRODUIT
    assert (document.genre, document.code, document.version) == ("qualification", "produit", "1")


def test_the_digest_is_over_the_canonical_json_of_the_content() -> None:
    document = read_document(PRODUIT, "f.yaml")
    canonique = json.dumps(document.contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert document.digest == hashlib.sha256(canonique.encode()).hexdigest()


def test_layout_and_comments_leave_the_digest_unchanged_and_words_do_not() -> None:
    reference = read_document(PRODUIT, "f.yaml").digest
    assert read_document("# commentaire\n" + spoil(PRODUIT, "Échange", "'Échange'"), "f.yaml").digest == reference
    assert read_document(spoil(PRODUIT, "Échange", "Échanges"), "f.yaml").digest != reference


def test_the_digest_of_a_catalogue_does_not_depend_on_the_order_of_its_documents() -> None:
    direct, inverse = catalogue(*TOUS), catalogue(*reversed(TOUS))
    assert direct.digest == inverse.digest
    assert catalogue(*TOUS[:-1]).digest != direct.digest
    lus = sorted((d.genre, d.code, d.version, d.digest) for d in documents(*TOUS))
    canonique = json.dumps(lus, ensure_ascii=False, separators=(",", ":"))
    assert direct.digest == hashlib.sha256(canonique.encode()).hexdigest()


def test_levels_are_ranked_from_least_mature_and_grey_is_outside_the_order() -> None:
    critere = catalogue(MATURITE).questionnaires["essai-2021"].criteres["A01.1"]
    assert [(niveau.code, niveau.rang) for niveau in critere.niveaux] == [
        ("rouge", 1),
        ("orange", 2),
        ("vert", 3),
        ("gris", 0),
    ]
    assert critere.grisable
    assert critere.recommande == "vert"
    assert (critere.origine, critere.ligne_guide) == (Origine.GUIDE, 423)
    assert critere.source.date == "2021-06"


def test_a_conformity_questionnaire_is_a_tree_with_scenarios_and_alternative_proofs() -> None:
    questionnaire = catalogue(CONFORMITE).questionnaires["ethique-essai-1"]
    assert questionnaire.type is TypeQuestionnaire.CONFORMITE
    noeud = questionnaire.sections[0].sections[0]
    assert (noeud.code, noeud.desactivable, noeud.sections[0].code) == ("QUA", True, "QUA.1")
    critere = questionnaire.criteres["ESS.1.1"]
    assert [niveau.code for niveau in critere.niveaux] == ["non_applicable", "non_conforme", "conforme"]
    assert [niveau.rang for niveau in critere.niveaux] == [0, 1, 2]
    assert (critere.recommande, critere.grisable) == ("conforme", False)
    assert critere.exigence == "Le système DOIT documenter l'expertise."
    assert critere.scenario is not None
    general, dispositif = critere.scenario.jeux
    assert [preuve.code for preuve in general.preuves] == ["liste_des_contributeurs"]
    assert [preuve.code for preuve in dispositif.preuves] == ["certificat_ce", "iso_13485"]
    assert dispositif.condition == "DM de classe IIa et supérieures"
    sans_preuve = questionnaire.criteres["ESS.1.2"]
    assert (sans_preuve.scenario, sans_preuve.nature) == (None, Nature.RECOMMANDE)


def test_a_threshold_is_the_recommended_level_unless_the_demarche_gives_one() -> None:
    publie = catalogue(*TOUS)
    volet = publie.demarches["socles-essai"].volets[0]
    criteres = publie.questionnaires["essai-2021"].criteres
    assert volet.seuils == {"A01.1": "orange"}
    assert volet.seuil(criteres["A01.1"]) == "orange"
    assert volet.seuil(criteres["A01.2"]) == criteres["A01.2"].recommande == "rouge"


def test_a_critère_without_threshold_is_asked_and_never_decides() -> None:
    sans = spoil(PARCOURS, "seuils: {A01.1: orange}", "sans_seuil: [A01.1]")
    publie = catalogue(MATURITE, CONFORMITE, sans)
    volet = publie.demarches["socles-essai"].volets[0]
    criteres = publie.questionnaires["essai-2021"].criteres
    assert volet.seuil(criteres["A01.1"]) == ""
    assert volet.seuil(criteres["A01.2"]) == "rouge"
    profil = Profil(frozenset(), frozenset(), {})
    cible = perimetre(publie, publie.demarches["socles-essai"], volet, profil).cibles["A01.1"]
    assert cible.applicable
    assert not any(cible.sous_seuil(niveau.code) for niveau in cible.critere.niveaux)


def test_every_family_of_rules_is_there_even_where_no_pack_is_named() -> None:
    demarches = catalogue(*TOUS).demarches
    assert demarches["socles-essai"].regles == {
        "profilage": (),
        "verrou": ("socle-commun",),
        "completude": ("socle-commun",),
        "verdict": ("essai",),
        "recommandation": (),
    }
    assert set(demarches["plus-tard"].regles) == set(demarches["socles-essai"].regles)


def test_parcours_come_in_their_own_order() -> None:
    second = spoil(spoil(PARCOURS, "ordre: 1", "ordre: 2"), "code: essais", "code: avant").split("demarches:")[0]
    publie = catalogue(second, *TOUS)
    assert [parcours.code for parcours in publie.parcours] == ["essais", "avant"]


def test_two_versions_of_a_questionnaire_stand_side_by_side() -> None:
    suivante = spoil(MATURITE, 'version: "2021"', 'version: "2022"')
    assert sorted(catalogue(MATURITE, suivante).questionnaires) == ["essai-2021", "essai-2022"]


@pytest.mark.parametrize("texte", TOUS)
def test_every_document_survives_being_read_from_its_own_text(texte: str) -> None:
    premier = read_document(texte, "f.yaml")
    assert read_document(premier.texte, "ailleurs.yaml") == premier
