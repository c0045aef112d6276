"""A démarche of télésanté from joining to verdict: conformity answers, no proofs, each nature as it weighs."""

import pytest

from referentiels.catalogue import Nature
from tests.referentiels.published import published
from tests.workflows.plateforme import Plateforme
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.errors import Incomplete

DEMARCHES = ("teleconsultation", "teleexpertise", "telesoin")


def _inscrit(plateforme: Plateforme, demarche: str, type_produit: str = "socle") -> str:
    sujet = plateforme.produit(type_produit=type_produit)
    plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, demarche))
    return sujet


def _codes(demarche: str, nature: Nature | None = None) -> list[str]:
    criteres = published().questionnaires[f"{demarche}-2021"].criteres.values()
    return [critere.code for critere in criteres if nature in (None, critere.nature)]


def _repondre(plateforme: Plateforme, sujet: str, demarche: str, sauf: dict[str, str], commentaire: str = "") -> None:
    saisies = tuple(Saisie(code, sauf.get(code, "conforme"), commentaire) for code in _codes(demarche))
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, demarche, f"{demarche}-2021", saisies))


def _valider(plateforme: Plateforme, sujet: str, demarche: str) -> str | None:
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, demarche, f"{demarche}-2021"))
    validation = plateforme.evaluation(sujet, f"{demarche}-2021").validation
    assert validation is not None
    return validation.verdicts[demarche].resultat


@pytest.mark.parametrize("demarche", DEMARCHES)
def test_a_product_that_meets_everything_reaches_the_démarche_without_a_proof(
    plateforme: Plateforme, demarche: str
) -> None:
    sujet = _inscrit(plateforme, demarche)
    assert plateforme.dossier(sujet, demarche).statut == "À compléter"
    _repondre(plateforme, sujet, demarche, {})
    assert _valider(plateforme, sujet, demarche) == "atteint"
    assert plateforme.dossier(sujet, demarche).statut == "Terminé"
    plateforme.assert_faithful()


@pytest.mark.parametrize(
    ("nature", "verdict"),
    [(Nature.OBLIGATION, "non_atteint"), (Nature.RECOMMANDE, "atteint"), (Nature.OPTION, "atteint")],
)
@pytest.mark.parametrize("demarche", DEMARCHES)
def test_only_an_obligation_that_is_not_met_keeps_from_the_verdict(
    plateforme: Plateforme, demarche: str, nature: Nature, verdict: str
) -> None:
    sujet = _inscrit(plateforme, demarche)
    manques = _codes(demarche, nature)
    retenus = manques[-1:] if nature is Nature.OBLIGATION else manques
    _repondre(plateforme, sujet, demarche, dict.fromkeys(retenus, "non_conforme"))
    assert _valider(plateforme, sujet, demarche) == verdict


def test_obligations_that_do_not_apply_satisfy_once_they_are_explained(plateforme: Plateforme) -> None:
    demarche = "telesoin"
    sujet = _inscrit(plateforme, demarche)
    aucun = dict.fromkeys(_codes(demarche), "non_applicable")
    _repondre(plateforme, sujet, demarche, aucun)
    with pytest.raises(Incomplete):
        _valider(plateforme, sujet, demarche)
    revisions = plateforme.evaluation(sujet, f"{demarche}-2021").reponses
    saisies = tuple(Saisie(c, "non_applicable", "Sans objet ici.", None, revisions[c].revision) for c in aucun)
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, demarche, f"{demarche}-2021", saisies))
    assert _valider(plateforme, sujet, demarche) == "atteint"


@pytest.mark.parametrize("demarche", DEMARCHES)
def test_an_option_product_is_not_asked_about_billing(plateforme: Plateforme, demarche: str) -> None:
    sujet = _inscrit(plateforme, demarche, type_produit="option")
    facturation = [code for code in _codes(demarche) if ".FAC." in code]
    saisies = tuple(Saisie(code, "conforme") for code in _codes(demarche) if code not in facturation)
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, demarche, f"{demarche}-2021", saisies))
    assert len(facturation) == 1
    assert _valider(plateforme, sujet, demarche) == "atteint"
