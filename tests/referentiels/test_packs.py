"""The rule packs that are shipped: their own cases, and what must hold whatever the facts."""

from itertools import pairwise, product

import pytest

from referentiels.catalogue import Question, TypeQuestionnaire
from referentiels.palette import GRIS
from rules.cases import check_cases
from rules.engine import DurableEngine
from rules.language import Facts, Value
from rules.reference import ReferenceEngine
from rules.vocabulary import vocabulary
from tests.referentiels.published import concluded, criteres, facts_of, packs, published, rule_set

CODES = sorted(packs())


def test_every_pack_that_a_démarche_names_is_shipped() -> None:
    nommes = {
        f"{famille}/{nom}"
        for demarche in published().demarches.values()
        for famille, noms in demarche.regles.items()
        for nom in noms
    }
    assert nommes == set(packs())


@pytest.mark.parametrize("code", CODES)
def test_the_cases_of_a_pack_hold_under_both_engines(code: str) -> None:
    pack = packs()[code]
    mots = vocabulary(pack.family, published())
    assert check_cases(pack, mots) == ()
    engine = DurableEngine()
    assert check_cases(pack, mots, engine.matches) == ()
    engine.close()


@pytest.mark.parametrize("code", CODES)
def test_every_rule_fires_in_a_case_and_stays_silent_in_another(code: str) -> None:
    pack = packs()[code]
    inconnus = dict.fromkeys(rule_set(code).vocabulary.facts)
    cas = {str(rang): inconnus | dict(case.given) for rang, case in enumerate(pack.cases)}
    declenches = ReferenceEngine(rule_set(code)).matches(cas)
    for rule in pack.rules:
        nombre = sum(1 for _, declenchee in declenches if declenchee == rule.id)
        assert 0 < nombre < len(cas), rule.id


def test_conclusions_name_critères_and_levels_that_exist() -> None:
    connus = {critere.code: critere for critere in criteres()}
    for rule in (rule for code in CODES if code.startswith("profilage/") for rule in packs()[code].rules):
        for conclusion in rule.then:
            critere = connus[conclusion.target]
            if conclusion.verb == "verrouille":
                assert critere.niveau(GRIS) is not None
            if conclusion.verb == "recommande":
                assert conclusion.value in {niveau.code for niveau in critere.ordonnes}


@pytest.mark.parametrize("code", [code for code in CODES if code.startswith("profilage/")])
def test_profiling_never_concludes_two_things_of_one_critère(code: str) -> None:
    questions = {f"qualification__{q.code}": [c.code for c in q.choix] for q in _questions()}
    for sujet, type_produit, *choix in product(("produit", "strategie"), ("socle", "option"), *questions.values()):
        faits: dict[str, Value | None] = dict(zip(questions, choix, strict=True))
        conclus = concluded(code, facts_of(code, sujet__type=sujet, produit__type=type_produit, **faits))
        cibles = [cible for verbe, cible, _ in conclus if verbe != "recommande"]
        assert len(cibles) == len(set(cibles))


def _questions() -> list[Question]:
    return [question for q in published().qualifications.values() for question in q.questions]


def test_the_demonstration_product_keeps_the_guides_numbers() -> None:
    for code in (code for code in CODES if code.startswith("profilage/")):
        assert concluded(code, _careoptim(code)) == set()


def _careoptim(code: str) -> Facts:
    return facts_of(
        code,
        demarche="socles",
        parcours="doctrine",
        sujet__type="produit",
        produit__type="socle",
        qualification__referencement_mes="reference",
        qualification__echange_mes="consommation_et_alimentation",
        qualification__referencement_bsp="non_reference",
        qualification__echange_bsp="aucun",
        qualification__mise_a_disposition="saas_ou_standard",
    )


@pytest.mark.parametrize(("reponse", "verrouille"), [("oui", False), ("non", True)])
def test_hosting_services_are_locked_grey_only_when_the_company_offers_no_other_service(
    reponse: str, verrouille: bool
) -> None:
    code = "profilage/doctrine-2021"
    conclus = concluded(code, facts_of(code, sujet__type="strategie", qualification__autres_services=reponse))
    assert (("verrouille", "A08.7.1", None) in conclus) is verrouille


