"""The next version of a product: another product, with the answers of the one before to be confirmed one by one."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.preuve import Preuve
from tests.support.planning import PLAN, projeter
from tests.support.preuves import CRITERE, ETHIQUE, LISTE, Dossier, document, produit_a_prouver
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from tests.workflows.test_shared import publish
from workflows.commands.dossiers import QuitterDemarche, RejoindreDemarche
from workflows.commands.evaluations import EnregistrerEvaluation, ValiderEvaluation
from workflows.commands.sujets import AbandonnerSujet, CommencerVersion, ModifierIdentification, ValiderSujet
from workflows.errors import GateRefused, Incomplete, NotFound, ValidationRefused
from workflows.reception.rescan import contents

SECURITE = "securite-2021"
FERME = """\
pack: ferme
family: verrou
source: Essai
rules:
  - id: VERR-ESS-001
    label: Campagne close
    when:
      all:
        - {fact: evenement, eq: enregistrer}
        - {fact: acteur.role, eq: contributeur}
    then:
      - {interdit: La campagne est close.}
    because: Elle est close.
cases:
  - given: {evenement: enregistrer, acteur.role: contributeur}
    expect: {interdit: La campagne est close.}
"""


def begin(plateforme: Plateforme, sujet: str) -> str:
    """The next version, begun by the contributeur."""
    identifiant = str(uuid4())
    plateforme.do(CommencerVersion(plateforme.contributeur, sujet, identifiant))
    return identifiant


def next_version(plateforme: Plateforme, sujet: str) -> str:
    """The next version, validated as « v2 »."""
    who, suivant = plateforme.contributeur, begin(plateforme, sujet)
    plateforme.do(ModifierIdentification(who, suivant, plateforme.identification(who, version="v2"), 0))
    plateforme.do(ValiderSujet(who, suivant))
    return suivant


def test_it_is_a_product_of_its_own_that_names_the_one_before(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    avant, apres = plateforme.sujet(sujet), plateforme.sujet(next_version(plateforme, sujet))
    assert apres.version_de == sujet
    assert (apres.nom, apres.version, apres.qualification) == (avant.nom, "v2", avant.qualification)
    assert apres.reference != avant.reference
    assert set(apres.dossiers) == {SOCLES}
    plateforme.assert_faithful()


def test_answers_come_as_a_draft_to_be_confirmed_and_nothing_that_was_decided(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES | {"A10.1": "rouge"})
    projeter(plateforme, sujet, PLAN[0])
    suivant = next_version(plateforme, sujet)
    evaluation = plateforme.evaluation(suivant)
    assert (evaluation.etat, evaluation.validation) == ("brouillon", None)
    assert {code: reponse.valeur for code, reponse in evaluation.reponses.items()} == FORTES | {"A10.1": "rouge"}
    assert all(r.a_reconfirmer and not r.figee for r in evaluation.reponses.values())
    assert plateforme.projection(suivant).etat == "bloquee"
    assert plateforme.evaluation(suivant, SECURITE).etat == "a_completer"
    assert plateforme.evaluation(sujet).etat == "valide"
    plateforme.assert_faithful()


def test_a_draft_in_progress_is_what_is_taken_over(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, {"A10.1": "orange"})
    suivant = next_version(plateforme, sujet)
    assert {c: r.valeur for c, r in plateforme.evaluation(suivant).reponses.items()} == {"A10.1": "orange"}


def test_nothing_is_validated_before_each_answer_was_confirmed(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet)
    suivant = next_version(plateforme, sujet)
    who, valider = plateforme.responsable, ValiderEvaluation(plateforme.responsable, suivant, SOCLES, INTEROP)
    with pytest.raises(Incomplete) as refused:
        plateforme.do(valider)
    assert {manque.critere for manque in refused.value.manques} == set(FORTES)
    plateforme.do(EnregistrerEvaluation(who, suivant, SOCLES, INTEROP, plateforme.saisies(suivant, FORTES)))
    plateforme.do(valider)
    assert plateforme.evaluation(suivant).etat == "valide"
    plateforme.assert_faithful()


def test_a_demarche_that_was_left_is_not_joined_again(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, "teleconsultation"))
    plateforme.do(QuitterDemarche(plateforme.contributeur, sujet, SOCLES))
    assert set(plateforme.sujet(next_version(plateforme, sujet)).dossiers) == {"teleconsultation"}


def test_a_gate_that_forbids_saving_keeps_no_version_from_being_validated(plateforme: Plateforme) -> None:
    publish(plateforme, "ferme", FERME)
    sujet, who = plateforme.produit(), plateforme.contributeur
    plateforme.repondre(sujet, FORTES)
    plateforme.do(RejoindreDemarche(who, sujet, "essai"))
    plateforme.do(QuitterDemarche(who, sujet, SOCLES))
    suivant = next_version(plateforme, sujet)
    assert plateforme.evaluation(suivant).etat == "brouillon"
    assert all(reponse.a_reconfirmer for reponse in plateforme.evaluation(suivant).reponses.values())
    with pytest.raises(GateRefused, match="La campagne est close"):
        plateforme.do(
            EnregistrerEvaluation(who, suivant, "essai", INTEROP, plateforme.saisies(suivant, {"A10.1": "vert"}))
        )
    plateforme.assert_faithful()


@pytest.mark.parametrize("vu", ["en_attente", "infectee"])
def test_a_proof_comes_along_with_what_the_antivirus_said_of_it(plateforme: Plateforme, vu: str) -> None:
    dossier = Dossier(plateforme, produit_a_prouver(plateforme))
    recu = document(antivirus=vu)
    dossier.deposer(recu=recu)
    suivant = next_version(plateforme, dossier.sujet)
    fournies = plateforme.evaluation(suivant, ETHIQUE).reponses[CRITERE].preuves
    assert [fournie.utilisable for fournie in fournies] == [vu != "infectee"]
    with Session(plateforme.engine) as session:
        attendus = {(contenu.sujet_id, contenu.empreinte) for contenu in contents(session)}
    assert ((suivant, recu.empreinte) in attendus) == (vu == "en_attente")


def test_begun_twice_with_one_identifier_it_is_begun_once(plateforme: Plateforme) -> None:
    sujet, identifiant = plateforme.produit(), str(uuid4())
    command = CommencerVersion(plateforme.contributeur, sujet, identifiant)
    assert plateforme.do(command).seq is not None
    assert plateforme.do(command).seq is None


def test_without_a_version_of_its_own_it_is_not_validated(plateforme: Plateforme) -> None:
    suivant = begin(plateforme, plateforme.produit())
    with pytest.raises(ValidationRefused):
        plateforme.do(ValiderSujet(plateforme.contributeur, suivant))
    plateforme.do(AbandonnerSujet(plateforme.contributeur, suivant))
    plateforme.assert_faithful()


def test_an_unfinished_product_has_no_next_version_and_another_company_s_does_not_exist(
    plateforme: Plateforme,
) -> None:
    with pytest.raises(ValidationRefused):
        begin(plateforme, plateforme.produit(valide=False))
    autre = plateforme.acteur("responsable@autre.example")
    with pytest.raises(NotFound):
        plateforme.do(CommencerVersion(autre, plateforme.produit(), str(uuid4())))
    with pytest.raises(NotFound):
        plateforme.do(CommencerVersion(plateforme.contributeur, plateforme.produit(), plateforme.produit(autre)))


def test_proofs_come_along_as_documents_of_its_own_on_the_same_stored_file(plateforme: Plateforme) -> None:
    dossier = Dossier(plateforme, produit_a_prouver(plateforme))
    preuve = dossier.deposer().identifiant
    dossier.repondre(ESS_1_1="conforme")
    dossier.finaliser()
    suivant = next_version(plateforme, dossier.sujet)
    reponse = plateforme.evaluation(suivant, ETHIQUE).reponses[CRITERE]
    assert [(fournie.jeu, fournie.type) for fournie in reponse.preuves] == [LISTE]
    assert reponse.preuves[0].preuve != preuve
    assert (reponse.a_reconfirmer, reponse.depot_finalise) == (True, False)
    with Session(plateforme.engine) as session:
        files = session.execute(select(Preuve.sujet_id, Preuve.empreinte)).all()
    assert {sujet for sujet, _ in files} == {dossier.sujet, suivant}
    assert len({empreinte for _, empreinte in files}) == 1
    plateforme.assert_faithful()
