"""What a single document is refused for: each fault has its file, line, place, value and what was expected."""

import pytest

from tests.referentiels.builders import CONFORMITE, MATURITE, PARCOURS, PRODUIT, fault_of, faults_of, spoil


def test_a_fault_is_one_sentence_with_file_line_place_value_and_expectation() -> None:
    assert fault_of(spoil(MATURITE, "nature: option", "nature: facultatif")) == (
        "essai.yaml, ligne 32, « sections[0].criteres[1].nature » : « facultatif » n'est pas accepté ; "
        "attendu : l'une des valeurs obligation, option."
    )


def test_what_is_missing_is_named_at_the_line_of_what_should_hold_it() -> None:
    assert fault_of(spoil(MATURITE, "        objectif: vérifier\n", "")) == (
        "essai.yaml, ligne 30, « sections[0].criteres[1].objectif » : rien n'est donné ; "
        "attendu : cette clé, obligatoire."
    )


def test_every_fault_of_a_file_is_named_at_once() -> None:
    texte = spoil(MATURITE, "nature: option", "nature: facultatif")
    texte = spoil(texte, "code: A01.2", "code: A01.1")
    texte = spoil(texte, "titre: Première section", "titre: ''")
    texte = spoil(texte, "theme: Essai", "theme: 12\ncouleur: bleue")
    assert [(faute.ligne, faute.place) for faute in faults_of(texte)] == [
        (5, "theme"),
        (6, "couleur"),
        (12, "sections[0].titre"),
        (31, "sections[0].criteres[1].code"),
        (33, "sections[0].criteres[1].nature"),
    ]


MATURITE_REFUSEE = {
    "an unknown genre": ("genre: questionnaire", "genre: sondage", "parcours, questionnaire, qualification"),
    "a code in capitals": ("code: essai", "code: Essai", "un code tel que mon-espace-sante"),
    "a version that YAML reads as a number": ('version: "2021"', "version: 2021", "entre guillemets"),
    "an unknown key": ("    titre: Première", "    cibles: x\n    titre: Première", "l'une des clés"),
    "an empty value": ("objectif: mesurer", "objectif:", "une valeur"),
    "a blank text": ("objectif: mesurer", "objectif: '  '", "un texte"),
    "a text where a list goes": ("informations_projection: [Donnez une date.]", "informations_projection: x", "liste"),
    "an empty list": ("informations_projection: [Donnez une date.]", "informations_projection: []", "au moins un"),
    "a text where keys go": ("source: {titre: Un texte}", "source: Un texte", "un ensemble de clés"),
    "a link that is not https": ("url: https://esante", "url: http://esante", "une adresse https://"),
    "a date that is no date": ("date: 2021-06}", "date: juin 2021}", "une date AAAA"),
    "an impossible month": ("date: 2021-06}", "date: 2021-13}", "une date AAAA"),
    "a guide text without its line": ("        ligne_guide: 423\n", "", "la ligne du guide"),
    "a written text with a guide line": ("origine: redige", "origine: redige\n        ligne_guide: 3", "aucune ligne"),
    "a guide line that is no number": ("ligne_guide: 423", "ligne_guide: true", "un nombre entier"),
    "a section with nothing in it": ("  - code: A01\n", "  - {code: A02, titre: Vide}\n  - code: A01\n", "criteres"),
    "a recommended level that is not there": ("recommande: vert", "recommande: jaune", "rouge, orange, vert"),
    "grey as the recommended level": ("recommande: vert", "recommande: gris", "l'une des valeurs"),
    "one level only": ("          - {code: vert, texte: Oui.}\n", "", "de 2 à 5 niveaux"),
    "colours of another palette": ("{code: vert, texte: Oui.}", "{code: orange, texte: Oui.}", "attendu : vert"),
    "grey before the others": ("- {code: rouge, texte: Non.}", "- {code: gris, texte: Non.}", "rouge"),
    "a twin critère": ("code: A01.2", "code: A01.1", "déjà pris dans « criteres »"),
    "a requirement on a maturity critère": ("objectif: vérifier", "exigence: vérifier", "l'une des clés"),
    "a switch on a maturity section": ("cible: une cible", "desactivable: true", "l'une des clés"),
}


@pytest.mark.parametrize("cas", MATURITE_REFUSEE)
def test_a_maturity_questionnaire_is_refused_for(cas: str) -> None:
    avant, apres, attendu = MATURITE_REFUSEE[cas]
    assert attendu in " ".join(str(faute) for faute in faults_of(spoil(MATURITE, avant, apres)))