def test_exactly_one_verdict_or_none_while_undecided() -> None:
    code = "verdict/doctrine-2021"
    for sans_reponse, sous_seuil in product((0, 1, 5), (0, 1, 5)):
        conclus = concluded(
            code,
            facts_of(code, passage="evaluation", criteres__sans_reponse=sans_reponse, criteres__sous_seuil=sous_seuil),
        )
        attendu = set() if sans_reponse else {("verdict", "", "non_atteint" if sous_seuil else "atteint")}
        assert conclus == attendu
    for hors_cible, sans_date, echeance in product((0, 1, 5), (0, 1, 5), (None, 2023 * 12)):
        faits = facts_of(
            code,
            passage="projection",
            projection__hors_cible=hors_cible,
            projection__sans_date=sans_date,
            projection__derniere_echeance=echeance,
        )
        assert concluded(code, faits) == _verdict_de_projection(hors_cible, sans_date, echeance)


def _verdict_de_projection(hors_cible: int, sans_date: int, echeance: int | None) -> set[tuple[str, str, object]]:
    if hors_cible:
        return {("verdict", "", "non_atteint")}
    if sans_date:
        return set()
    return {("verdict", "", "atteint" if echeance is None else "atteint_le")}


def test_what_is_unknown_gives_no_verdict() -> None:
    code = "verdict/doctrine-2021"
    assert concluded(code, facts_of(code, passage="evaluation")) == set()
    assert concluded(code, facts_of(code, passage="projection")) == set()


def test_a_critère_not_applicable_or_locked_never_misses_anything() -> None:
    code = "completude/socle-commun"
    reponses = ("rouge", "non_applicable", "conforme", None)
    for (applicable, verrouille), passage, valeur, desactivee in product(
        ((False, False), (False, True), (True, True)), ("evaluation", "projection"), reponses, (True, False)
    ):
        faits = facts_of(
            code,
            passage=passage,
            questionnaire__type="conformite",
            critere__applicable=applicable,
            critere__verrouille=verrouille,
            reponse__valeur=valeur,
            reponse__donnee=valeur is not None,
            section__desactivee=desactivee,
            projection__besoin=True,
        )
        assert concluded(code, faits) == set()


def test_every_level_below_the_recommended_one_has_its_advice_and_no_other_has() -> None:
    code = "recommandation/doctrine-2021"
    for critere in criteres(TypeQuestionnaire.MATURITE):
        vise = critere.niveau(critere.recommande)
        assert vise is not None
        for niveau in critere.niveaux:
            ecart = vise.rang - niveau.rang if niveau.rang else None
            faits = facts_of(
                code,
                critere__code=critere.code,
                reponse__valeur=niveau.code,
                critere__ecart=ecart,
                passage="evaluation",
            )
            attendus = 1 if ecart is not None and ecart > 0 else 0
            assert len(concluded(code, faits)) == attendus, (critere.code, niveau.code)


def test_advice_is_ordered_by_nature_then_by_gap() -> None:
    rangs: dict[tuple[bool, int], list[int]] = {}
    connus = {critere.code.replace(".", "-"): critere for critere in criteres()}
    for rule in packs()["recommandation/doctrine-2021"].rules:
        nom, couleur = rule.id.removeprefix("RECO-").rsplit("-", 1)
        critere = connus[nom]
        actuel, vise = critere.niveau(couleur.lower()), critere.niveau(critere.recommande)
        assert actuel is not None
        assert vise is not None
        (conseil,) = rule.then
        option = critere.nature.value == "option"
        rangs.setdefault((option, -max(vise.rang - actuel.rang, 1)), []).append(conseil.order)
    groupes = [rangs[cle] for cle in sorted(rangs)]
    for avant, apres in pairwise(groupes):
        assert max(avant) < min(apres)


def test_no_two_critères_receive_the_same_advice() -> None:
    regles = (rule for code in CODES if code.startswith("recommandation/") for rule in packs()[code].rules)
    conseils = [str(rule.then[0].value) for rule in regles]
    assert len(set(conseils)) == len(conseils)
