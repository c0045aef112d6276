"""A node that is switched off: its critères owe nothing and keep their answers; the node owes one comment."""

import pytest

from tests.support.conformite import (
    ARBRE,
    CONFORMES,
    DEMARCHE,
    PLAT,
    PLATES,
    enregistrer,
    etat,
    produit_en_conformite,
    valider,
)
from tests.workflows.plateforme import Plateforme
from workflows.commands.evaluations import EnregistrerEvaluation, ModifierEvaluation, Saisie
from workflows.errors import Incomplete, ValidationRefused

POURQUOI = "Le produit n'a aucun contenu médical."


@pytest.fixture
def sujet(plateforme: Plateforme) -> str:
    """A product whose démarche asks for conformity alone."""
    return produit_en_conformite(plateforme)


def _compte(plateforme: Plateforme, sujet: str) -> tuple[int, int]:
    vu = etat(plateforme, sujet)
    return vu.renseignes, vu.total


def _eteindre(plateforme: Plateforme, sujet: str, code: str = "QUA", commentaire: str = POURQUOI) -> None:
    assert not enregistrer(plateforme, sujet, {code: "gris"}, commentaire).conflits


def _manques(plateforme: Plateforme, sujet: str) -> set[tuple[str, str]]:
    with pytest.raises(Incomplete) as refus:
        valider(plateforme, sujet)
    return {(manque.critere, manque.quoi) for manque in refus.value.manques}


def test_its_critères_leave_the_counts_and_come_back_with_their_answers(plateforme: Plateforme, sujet: str) -> None:
    enregistrer(plateforme, sujet, {"ESS.1.1": "conforme", "IA.1": "non_conforme"})
    assert _compte(plateforme, sujet) == (2, 5)
    _eteindre(plateforme, sujet)
    assert _compte(plateforme, sujet) == (1, 2)
    enregistrer(plateforme, sujet, {"QUA": None}, POURQUOI)
    assert _compte(plateforme, sujet) == (2, 5)
    assert plateforme.evaluation(sujet, ARBRE).reponses["ESS.1.1"].valeur == "conforme"
    plateforme.assert_faithful()


def test_only_the_outermost_of_nested_nodes_counts(plateforme: Plateforme, sujet: str) -> None:
    _eteindre(plateforme, sujet, "QUA.1", "")
    assert _compte(plateforme, sujet) == (0, 3)
    assert ("QUA.1", "commentaire") in _manques(plateforme, sujet)
    _eteindre(plateforme, sujet, "QUA")
    assert _compte(plateforme, sujet) == (0, 2)
    assert _manques(plateforme, sujet) == {("IA.1", "reponse"), ("IA.2", "reponse")}
    enregistrer(plateforme, sujet, {"QUA": None})
    assert _compte(plateforme, sujet) == (0, 3)


def test_it_is_not_validated_without_its_one_comment(plateforme: Plateforme, sujet: str) -> None:
    enregistrer(plateforme, sujet, {"IA.1": "conforme", "IA.2": "non_conforme"})
    _eteindre(plateforme, sujet, commentaire="  \n ")
    assert _manques(plateforme, sujet) == {("QUA", "commentaire")}
    _eteindre(plateforme, sujet)
    valider(plateforme, sujet)
    assert plateforme.evaluation(sujet, ARBRE).etat == "valide"
    plateforme.assert_faithful()


def test_the_verdict_looks_at_what_still_counts(plateforme: Plateforme, sujet: str) -> None:
    enregistrer(plateforme, sujet, CONFORMES | {"QUA.2.1": "non_conforme"})
    valider(plateforme, sujet)
    assert _resultats(plateforme, sujet) == ["non_atteint"]
    plateforme.do(ModifierEvaluation(plateforme.responsable, sujet, DEMARCHE, ARBRE))
    _eteindre(plateforme, sujet)
    valider(plateforme, sujet)
    assert _resultats(plateforme, sujet) == ["atteint"]
    plateforme.assert_faithful()


