"""A library of CISO Assistant becomes a questionnaire, its packs and its démarche; what cannot is listed."""

import pytest

from models.snapshot import PublicationSnapshot
from referentiels.catalogue import Nature, Origine, TypeQuestionnaire
from referentiels.imports.result import Cadre, Importe
from referentiels.loading import read_document, seed_documents
from rules.cases import check_cases
from rules.checks import check_edition
from rules.edition import Edition, build_edition
from rules.shipped import pack_document, shipped_packs
from rules.vocabulary import vocabulary
from tests.referentiels.importing import EN_VIGUEUR, contenu_de, imported, questionnaire, refused, with_drafts
from tests.support.frameworks import CISO, ENGLISH, LIBRARY, ciso
from workflows.machines.cycles import transitions

NOMBRES = {"ans-care-domaine2": 13, "ans-hospiconnect-hopen2": 17, "anssi-mon-aide-cyber": 53, "hds-v2": 71}


def edition(importe: Importe) -> Edition:
    """Everything shipped with the drafts published beside it, in their order."""
    livres = [PublicationSnapshot(*document.cle, document.digest, document.texte) for document in seed_documents()]
    publies = {_unite(publie): publie for publie in (*livres, *shipped_packs())}
    for brouillon in importe.brouillons:
        if brouillon.genre == "regles":
            publie = pack_document(brouillon.texte)
        else:
            lu = read_document(brouillon.texte, brouillon.code)
            publie = PublicationSnapshot(*lu.cle, lu.digest, lu.texte)
        publies[_unite(publie)] = publie
    return build_edition(tuple(publies.values()))


def _unite(publie: PublicationSnapshot) -> tuple[str, ...]:
    return (publie.genre, publie.code, publie.version if publie.genre == "questionnaire" else "")


def test_nested_nodes_become_sections_and_exigences_criteres() -> None:
    lu = questionnaire(imported(LIBRARY))
    assert (lu.cle, lu.titre, lu.type) == ("petit-1-0-1", "Petit référentiel", TypeQuestionnaire.CONFORMITE)
    assert [section.titre for section in lu.sections] == ["Gouvernance", "[EXI 02]"]
    assert list(lu.criteres) == ["PETIT_1_0.A.1", "PETIT_1_0.A.2", "PETIT_1_0.A.2.1", "PETIT_1_0.EXI.02"]
    critere = lu.criteres["PETIT_1_0.A.1"]
    assert (critere.titre, critere.objectif) == ("Politique de sécurité", "Donner un cap.")
    assert critere.exigence == "Une politique est écrite et tenue à jour.\n\nMesures de référence :\n– Journaliser"
    assert (critere.nature, critere.origine, critere.identifiant) == (
        Nature.OBLIGATION,
        Origine.IMPORTE,
        "urn:essai:req:a.1",
    )
    assert (critere.source.titre, critere.source.article, critere.source.date) == (
        "Petit référentiel",
        "A.1",
        "2026-01-15",
    )
    assert critere.scenario is not None
    assert critere.scenario.texte == "La politique datée et signée."


def test_an_exigence_that_has_others_below_is_a_section_that_begins_with_itself() -> None:
    section = questionnaire(imported(LIBRARY)).sections[0].sections[0]
    assert [critere.code for critere in section.criteres] == ["PETIT_1_0.A.2", "PETIT_1_0.A.2.1"]
    assert section.identifiant == section.criteres[0].identifiant == "urn:essai:req:a.2"


def test_a_question_without_scores_stands_in_the_exigence_and_is_listed() -> None:
    importe = imported(LIBRARY)
    exigence = questionnaire(importe).criteres["PETIT_1_0.A.2"].exigence
    assert exigence.endswith("Question : Un inventaire existe-t-il ?\n– Non\n– Oui")
    raisons = {ecart.place: ecart.raison for ecart in importe.non_repris}
    place = "objects.framework.requirement_nodes[2].questions"
    assert "on répond Conforme ou Non conforme" in raisons[place]
    assert "une réponse ne choisit pas de groupe" in [e.raison for e in importe.non_repris if e.place.startswith(place)]


def test_what_has_no_place_here_is_listed_with_its_line_and_place() -> None:
    ecarts = {str(ecart) for ecart in imported(LIBRARY).non_repris}
    nodes = "objects.framework.requirement_nodes"
    poids = LIBRARY[: LIBRARY.index("weight")].count("\n") + 1
    assert f"ligne {poids}, « {nodes}[1].weight » : 2 : sans équivalent dans un questionnaire." in ecarts
    assert any("« objects.reference_controls[0].category » : technical" in ecart for ecart in ecarts)
    assert any(f"« {nodes}[5] » : Un titre sans rien dessous : titre sous lequel rien n'est" in e for e in ecarts)
    assert any("Selon une réponse : groupe choisi par une réponse" in ecart for ecart in ecarts)


def test_a_group_becomes_a_question_of_the_qualification_and_a_profiling_rule() -> None:
    importe = imported(LIBRARY)
    assert [(b.genre, b.code, b.version) for b in importe.brouillons] == [
        ("qualification", "produit", "2"),
        ("questionnaire", "petit-1-0", "1"),
        ("regles", "profilage/petit-1-0", "1"),
        ("regles", "verdict/petit-1-0", "1"),
        ("parcours", "petit-1-0", "1"),
    ]
    posee = contenu_de(importe, "qualification")["questions"][-1]
    assert (posee["code"], posee["numero"]) == ("petit_1_0_indus", "06")
    regle = contenu_de(importe, "regles")["rules"][0]
    assert regle["then"] == [{"non_applicable": ["PETIT_1_0.A.2", "PETIT_1_0.A.2.1"]}]
    assert {"fact": "qualification.petit_1_0_indus", "eq": "non"} in regle["when"]["all"]


