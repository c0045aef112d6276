"""The three questionnaires of télésanté and what judges them: numbers, words of obligation, advice, verdict."""

from collections import Counter
from itertools import product

import pytest

from referentiels.catalogue import Critere, Nature, TypeQuestionnaire, TypeSujet
from tests.referentiels.published import concluded, criteres, facts_of, packs, published

DEMARCHES = {"teleconsultation": "TCO", "teleexpertise": "TEX", "telesoin": "TSO"}
VERBES = {Nature.OBLIGATION: "DOIT", Nature.RECOMMANDE: "DEVRAIT", Nature.OPTION: "PEUT"}
COMMUNES = ("IDE", "CON", "CR", "FAC", "TRA", "SEC", "ACC")
CONSEILS = "recommandation/telesante-2021"
PROFIL = "profilage/telesante-2021"

EXPLICATION = (
    "Dans le cas où vous répondez « non applicable », utilisez le champ de commentaire pour en expliquer les raisons."
)

sur_chaque_demarche = pytest.mark.parametrize("demarche", DEMARCHES)


def _criteres(demarche: str) -> list[Critere]:
    return list(published().questionnaires[f"{demarche}-2021"].criteres.values())


@pytest.mark.parametrize(
    ("demarche", "natures"),
    [("teleconsultation", (18, 4, 2)), ("teleexpertise", (16, 3, 1)), ("telesoin", (15, 2, 1))],
)
def test_each_has_its_number_of_critères_of_each_nature(demarche: str, natures: tuple[int, int, int]) -> None:
    comptes = Counter(critere.nature for critere in _criteres(demarche))
    assert tuple(comptes[nature] for nature in VERBES) == natures


@sur_chaque_demarche
def test_a_product_goes_through_its_own_questionnaire_alone_without_projection(demarche: str) -> None:
    (volet,) = published().demarches[demarche].volets
    assert (volet.questionnaire, volet.sujet) == (f"{demarche}-2021", TypeSujet.PRODUIT)
    assert (volet.projection, volet.criteres, volet.seuils) == (False, None, {})


def test_conformity_is_asked_for_without_proofs_in_the_guides_words() -> None:
    for demarche in DEMARCHES:
        questionnaire = published().questionnaires[f"{demarche}-2021"]
        assert questionnaire.type is TypeQuestionnaire.CONFORMITE
        assert questionnaire.informations == (
            "Pour chaque critère de questionnaire :",
            "Sélectionnez la case qui correspond à la conformité du produit ;",
            "Ajoutez un commentaire si vous le souhaitez dans le champ de saisie ;",
            EXPLICATION,
        )
        assert all(critere.scenario is None for critere in _criteres(demarche))


@sur_chaque_demarche
def test_the_verb_of_a_requirement_is_that_of_its_nature(demarche: str) -> None:
    for critere in _criteres(demarche):
        assert critere.exigence.startswith(f"Le système {VERBES[critere.nature]}"), critere.code
        capitales = [mot for mot in critere.exigence.replace(",", " ").split() if mot in VERBES.values()]
        assert len(capitales) == 1, critere.code
        for texte in (critere.objectif, critere.exigence):
            assert texte[0].isupper(), critere.code
            assert texte.endswith("."), critere.code


@sur_chaque_demarche
def test_sections_cover_the_act_from_identification_to_hosting(demarche: str) -> None:
    prefixe = DEMARCHES[demarche]
    sections = published().questionnaires[f"{demarche}-2021"].sections
    assert {f"{prefixe}.{bloc}" for bloc in COMMUNES} < {section.code for section in sections}
    for section in sections:
        assert [c.code for c in section.criteres] == [f"{section.code}.{n + 1}" for n in range(len(section.criteres))]


def test_no_two_requirements_say_the_same() -> None:
    exigences = Counter(critere.exigence for critere in criteres(TypeQuestionnaire.CONFORMITE))
    assert [texte for texte, nombre in exigences.items() if nombre > 1] == []


@sur_chaque_demarche
def test_every_critère_but_an_option_has_its_own_advice_when_it_is_not_met(demarche: str) -> None:
    for critere in _criteres(demarche):
        for niveau in critere.niveaux:
            conclus = concluded(CONSEILS, facts_of(CONSEILS, critere__code=critere.code, reponse__valeur=niveau.code))
            attendus = niveau.code == "non_conforme" and critere.nature is not Nature.OPTION
            assert len(conclus) == attendus, (critere.code, niveau.code)


def test_advice_on_what_binds_comes_first() -> None:
    connus = {critere.code.replace(".", "-"): critere for critere in criteres()}
    ordres: dict[Nature, list[int]] = {Nature.OBLIGATION: [], Nature.RECOMMANDE: []}
    for rule in packs()[CONSEILS].rules:
        ordres[connus[rule.id.removeprefix("RECO-")].nature].append(rule.then[0].order)
    assert max(ordres[Nature.OBLIGATION]) < min(ordres[Nature.RECOMMANDE])
    rangs = {*ordres[Nature.OBLIGATION], *ordres[Nature.RECOMMANDE]}
    assert len(rangs) == len(packs()[CONSEILS].rules)


def test_the_verdict_is_the_doctrines_in_the_words_of_conformity() -> None:
    for sans_reponse, sous_seuil in product((0, 1, 5, None), (0, 1, 18, None)):
        verdicts = [
            concluded(
                code,
                facts_of(
                    code, passage="evaluation", criteres__sans_reponse=sans_reponse, criteres__sous_seuil=sous_seuil
                ),
            )
            for code in ("verdict/telesante-2021", "verdict/doctrine-2021")
        ]
        assert verdicts[0] == verdicts[1]
    assert "conforme" in packs()["verdict/telesante-2021"].rules[0].because


@pytest.mark.parametrize(
    ("question", "reponse", "ecartes"),
    [
        ("echange_mes", "aucun", {"CR.3", "DOC.2"}),
        ("echange_mes", "consommation", {"CR.3"}),
        ("echange_mes", "alimentation", {"DOC.2"}),
        ("echange_mes", "consommation_et_alimentation", set()),
        ("mise_a_disposition", "standard", {"SEC.1"}),
        ("mise_a_disposition", "saas", set()),
        ("mise_a_disposition", "saas_ou_standard", set()),
    ],
)
def test_a_qualification_leaves_aside_what_the_product_does_not_do(
    question: str, reponse: str, ecartes: set[str]
) -> None:
    faits = facts_of(PROFIL, sujet__type="produit", produit__type="socle", **{f"qualification__{question}": reponse})
    cibles = {cible for _, cible, _ in concluded(PROFIL, faits)}
    assert {cible.partition(".")[2] for cible in cibles} == ecartes
    titres = {critere.code: critere.titre.lower() for critere in criteres()}
    mots = {"CR.3": ("dépôt",), "DOC.2": ("consultation",), "SEC.1": ("hébergement",)}
    for cible in cibles:
        assert all(mot in titres[cible] for mot in mots[cible.partition(".")[2]]), cible
