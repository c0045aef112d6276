"""Drafts, conflicts, validation, editing anew: what happens, what is refused, and what is left behind."""

import pytest

from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.evaluations import (
    DemanderValidation,
    EnregistrerEvaluation,
    ModifierEvaluation,
    RenvoyerEvaluation,
    ReprendreDemande,
    Saisie,
    ValiderEvaluation,
)
from workflows.errors import Forbidden, GateRefused, Incomplete, NotFound, ValidationRefused


def _save(plateforme: Plateforme, sujet: str, *saisies: Saisie) -> object:
    return plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, SOCLES, INTEROP, saisies))


def test_a_first_answer_opens_the_draft(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    assert plateforme.evaluation(sujet).etat == "a_completer"
    plateforme.repondre(sujet, {"A10.1": "orange"})
    assert plateforme.evaluation(sujet).etat == "brouillon"
    assert plateforme.dossier(sujet).statut == "En cours"
    plateforme.assert_faithful()


def test_an_unchanged_answer_writes_nothing(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, {"A10.1": "orange"})
    outcome = plateforme.repondre(sujet, {"A10.1": "orange"})
    assert outcome.seq is None
    assert plateforme.evaluation(sujet).reponses["A10.1"].revision == 1


def test_two_people_who_answer_different_criteres_are_merged(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    for acteur, code in ((plateforme.contributeur, "A10.1"), (plateforme.responsable, "A10.2")):
        plateforme.do(EnregistrerEvaluation(acteur, sujet, SOCLES, INTEROP, (Saisie(code, "orange"),)))
    assert set(plateforme.evaluation(sujet).reponses) == {"A10.1", "A10.2"}


def test_two_people_who_answer_the_same_critere_conflict_and_lose_nothing(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    _save(plateforme, sujet, Saisie("A10.1", "orange", "le premier texte"))
    late = (Saisie("A10.1", "vert", "le second texte", None, 0), Saisie("A10.2", "vert", "un autre critère"))
    outcome = plateforme.do(EnregistrerEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP, late))
    (conflit,) = outcome.conflits
    assert (conflit.commentaire, conflit.saisie.commentaire) == ("le premier texte", "le second texte")
    assert plateforme.evaluation(sujet).reponses["A10.1"].valeur == "orange"
    assert plateforme.evaluation(sujet).reponses["A10.2"].valeur == "vert"
    plateforme.do(
        EnregistrerEvaluation(
            plateforme.responsable, sujet, SOCLES, INTEROP, (Saisie("A10.1", "vert", "choisi", None, conflit.revision),)
        )
    )
    assert plateforme.evaluation(sujet).reponses["A10.1"].commentaire == "choisi"
    plateforme.assert_faithful()


@pytest.mark.parametrize(
    ("saisie", "words"),
    [
        (Saisie("A10.1", "violet"), "n'est pas un des niveaux proposés"),
        (Saisie("A05.1", "vert"), "n'appartient pas à ce questionnaire"),
        (Saisie("A10.1", "vert", "x" * 10_001), "10001 caractères"),
        (Saisie("A10.1", "vert", "a\x00b"), "caractères de contrôle"),
        (Saisie("A10.1", "vert", "a\ud800b"), "caractères de contrôle"),
        (Saisie("A10.1", "vert", "", "inconnu"), "produits option de votre entreprise"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words_and_leaves_nothing(
    plateforme: Plateforme, saisie: Saisie, words: str
) -> None:
    sujet = plateforme.produit()
    with pytest.raises(ValidationRefused, match=words):
        _save(plateforme, sujet, Saisie("A10.2", "vert"), saisie)
    assert not plateforme.evaluation(sujet).reponses


def test_a_comment_of_ten_thousand_characters_with_markup_is_kept_as_it_is(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    texte = "<script>alert('é')</script>\n" + "x" * (10_000 - 28)
    assert len(texte) == 10_000
    _save(plateforme, sujet, Saisie("A10.1", "vert", texte.replace("\n", "\r\n")))
    assert plateforme.evaluation(sujet).reponses["A10.1"].commentaire == texte
    plateforme.assert_faithful()


def test_the_same_critere_twice_in_one_envoi_is_refused(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    with pytest.raises(ValidationRefused, match="deux fois"):
        _save(plateforme, sujet, Saisie("A10.1", "vert"), Saisie("A10.1", "rouge"))


def test_a_validation_with_one_critere_missing_names_it(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, {code: valeur for code, valeur in FORTES.items() if code != "A10.2"})
    with pytest.raises(Incomplete) as refusal:
        plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    assert [(manque.critere, manque.quoi) for manque in refusal.value.manques] == [("A10.2", "reponse")]
    assert plateforme.evaluation(sujet).etat == "brouillon"


def test_a_contributeur_may_not_validate(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    with pytest.raises(GateRefused) as refusal:
        plateforme.do(ValiderEvaluation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    assert refusal.value.sentences
    assert plateforme.evaluation(sujet).etat == "brouillon"


@pytest.mark.parametrize(("niveau", "verdict"), [("orange", "atteint"), ("rouge", "non_atteint"), ("gris", "atteint")])
def test_the_verdict_is_decided_at_the_threshold_and_grey_satisfies(
    plateforme: Plateforme, niveau: str, verdict: str
) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES | {"A10.1": niveau})
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert validation.verdicts[SOCLES].resultat == verdict
    assert validation.verdicts[SOCLES].decision["fired"]
    assert plateforme.dossier(sujet).etat == "evaluation"
    plateforme.assert_faithful()


def test_an_option_never_decides(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES | {"A08.5.03": "rouge", "A10.2": "rouge"})
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert validation.verdicts[SOCLES].resultat == "atteint"


def test_a_validation_opens_the_projection_of_its_own_theme_alone(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    projections = plateforme.dossier(sujet).projections
    assert {q: p.etat for q, p in projections.items()} == {
        INTEROP: "a_completer",
        "urbanisation-2021": "bloquee",
        "securite-2021": "bloquee",
    }


def test_editing_after_a_validation_leaves_the_validated_answers_as_they_were(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    with pytest.raises(GateRefused, match="Editer"):
        plateforme.repondre(sujet, {"A10.1": "rouge"})
    plateforme.do(ModifierEvaluation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    plateforme.repondre(sujet, {"A10.1": "rouge"})
    evaluation = plateforme.evaluation(sujet)
    assert evaluation.validation is not None
    assert evaluation.reponses["A10.1"].valeur == "rouge"
    assert evaluation.validation.reponses["A10.1"].valeur == "vert"
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    evaluation = plateforme.evaluation(sujet)
    assert evaluation.validation is not None
    assert (evaluation.validation.numero, evaluation.validation.reponses["A10.1"].valeur) == (2, "rouge")
    plateforme.assert_faithful()


def test_a_request_is_sent_back_with_a_reason_or_taken_back_by_who_made_it(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    plateforme.do(DemanderValidation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    with pytest.raises(GateRefused, match="attend sa validation"):
        plateforme.repondre(sujet, {"A10.1": "rouge"})
    with pytest.raises(GateRefused):
        plateforme.do(RenvoyerEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP, "  "))
    plateforme.do(RenvoyerEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP, "Précisez A10.1."))
    assert plateforme.evaluation(sujet).motif_renvoi == "Précisez A10.1."
    plateforme.do(DemanderValidation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    with pytest.raises(GateRefused):
        plateforme.do(ReprendreDemande(plateforme.responsable, sujet, SOCLES, INTEROP))
    plateforme.do(ReprendreDemande(plateforme.contributeur, sujet, SOCLES, INTEROP))
    assert plateforme.evaluation(sujet).etat == "brouillon"
    plateforme.assert_faithful()


def test_another_company_s_product_does_not_exist(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    thief = plateforme.acteur("responsable@autre.example")
    with pytest.raises(NotFound):
        plateforme.do(EnregistrerEvaluation(thief, sujet, SOCLES, INTEROP, (Saisie("A10.1", "vert"),)))


@pytest.mark.parametrize("email", ["admin@agence.example", "auditeur@agence.example"])
def test_the_agency_answers_for_nobody(plateforme: Plateforme, email: str) -> None:
    sujet = plateforme.produit()
    with pytest.raises(Forbidden):
        plateforme.do(ValiderEvaluation(plateforme.acteur(email), sujet, SOCLES, INTEROP))


def test_a_double_click_on_valider_validates_once(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    with pytest.raises(GateRefused):
        plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert validation.numero == 1


def test_a_validation_nobody_asked_for_says_so(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    plateforme.do(DemanderValidation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    plateforme.do(RenvoyerEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP, "À revoir."))
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert validation.demande_par is None


@pytest.mark.parametrize("motif", ["a\x00b", "x" * 10_001])
def test_a_reason_that_cannot_be_kept_is_refused_in_words(plateforme: Plateforme, motif: str) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    plateforme.do(DemanderValidation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    with pytest.raises(ValidationRefused, match="Motif"):
        plateforme.do(RenvoyerEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP, motif))