def test_a_draft_that_switches_a_node_off_leaves_the_last_verdict_alone(plateforme: Plateforme, sujet: str) -> None:
    enregistrer(plateforme, sujet, CONFORMES | {"QUA.2.1": "non_conforme"})
    valider(plateforme, sujet)
    plateforme.do(ModifierEvaluation(plateforme.responsable, sujet, DEMARCHE, ARBRE))
    _eteindre(plateforme, sujet)
    assert etat(plateforme, sujet).complete
    assert _resultats(plateforme, sujet) == ["non_atteint"]
    validees = plateforme.evaluation(sujet, ARBRE).validation
    assert validees is not None
    assert "QUA" not in validees.reponses


def test_two_people_who_switch_it_otherwise_are_shown_both(plateforme: Plateforme, sujet: str) -> None:
    _eteindre(plateforme, sujet)
    outcome = enregistrer(plateforme, sujet, {"QUA": None}, acteur=plateforme.responsable, revision=0)
    (conflit,) = outcome.conflits
    assert (conflit.critere, conflit.valeur, conflit.commentaire) == ("QUA", "gris", POURQUOI)
    assert _compte(plateforme, sujet) == (0, 2)


def test_an_answer_below_it_is_still_kept(plateforme: Plateforme, sujet: str) -> None:
    _eteindre(plateforme, sujet)
    enregistrer(plateforme, sujet, {"ESS.1.1": "conforme"})
    assert plateforme.evaluation(sujet, ARBRE).reponses["ESS.1.1"].valeur == "conforme"
    assert _compte(plateforme, sujet) == (0, 2)


@pytest.mark.parametrize(
    "saisie",
    [
        Saisie("QUA", "conforme", POURQUOI),
        Saisie("QUA", "gris", POURQUOI, depend_de="un produit"),
        Saisie("QUA", "gris", "x" * 10_001),
        Saisie("SF_CON", "gris", POURQUOI),
        Saisie("QUA.2", None, "Une section qui ne s'éteint pas."),
    ],
)
def test_a_node_says_only_that_it_is_switched_off(plateforme: Plateforme, sujet: str, saisie: Saisie) -> None:
    with pytest.raises(ValidationRefused):
        plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, DEMARCHE, ARBRE, (saisie,)))
    assert not plateforme.evaluation(sujet, ARBRE).reponses


def test_a_démarche_of_conformity_alone_finishes_and_opens_again(plateforme: Plateforme, sujet: str) -> None:
    _eteindre(plateforme, sujet)
    _eteindre(plateforme, sujet, "IA", "Aucune intelligence artificielle.")
    assert _compte(plateforme, sujet) == (0, 0)
    valider(plateforme, sujet)
    dossier = plateforme.dossier(sujet, DEMARCHE)
    assert (dossier.etat, dossier.statut) == ("evaluation", "En cours")
    enregistrer(plateforme, sujet, PLATES, questionnaire=PLAT)
    valider(plateforme, sujet, PLAT)
    dossier = plateforme.dossier(sujet, DEMARCHE)
    assert (dossier.etat, dossier.statut) == ("finalisee", "Terminé")
    assert _resultats(plateforme, sujet) == ["atteint"]
    assert _resultats(plateforme, sujet, PLAT) == ["atteint"]
    plateforme.do(ModifierEvaluation(plateforme.contributeur, sujet, DEMARCHE, ARBRE))
    assert plateforme.dossier(sujet, DEMARCHE).etat == "evaluation"
    plateforme.assert_faithful()


def _resultats(plateforme: Plateforme, sujet: str, questionnaire: str = ARBRE) -> list[str]:
    validation = plateforme.evaluation(sujet, questionnaire).validation
    assert validation is not None
    return [verdict.resultat for verdict in validation.verdicts.values()]
