"""Answers shared by the Doctrine and Mon espace santé, in both directions: one answer, a count and a verdict each."""

from tests.support.partager import (
    AVEC,
    ETHIQUE,
    SANS,
    SECURITE,
    URBANISATION,
    compte,
    fortes,
    rejoindre,
    repondre,
    valider,
    verdicts,
)
from tests.support.planning import FAIBLES, projeter
from tests.workflows.plateforme import INTEROP, SOCLES, Plateforme
from workflows.commands.evaluations import ModifierEvaluation, ValiderEvaluation


def test_what_mes_validated_is_part_of_what_the_doctrine_asks(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    rejoindre(plateforme, sujet, SANS)
    valider(plateforme, sujet, SANS, URBANISATION)
    valider(plateforme, sujet, SANS, SECURITE)
    assert compte(plateforme, sujet, SANS, URBANISATION) == (4, 4, "Terminé")
    assert compte(plateforme, sujet, SOCLES, URBANISATION) == (4, 6, "En cours")
    assert compte(plateforme, sujet, SANS, SECURITE) == (34, 34, "Terminé")
    assert compte(plateforme, sujet, SOCLES, SECURITE) == (34, 36, "En cours")
    for questionnaire in (URBANISATION, SECURITE):
        assert verdicts(plateforme, sujet, questionnaire) == {SANS: "atteint"}
        assert plateforme.projection(sujet, questionnaire).etat == "bloquee"
    plateforme.assert_faithful()


def test_the_doctrine_ends_what_mes_began_and_both_are_judged(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    rejoindre(plateforme, sujet, SANS)
    valider(plateforme, sujet, SANS, URBANISATION)
    plateforme.do(ModifierEvaluation(plateforme.contributeur, sujet, SOCLES, URBANISATION))
    valider(plateforme, sujet, SOCLES, URBANISATION, {"A04.1": "vert", "A15.1": "orange"})
    assert compte(plateforme, sujet, SOCLES, URBANISATION) == (6, 6, "Terminé")
    assert compte(plateforme, sujet, SANS, URBANISATION) == (4, 4, "Terminé")
    assert verdicts(plateforme, sujet, URBANISATION) == {SOCLES: "non_atteint", SANS: "atteint"}
    assert plateforme.projection(sujet, URBANISATION).etat == "a_completer"
    plateforme.assert_faithful()


def test_what_the_doctrine_validated_is_there_when_mes_is_joined(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    for questionnaire in (INTEROP, URBANISATION, SECURITE):
        valider(plateforme, sujet, SOCLES, questionnaire)
    rejoindre(plateforme, sujet, SANS, AVEC)
    assert [compte(plateforme, sujet, SANS, q)[:2] for q in (INTEROP, URBANISATION, SECURITE)] == [
        (7, 7),
        (4, 4),
        (34, 34),
    ]
    assert [compte(plateforme, sujet, AVEC, q)[:2] for q in (INTEROP, URBANISATION, SECURITE)] == [
        (7, 7),
        (6, 6),
        (36, 36),
    ]
    for questionnaire in (INTEROP, URBANISATION, SECURITE):
        assert verdicts(plateforme, sujet, questionnaire) == dict.fromkeys((SOCLES, SANS, AVEC), "atteint")
    assert plateforme.dossier(sujet, SANS).etat == "evaluation"
    plateforme.assert_faithful()


def test_the_last_questionnaire_ends_every_démarche_that_shares_it(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    rejoindre(plateforme, sujet, SANS, AVEC)
    for questionnaire in (INTEROP, URBANISATION, SECURITE):
        valider(plateforme, sujet, AVEC, questionnaire)
    assert plateforme.dossier(sujet, SANS).etat == plateforme.dossier(sujet, AVEC).etat == "evaluation"
    valider(plateforme, sujet, SANS, ETHIQUE)
    for demarche in (SANS, AVEC):
        assert (plateforme.dossier(sujet, demarche).etat, plateforme.dossier(sujet, demarche).statut) == (
            "finalisee",
            "Terminé",
        )
    assert verdicts(plateforme, sujet, ETHIQUE) == dict.fromkeys((SANS, AVEC), "non_atteint")
    assert plateforme.dossier(sujet, SOCLES).etat == "validee"
    plateforme.assert_faithful()


def test_the_same_seven_answers_are_enough_for_mes_and_not_for_the_doctrine(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    rejoindre(plateforme, sujet, SANS, AVEC)
    valider(plateforme, sujet, SANS, INTEROP, FAIBLES)
    assert [compte(plateforme, sujet, demarche, INTEROP) for demarche in (SOCLES, SANS, AVEC)] == [
        (7, 7, "Terminé")
    ] * 3
    assert verdicts(plateforme, sujet, INTEROP) == {SOCLES: "non_atteint", SANS: "atteint", AVEC: "non_atteint"}
    plateforme.assert_faithful()


def test_a_draft_is_one_draft_wherever_it_is_written(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    rejoindre(plateforme, sujet, SANS)
    repondre(plateforme, sujet, SANS, URBANISATION, {"A05.1": "orange", "A06.1": "jaune"})
    assert compte(plateforme, sujet, SOCLES, URBANISATION) == (2, 6, "En cours")
    repondre(plateforme, sujet, SOCLES, URBANISATION, {"A05.1": "vert", "A04.1": "vert"})
    assert compte(plateforme, sujet, SANS, URBANISATION) == (2, 4, "En cours")
    reponses = plateforme.evaluation(sujet, URBANISATION).reponses
    assert {code: reponse.valeur for code, reponse in reponses.items()} == {
        "A04.1": "vert",
        "A05.1": "vert",
        "A06.1": "jaune",
    }
    plateforme.assert_faithful()


def test_a_projection_of_the_doctrine_is_to_be_seen_again_after_mes_validates_anew(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    rejoindre(plateforme, sujet, SANS)
    valider(plateforme, sujet, SOCLES, INTEROP, FAIBLES)
    projeter(plateforme, sujet)
    plateforme.do(ModifierEvaluation(plateforme.contributeur, sujet, SANS, INTEROP))
    assert compte(plateforme, sujet, SOCLES, INTEROP) == (7, 7, "Terminé")
    repondre(plateforme, sujet, SANS, INTEROP, {"A10.1": "vert"})
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SANS, INTEROP))
    assert plateforme.projection(sujet).etat == "a_revoir"
    plateforme.assert_faithful()


def test_ethique_is_mes_alone(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    avant = plateforme.dossier(sujet)
    rejoindre(plateforme, sujet, SANS)
    repondre(plateforme, sujet, SANS, ETHIQUE, fortes(SANS, ETHIQUE))
    assert compte(plateforme, sujet, SANS, ETHIQUE) == (34, 34, "En cours")
    assert plateforme.dossier(sujet) == avant