def test_scores_become_levels_and_texts_are_the_french_ones_where_there_are_some() -> None:
    importe = imported(ENGLISH)
    lu = questionnaire(importe)
    assert lu.type is TypeQuestionnaire.MATURITE
    premier, second = lu.criteres.values()
    assert (premier.titre, premier.objectif) == ("Sauvegardes", "Des sauvegardes sont faites.")
    assert [(niveau.code, niveau.texte) for niveau in premier.niveaux] == [
        ("rouge", "Faible"),
        ("orange", "Medium : Half way."),
        ("vert", "Élevé : Tout est fait."),
        ("gris", "Non applicable"),
    ]
    assert second.titre == "Restores"
    assert importe.avertissements == (
        "La langue du fichier est « en » : 1 exigences n'ont pas de traduction française et gardent leur texte.",
    )
    assert any(ecart.raison == "seul le français est repris" for ecart in importe.non_repris)


def test_scored_choices_become_the_levels_of_their_critere() -> None:
    choix = (
        "- {urn: c, value: Oui, add_score: 10}\n- {urn: d, value: Non, add_score: 0}\n- {urn: e, value: Non applicable}"
    )
    question = "\n".join(f"              {ligne}" for ligne in choix.split("\n"))
    texte = f"""\
urn: urn:x:library:y
locale: fr
ref_id: Échelle
name: Échelle
version: 1
objects:
  framework:
    urn: urn:x:framework:y
    name: Échelle
    requirement_nodes:
      - urn: urn:x:1
        assessable: true
        name: Sauvegarder
        questions:
          q1:
            text: Sauvegarder
            type: unique_choice
            choices:
{question}
"""
    importe = imported(texte)
    (critere,) = questionnaire(importe).criteres.values()
    assert [(n.code, n.texte) for n in critere.niveaux] == [
        ("rouge", "Non"),
        ("vert", "Oui"),
        ("gris", "Non applicable"),
    ]
    assert importe.non_repris == ()


def test_the_next_version_keeps_its_codes_and_takes_the_place_of_the_one_before() -> None:
    avant = with_drafts(imported(LIBRARY))
    suivante = LIBRARY.replace("version: 1\n", "version: 2\n").replace("ref_id: A.2\n", "ref_id: A.2-bis\n")
    importe = imported(suivante, cadre=avant)
    assert [(b.genre, b.code, b.version) for b in importe.brouillons] == [
        ("questionnaire", "petit-1-0", "2"),
        ("regles", "profilage/petit-1-0", "2"),
        ("parcours", "petit-1-0", "2"),
    ]
    assert list(questionnaire(importe).criteres) == list(questionnaire(imported(LIBRARY)).criteres)
    (demarche,) = contenu_de(importe, "parcours")["demarches"]
    assert [volet["questionnaire"] for volet in demarche["volets"]] == ["petit-1-0-2"]
    with_drafts(importe, avant)


def test_a_published_version_is_not_imported_again_nor_over() -> None:
    publie = with_drafts(imported(LIBRARY))
    assert "un contenu qui ne soit pas déjà publié tel quel" in refused(LIBRARY, cadre=publie)
    change = LIBRARY.replace("Une exigence seule", "Une autre exigence")
    assert "un autre numéro de version" in refused(change, cadre=publie)


def test_codes_begin_otherwise_than_those_of_another_questionnaire() -> None:
    publie = with_drafts(imported(LIBRARY))
    autre = imported(LIBRARY, cadre=publie, code="petit-1-0-bis")
    assert not set(questionnaire(autre).criteres) & set(questionnaire(imported(LIBRARY)).criteres)
    with_drafts(autre, publie)


@pytest.mark.parametrize("texte", [LIBRARY, ENGLISH])
def test_the_drafts_hold_together_with_what_is_shipped_and_no_check_finds_anything(texte: str) -> None:
    construite = edition(imported(texte))
    codes = {code for code in construite.packs if code.partition("/")[2] in ("petit-1-0", "en")}
    assert codes
    assert check_edition(construite, transitions(), codes) == ()
    for code in codes:
        pack = construite.packs[code]
        assert list(check_cases(pack, vocabulary(pack.family, construite.catalogue))) == []


@pytest.mark.parametrize("nom", CISO)
def test_a_published_framework_makes_drafts_that_hold_together(nom: str) -> None:
    importe = imported(ciso(nom))
    construite = edition(importe)
    cle = next(b.cle for b in importe.brouillons if b.genre == "questionnaire")
    assert len(construite.catalogue.questionnaires[cle].criteres) == NOMBRES[nom]
    assert importe.avertissements == ()


def test_mon_aide_cyber_lists_every_control_that_it_does_not_keep_whole() -> None:
    importe = imported(ciso("anssi-mon-aide-cyber"))
    mesures = [e for e in importe.non_repris if e.place.startswith("objects.reference_controls")]
    questions = [e for e in importe.non_repris if e.place.endswith(".questions")]
    assert (len(mesures), len(questions)) == (74, 53)
    assert [q["code"] for q in contenu_de(importe, "qualification")["questions"][-2:]] == [
        "anssi_monaidecyber_systeme_industriel",
        "anssi_monaidecyber_attaque_ciblee",
    ]


def test_nothing_in_effect_is_asked_of_a_file_without_groups() -> None:
    sans = LIBRARY.replace("INDUS", "BASE").replace("      - {ref_id: BASE, name: Systèmes industriels}\n", "")
    importe = imported(sans, cadre=Cadre())
    assert [b.genre for b in importe.brouillons] == ["questionnaire", "regles", "parcours"]
    assert EN_VIGUEUR.versions("petit-1-0") == ()