CONFORMITE_REFUSEE = {
    "a boolean in words": ("desactivable: true", "desactivable: oui", "true ou false"),
    "a boolean in quotes": ("desactivable: true", "desactivable: 'true'", "true ou false"),
    "levels of its own": ("exigence: Le système DOIT documenter l'expertise.", "niveaux: []", "l'une des clés"),
    "a recommended level": ("exigence: Le système DOIT documenter l'expertise.", "recommande: vert", "l'une des clés"),
    "no requirement": ("                exigence: Le système DEVRAIT citer ses sources.\n", "", "exigence"),
    "twin sets of proofs": ("code: dispositif_medical", "code: cas_general", "déjà pris dans « jeux »"),
    "twin proofs in a set": ("code: iso_13485", "code: certificat_ce", "déjà pris dans « preuves »"),
    "twin nodes": ("- code: QUA.1\n", "- code: QUA\n", "déjà pris dans « sections »"),
    "a switch with a critère's code": ("code: QUA\n", "code: ESS.1.2\n", "déjà pris dans « criteres »"),
    "a projection": ("type: conformite", "type: conformite\ninformations_projection: [x]", "informations_projection"),
    "an unknown type": ("type: conformite", "type: libre", "maturite, conformite"),
}


@pytest.mark.parametrize("cas", CONFORMITE_REFUSEE)
def test_a_conformity_questionnaire_is_refused_for(cas: str) -> None:
    avant, apres, attendu = CONFORMITE_REFUSEE[cas]
    assert attendu in " ".join(str(faute) for faute in faults_of(spoil(CONFORMITE, avant, apres)))


PARCOURS_REFUSE = {
    "a card without its texts": ("accroche: Essayez\n", "", "un texte, puisque carte est true"),
    "an open démarche without volets": ("ouverte: false", "ouverte: true", "false tant que"),
    "an open démarche without verdict": (", verdict: [essai]", "", "au moins un jeu de règles"),
    "an unknown family of rules": ("verdict: [essai]", "verdicts: [essai]", "l'une des clés profilage"),
    "a pack named twice": ("verdict: [essai]", "verdict: [essai, essai]", "déjà pris dans « verdict »"),
    "a projection in the simple lifecycle": ("cycle: projection", "cycle: simple", "projection, puisqu'un volet"),
    "the lifecycle with projection and no projection": ("        projection: true\n", "", "simple, puisqu'aucun volet"),
    "twin démarches": ("code: plus-tard", "code: socles-essai", "déjà pris dans « demarches »"),
    "a questionnaire used twice": ("ethique-essai-1", "essai-2021", "déjà pris dans « volets »"),
    "a critère twice in a scope": ("[A01.1, A01.2]", "[A01.1, A01.1]", "déjà pris dans « criteres »"),
    "an empty scope": ("criteres: [A01.1, A01.2]", "criteres: []", "au moins un élément"),
    "a threshold that is no text": ("{A01.1: orange}", "{A01.1: 2}", "le code d'un niveau"),
    "thresholds as a list": ("{A01.1: orange}", "[A01.1]", "un niveau par code de critère"),
    "an unknown type of subject": ("sujet: produit", "sujet: service", "produit, strategie"),
    "no place in the navigation": ("ordre: 1\n", "", "ordre"),
    "a portal without its address": (
        "presentation: {",
        "candidature: {texte: Candidatez., lien: {titre: Le portail}}\npresentation: {",
        "l'adresse du portail où candidater",
    ),
}


@pytest.mark.parametrize("cas", PARCOURS_REFUSE)
def test_a_parcours_is_refused_for(cas: str) -> None:
    avant, apres, attendu = PARCOURS_REFUSE[cas]
    assert attendu in " ".join(str(faute) for faute in faults_of(spoil(PARCOURS, avant, apres)))


QUALIFICATION_REFUSEE = {
    "another subject than produit and strategie": ("code: produit", "code: service", "produit, strategie"),
    "a number without its zero": ('numero: "01"', 'numero: "1"', "un numéro à deux chiffres"),
    "twin choices": ("code: non", "code: oui", "déjà pris dans « choix »"),
    "a choice without a label": ("{code: non, libelle: Non}", "{code: non}", "cette clé, obligatoire"),
    "a code that no fact could bear": ("code: echange", "code: Échange", "un code tel que echange_mes"),
}


@pytest.mark.parametrize("cas", QUALIFICATION_REFUSEE)
def test_a_qualification_is_refused_for(cas: str) -> None:
    avant, apres, attendu = QUALIFICATION_REFUSEE[cas]
    assert attendu in " ".join(str(faute) for faute in faults_of(spoil(PRODUIT, avant, apres)))


def test_a_text_is_bounded_and_a_long_value_is_cut_in_the_sentence() -> None:
    (faute,) = faults_of(spoil(MATURITE, "objectif: mesurer", "objectif: " + "x" * 10_001))
    assert "10000 caractères au plus" in faute.attendu
    assert faute.valeur == "x" * 59 + "…"


@pytest.mark.parametrize("contenu", ["sections: 3", "sections: [3, x]", "sections: [{criteres: [1, {niveaux: x}]}]"])
def test_malformed_content_is_a_fault_and_never_a_crash(contenu: str) -> None:
    entete = MATURITE.split("sections:")[0]
    assert faults_of(entete + contenu)
    assert faults_of("genre: 3\n" + contenu)
