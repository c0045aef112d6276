"""Mon espace santé as it is published: the tree of its Ethique, its scopes, its thresholds and the guide's numbers."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache

import pytest

from models.snapshot import SujetSnapshot
from referentiels.catalogue import Critere, Nature, Origine, Questionnaire, Section, TypeQuestionnaire, TypeSujet
from rules.decision import Judge
from rules.edition import build_edition
from rules.families import Decideur
from rules.perimetre import Perimetre
from tests.referentiels.published import concluded, facts_of, packs, published
from workflows.demonstration import QUALIFICATION
from workflows.installation import seeds

ETHIQUE = "ethique-mon-espace-sante-2022"
INTEROP, URBA, SECURITE = "interoperabilite-2021", "urbanisation-2021", "securite-2021"
SANS, AVEC = "referencement-sans-echange", "referencement-avec-echange"
CONSEILS = "recommandation/mon-espace-sante"
CERTIFICATS = ["certificat_marquage_ce", "certificat_iso_13485"]


@cache
def decideur() -> Decideur:
    """What is shipped, decided by the reference."""
    return Decideur(build_edition(seeds()), Judge("reference").read)


def ethique() -> Questionnaire:
    """The questionnaire."""
    return published().questionnaires[ETHIQUE]


def sujet(type_sujet: str = "produit", **qualification: str) -> SujetSnapshot:
    """The demonstration's product or stratégie globale, answered otherwise where told."""
    reponses = QUALIFICATION if type_sujet == "produit" else {"autres_services": "oui"}
    debut = datetime(2022, 5, 2, tzinfo=UTC)
    return SujetSnapshot(
        id="s",
        entreprise_id="e",
        type=type_sujet,
        etat="valide",
        reference=883,
        nom="Careoptim",
        version="v0.1",
        type_produit="socle" if type_sujet == "produit" else None,
        nil="",
        description="",
        responsable_id=None,
        certifications=(),
        qualification=reponses | qualification,
        archive=False,
        demarche_visee=None,
        revision=1,
        cree_le=debut,
        valide_le=debut,
        dossiers={},
        evaluations={},
    )


def perimetres(demarche: str, du: SujetSnapshot) -> dict[str, Perimetre]:
    """What the démarche asks of a subject, by questionnaire."""
    publiee = published().demarches[demarche]
    volets = publiee.volets_de(TypeSujet(du.type))
    return {volet.questionnaire: decideur().perimetre(du, publiee, volet) for volet in volets}


def nombres(demarche: str, du: SujetSnapshot) -> list[int]:
    """The N of each questionnaire."""
    return [len(perimetre.comptees) for perimetre in perimetres(demarche, du).values()]


def noeuds(sections: Sequence[Section]) -> Iterator[Section]:
    """Every node of a tree."""
    for section in sections:
        yield section
        yield from noeuds(section.sections)


def test_ethique_has_34_critères_in_the_tree_of_its_sections() -> None:
    assert (ethique().titre, ethique().type) == ("Ethique Mon espace santé", TypeQuestionnaire.CONFORMITE)
    assert {section.code: len(tuple(section.tous_les_criteres())) for section in ethique().sections} == {
        "SF_CON": 4,
        "SF_ACC": 6,
        "SF_ERG": 4,
        "SF_TRA": 8,
        "SF_IA": 6,
        "SF_ENV": 4,
        "SF_ECO": 2,
    }
    assert len(ethique().criteres) == 34


def test_the_nodes_that_the_guide_shows_are_the_guides() -> None:
    contenu = ethique().sections[0]
    (qualite,) = contenu.sections
    (ethique_,) = qualite.sections
    assert [(noeud.code, noeud.titre) for noeud in (contenu, qualite, ethique_)] == [
        ("SF_CON", "Contenu médical éditorial ou lié aux données de santé de l'utilisateur"),
        ("QUA", "Qualité du contenu"),
        ("QUA.1", "Ethique"),
    ]
    assert [critere.code for critere in ethique_.criteres] == ["QUA.1.1", "QUA.1.2", "QUA.1.3", "QUA.1.4"]


def test_the_critère_that_the_guide_shows_is_the_guides() -> None:
    critere = ethique().criteres["QUA.1.1"]
    assert (critere.titre, critere.nature) == ("Expertise des contributeurs", Nature.OBLIGATION)
    assert (critere.origine, critere.ligne_guide) == (Origine.GUIDE, 1474)
    assert critere.objectif == (
        "L'expertise des personnes qui sélectionnent, valident ou rédigent les contenus médicaux publiés dans le "
        "service, est adaptée à la thématique couverte par le service, documentée et consultable par tous."
    )
    assert critere.exigence == (
        "Le système DOIT mentionner et documenter que l'expertise des personnes qui sélectionnent, valident ou "
        "rédigent les contenus médicaux publiés dans le service est adaptée à la thématique couverte par le service "
        "et rendre cette information, ainsi que les liens d'intérêts des personnes, accessible à tous."
    )
    assert critere.scenario is not None
    assert critere.scenario.texte.startswith("1. Liste des contributeurs\nIndiquer ou rediriger vers la liste des")
    assert critere.scenario.texte.endswith("le certificat de marquage CE délivré par un organisme notifié et le "
                                           "certificat ISO 13485.")  # fmt: skip


def test_every_critère_demands_something_and_says_how_it_is_proved() -> None:
    for critere in ethique().criteres.values():
        assert "DOIT" in critere.exigence, critere.code
        assert critere.scenario is not None, critere.code
        assert critere.scenario.texte.startswith("1. "), critere.code
    codes = [c.scenario.code for c in ethique().criteres.values() if c.scenario is not None]
    assert codes == [f"SC.{rang:03}" for rang in range(1, 35)]


def test_texts_of_critères_are_sentences() -> None:
    for critere in ethique().criteres.values():
        for texte in (critere.objectif, critere.exigence, critere.scenario.texte if critere.scenario else ""):
            assert texte[0].isupper() or texte.startswith("1. "), critere.code
            assert texte.endswith("."), critere.code


def _jeux_de_dispositif(critere: Critere) -> list[list[str]]:
    assert critere.scenario is not None
    jeux = (jeu for jeu in critere.scenario.jeux if jeu.code == "dispositif_medical")
    return [[preuve.code for preuve in jeu.preuves] for jeu in jeux]


def test_a_certified_medical_device_gives_its_two_certificates_and_nothing_else() -> None:
    concernes = {code: trouves for code, c in ethique().criteres.items() if (trouves := _jeux_de_dispositif(c))}
    assert set(concernes) == {"QUA.1.1", "QUA.1.2", "QUA.1.3", "ERG.1.1", "IA.2.2"}
    assert all(jeux == [CERTIFICATS] for jeux in concernes.values())
    for code in ethique().criteres:
        scenario = ethique().criteres[code].scenario
        assert scenario is not None
        assert ("fournir uniquement le certificat" in scenario.texte.replace("\n", " ")) is (code in concernes)


def test_artificial_intelligence_alone_can_be_switched_off() -> None:
    assert [noeud.code for noeud in noeuds(ethique().sections) if noeud.desactivable] == ["SF_IA"]


@pytest.mark.parametrize(
    ("demarche", "attendus"), [(SANS, [7, 4, 34, 34]), (AVEC, [7, 6, 36, 34]), ("socles", [7, 6, 36])]
)
def test_the_demonstration_product_has_the_guides_numbers(demarche: str, attendus: list[int]) -> None:
    assert nombres(demarche, sujet()) == attendus


def test_the_demonstration_strategie_keeps_the_guides_number() -> None:
    assert nombres("socles", sujet("strategie")) == [4]


def test_without_exchange_four_critères_of_the_doctrine_are_not_asked() -> None:
    sans, avec = perimetres(SANS, sujet()), perimetres(AVEC, sujet())
    assert set(avec[URBA].cibles) - set(sans[URBA].cibles) == {"A04.1", "A15.1"}
    assert set(avec[SECURITE].cibles) - set(sans[SECURITE].cibles) == {"A08.1.05", "A08.11.03"}


@pytest.mark.parametrize(
    ("demarche", "decident"),
    [(SANS, {"A08.5.01", "A08.5.02"}), (AVEC, {"A08.5.01", "A08.5.02", "A08.6.01", "A08.6.02"})],
)
def test_only_the_obligatory_cda_critères_decide_interoperability(demarche: str, decident: set[str]) -> None:
    cibles = perimetres(demarche, sujet())[INTEROP].cibles
    assert {code for code, cible in cibles.items() if cible.sous_seuil("rouge")} == decident


@pytest.mark.parametrize("demarche", [SANS, AVEC])
def test_no_threshold_is_above_the_level_that_the_doctrine_recommends(demarche: str) -> None:
    plus_bas = []
    for perimetre in perimetres(demarche, sujet()).values():
        for code, cible in perimetre.cibles.items():
            seuil, recommande = cible.critere.niveau(cible.seuil), cible.critere.niveau(cible.critere.recommande)
            assert recommande is not None
            assert seuil is None or seuil.rang <= recommande.rang, code
            if seuil is not None and seuil.rang < recommande.rang:
                plus_bas.append(code)
    assert plus_bas


@pytest.mark.parametrize(
    ("demarche", "echange", "absents"),
    [
        (AVEC, "consommation", {"A08.6.01"}),
        (AVEC, "alimentation", {"A08.5.02"}),
        (AVEC, "consommation_et_alimentation", set()),
        (SANS, "consommation", set()),
        (SANS, "aucun", set()),
    ],
)
def test_what_the_product_does_not_exchange_is_not_asked(demarche: str, echange: str, absents: set[str]) -> None:
    cibles = perimetres(demarche, sujet(echange_mes=echange))[INTEROP].cibles
    assert {code for code, cible in cibles.items() if not cible.compte} == absents


def test_every_requirement_that_is_not_met_has_its_own_advice() -> None:
    for code, critere in ethique().criteres.items():
        for niveau in critere.niveaux:
            faits = facts_of(CONSEILS, critere__code=code, reponse__valeur=niveau.code)
            assert len(concluded(CONSEILS, faits)) == (niveau.code == "non_conforme"), (code, niveau.code)


def test_advice_on_what_binds_comes_before_options() -> None:
    criteres = {code.replace(".", "-"): critere for code, critere in ethique().criteres.items()}
    ordres: dict[Nature, list[int]] = {Nature.OBLIGATION: [], Nature.OPTION: []}
    for rule in packs()[CONSEILS].rules:
        ordres[criteres[rule.id.removeprefix("RECO-MES-")].nature].append(rule.then[0].order)
    assert max(ordres[Nature.OBLIGATION]) < min(ordres[Nature.OPTION])
    assert len({*ordres[Nature.OBLIGATION], *ordres[Nature.OPTION]}) == len(ethique().criteres) == 34
