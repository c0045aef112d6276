"""Proofs: given, used again, taken away, declared over; frozen by validation, never crossing companies."""

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.journal import JournalEntry as Row
from models.preuve import Preuve
from tests.support.preuves import (
    AUTRE_CRITERE,
    AUTRE_ESSAI,
    CERTIFICAT,
    CHARTE,
    CRITERE,
    ESSAI,
    ETHIQUE,
    ISO,
    LISTE,
    Dossier,
    document,
    produit_a_prouver,
)
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import SYSTEME, Command
from workflows.commands.evaluations import (
    DemanderValidation,
    EnregistrerEvaluation,
    ModifierEvaluation,
    Saisie,
    ValiderEvaluation,
)
from workflows.commands.preuves import ChoisirJeu, ConsignerAnalyse, FinaliserDepot, RetirerPreuve
from workflows.errors import Forbidden, GateRefused, Incomplete, Moved, NotFound, RevisionConflict, ValidationRefused


@pytest.fixture
def dossier(plateforme: Plateforme) -> Dossier:
    """The contributeur in front of the proofs of a product."""
    return Dossier(plateforme, produit_a_prouver(plateforme))


def _documents(dossier: Dossier) -> list[Preuve]:
    with Session(dossier.plateforme.engine) as session:
        return list(session.scalars(select(Preuve).where(Preuve.sujet_id == dossier.sujet)))


def _events(plateforme: Plateforme) -> list[str]:
    with Session(plateforme.engine) as session:
        rows = session.scalars(select(Row).where(Row.log == "convergence/EDI").order_by(Row.seq)).all()
    return [row.event for row in rows]


def _valider(dossier: Dossier, demarche: str = ESSAI) -> None:
    responsable = dossier.plateforme.responsable
    dossier.plateforme.do(ValiderEvaluation(responsable, dossier.sujet, demarche, ETHIQUE))


def _ready(dossier: Dossier) -> None:
    """Everything answered and proved."""
    dossier.repondre(ESS_1_1="conforme", ESS_1_2="non_conforme", ESS_1_3="non_conforme")
    dossier.deposer()
    dossier.finaliser()


def test_a_first_proof_opens_the_draft_and_is_journalled_with_its_document(dossier: Dossier) -> None:
    dossier.deposer()
    assert dossier.plateforme.evaluation(dossier.sujet, ETHIQUE).etat == "brouillon"
    assert dossier.fournies() == {LISTE}
    (kept,) = _documents(dossier)
    assert (kept.nom, kept.description, kept.antivirus) == ("liste.pdf", "La liste.", "sans")
    assert _events(dossier.plateforme)[-1] == "preuve.deposee"
    dossier.plateforme.assert_faithful()


def test_a_proof_given_first_is_in_no_conflict_with_the_answer_given_after(dossier: Dossier) -> None:
    dossier.deposer()
    saisie = Saisie(CRITERE, "conforme", "texte", None, 0)
    outcome = dossier.plateforme.do(EnregistrerEvaluation(*dossier.ou, (saisie,)))
    assert outcome.conflits == ()
    reponse = dossier.reponse()
    assert reponse is not None
    assert (reponse.valeur, reponse.revision, len(reponse.preuves)) == ("conforme", 2, 1)


def test_a_proof_given_meanwhile_is_in_no_conflict_with_who_writes_the_answer(dossier: Dossier) -> None:
    dossier.repondre(ESS_1_1="conforme")
    dossier.deposer()
    saisie = Saisie(CRITERE, "conforme", "un commentaire", None, 1)
    assert dossier.plateforme.do(EnregistrerEvaluation(*dossier.ou, (saisie,))).conflits == ()
    assert dossier.fournies() == {LISTE}
    dossier.deposer(LISTE, document("suite.pdf", b"%PDF-suite"))
    late = Saisie(CRITERE, "non_conforme", "un autre", None, 1)
    (conflit,) = dossier.plateforme.do(EnregistrerEvaluation(*dossier.ou, (late,))).conflits
    assert conflit.commentaire == "un commentaire"
    dossier.plateforme.assert_faithful()


def test_who_validates_must_have_seen_the_proofs_as_they_are(dossier: Dossier) -> None:
    _ready(dossier)
    seen = {code: r.revision for code, r in dossier.plateforme.evaluation(dossier.sujet, ETHIQUE).reponses.items()}
    dossier.deposer(LISTE, document("suite.pdf", b"%PDF-suite"))
    dossier.finaliser()
    with pytest.raises(Moved) as refused:
        dossier.plateforme.do(ValiderEvaluation(dossier.plateforme.responsable, *dossier.ou[1:], seen))
    assert [manque.critere for manque in refused.value.manques] == [CRITERE]


def test_the_same_content_described_alike_is_one_document(dossier: Dossier) -> None:
    first = dossier.deposer().identifiant
    again = dossier.deposer(CHARTE, critere=AUTRE_CRITERE).identifiant
    assert first == again
    assert dossier.fournies(AUTRE_CRITERE) == {CHARTE}
    assert len(_documents(dossier)) == 1
    other = dossier.deposer(CHARTE, critere=AUTRE_CRITERE, description="Page 7.").identifiant
    assert other != first
    assert len({kept.empreinte for kept in _documents(dossier)}) == 1


def test_giving_the_same_proof_twice_writes_nothing(dossier: Dossier) -> None:
    dossier.deposer()
    assert dossier.deposer().seq is None


def test_a_document_serves_other_criteres_and_both_demarches(dossier: Dossier) -> None:
    preuve = str(dossier.deposer().identifiant)
    elsewhere = Dossier(dossier.plateforme, dossier.sujet, AUTRE_ESSAI, dossier.plateforme.responsable)
    assert elsewhere.fournies() == {LISTE}
    elsewhere.attacher(preuve, CHARTE, AUTRE_CRITERE)
    assert dossier.fournies(AUTRE_CRITERE) == {CHARTE}
    assert len(_documents(dossier)) == 1
    dossier.plateforme.assert_faithful()


def test_what_is_taken_away_stays_with_the_subject(dossier: Dossier) -> None:
    preuve = str(dossier.deposer().identifiant)
    dossier.plateforme.do(RetirerPreuve(*dossier.ou, CRITERE, *LISTE, preuve))
    assert dossier.fournies() == set()
    assert dossier.plateforme.do(RetirerPreuve(*dossier.ou, CRITERE, *LISTE, preuve)).seq is None
    dossier.attacher(preuve, LISTE)
    assert dossier.fournies() == {LISTE}
    assert _events(dossier.plateforme)[-3:] == ["preuve.deposee", "preuve.retiree", "preuve.attachee"]


def test_two_people_who_add_at_once_both_keep_theirs(dossier: Dossier) -> None:
    colleague = Dossier(dossier.plateforme, dossier.sujet, acteur=dossier.plateforme.responsable)
    dossier.deposer(CERTIFICAT)
    colleague.deposer(ISO, document("iso.pdf", b"%PDF-iso"))
    assert dossier.fournies() == {CERTIFICAT, ISO}


def test_a_deposit_is_over_only_with_every_type_of_one_set(dossier: Dossier) -> None:
    dossier.deposer(CERTIFICAT)
    dossier.plateforme.do(ChoisirJeu(*dossier.ou, CRITERE, "dispositif_medical", dossier.vue()))
    with pytest.raises(ValidationRefused, match="il manque « Certificat ISO 13485 »"):
        dossier.finaliser()
    dossier.deposer(ISO, document("iso.pdf", b"%PDF-iso"))
    dossier.finaliser()
    reponse = dossier.reponse()
    assert reponse is not None
    assert reponse.depot_finalise


@pytest.mark.parametrize("change", ["deposer", "retirer", "choisir"])
def test_a_deposit_that_was_over_no_longer_is_once_proofs_change(dossier: Dossier, change: str) -> None:
    preuve = str(dossier.deposer().identifiant)
    dossier.finaliser()
    if change == "deposer":
        dossier.deposer(LISTE, document("suite.pdf", b"%PDF-suite"))
    elif change == "retirer":
        dossier.plateforme.do(RetirerPreuve(*dossier.ou, CRITERE, *LISTE, preuve))
    else:
        dossier.plateforme.do(ChoisirJeu(*dossier.ou, CRITERE, "cas_general", dossier.vue()))
    reponse = dossier.reponse()
    assert reponse is not None
    assert not reponse.depot_finalise
    dossier.plateforme.assert_faithful()


def test_a_deposit_can_be_opened_again(dossier: Dossier) -> None:
    dossier.deposer()
    dossier.finaliser()
    dossier.finaliser(finalise=False)
    assert _events(dossier.plateforme)[-2:] == ["preuve.depot_finalise", "preuve.depot_rouvert"]


def _over(dossier: Dossier, vue: str) -> Command:
    return FinaliserDepot(*dossier.ou, CRITERE, vue)


def _chosen(dossier: Dossier, vue: str) -> Command:
    return ChoisirJeu(*dossier.ou, CRITERE, "cas_general", vue)


@pytest.mark.parametrize("asked", [_over, _chosen])
def test_deciding_on_proofs_that_changed_meanwhile_is_a_conflict(
    dossier: Dossier, asked: Callable[[Dossier, str], Command]
) -> None:
    dossier.deposer()
    command = asked(dossier, dossier.vue())
    dossier.deposer(LISTE, document("autre.pdf", b"%PDF-autre"))
    with pytest.raises(RevisionConflict, match="ont changé depuis que vous avez ouvert la page"):
        dossier.plateforme.do(command)


def test_conforme_is_validated_with_its_proofs_declared_over(dossier: Dossier) -> None:
    dossier.repondre(ESS_1_1="conforme", ESS_1_2="non_conforme", ESS_1_3="non_conforme")
    with pytest.raises(Incomplete) as refused:
        _valider(dossier)
    assert [(manque.critere, manque.quoi) for manque in refused.value.manques] == [(CRITERE, "preuve")]
    dossier.deposer()
    with pytest.raises(Incomplete):
        _valider(dossier)
    dossier.finaliser()
    _valider(dossier)
    assert dossier.plateforme.dossier(dossier.sujet, ESSAI).statut == "Terminé"
    dossier.plateforme.assert_faithful()


def test_a_validation_freezes_the_proofs_and_a_new_draft_goes_on_from_them(dossier: Dossier) -> None:
    _ready(dossier)
    _valider(dossier)
    with pytest.raises(GateRefused, match="Editer"):
        dossier.deposer(LISTE, document("tard.pdf", b"%PDF-tard"))
    assert len(_documents(dossier)) == 1
    dossier.plateforme.do(ModifierEvaluation(*dossier.ou))
    dossier.deposer(LISTE, document("suite.pdf", b"%PDF-suite"))
    evaluation = dossier.plateforme.evaluation(dossier.sujet, ETHIQUE)
    assert evaluation.validation is not None
    officielle, brouillon = evaluation.validation.reponses[CRITERE], evaluation.reponses[CRITERE]
    assert (len(officielle.preuves), officielle.depot_finalise) == (1, True)
    assert (len(brouillon.preuves), brouillon.depot_finalise, brouillon.valeur) == (2, False, "conforme")
    dossier.plateforme.assert_faithful()


def test_an_edit_of_a_validated_answer_keeps_its_proofs(dossier: Dossier) -> None:
    _ready(dossier)
    _valider(dossier)
    dossier.plateforme.do(ModifierEvaluation(*dossier.ou))
    saisie = Saisie(CRITERE, "conforme", "Une précision.", None, 1)
    assert dossier.plateforme.do(EnregistrerEvaluation(*dossier.ou, (saisie,))).conflits == ()
    reponse = dossier.reponse()
    assert reponse is not None
    assert (reponse.commentaire, len(reponse.preuves), reponse.depot_finalise) == ("Une précision.", 1, True)


def test_nothing_is_given_while_a_validation_is_asked_for(dossier: Dossier) -> None:
    _ready(dossier)
    dossier.plateforme.do(DemanderValidation(*dossier.ou))
    with pytest.raises(GateRefused):
        dossier.deposer(LISTE, document("tard.pdf", b"%PDF-tard"))


def test_an_infected_proof_counts_no_more_and_its_dossiers_follow(dossier: Dossier) -> None:
    dossier.repondre(ESS_1_1="conforme", ESS_1_2="non_conforme", ESS_1_3="non_conforme")
    recu = document(antivirus="en_attente")
    dossier.deposer(recu=recu)
    dossier.finaliser()
    _valider(dossier)
    assert dossier.plateforme.dossier(dossier.sujet, ESSAI).statut == "Terminé"
    found = ConsignerAnalyse(SYSTEME, dossier.sujet, recu.empreinte, "infectee", "Eicar")
    assert dossier.plateforme.do(found).log == "convergence/EDI"
    assert dossier.plateforme.dossier(dossier.sujet, ESSAI).statut == "En cours"
    assert dossier.plateforme.do(found).seq is None
    dossier.plateforme.assert_faithful()


def test_a_clean_scan_is_noted_on_every_document_of_that_content(dossier: Dossier) -> None:
    recu = document(antivirus="en_attente")
    dossier.deposer(recu=recu)
    dossier.deposer(recu=recu, description="Autrement.")
    dossier.plateforme.do(ConsignerAnalyse(SYSTEME, dossier.sujet, recu.empreinte, "saine"))
    assert {kept.antivirus for kept in _documents(dossier)} == {"saine"}


def test_people_do_not_say_what_the_antivirus_found(dossier: Dossier) -> None:
    dossier.deposer()
    with pytest.raises(Forbidden):
        dossier.plateforme.do(ConsignerAnalyse(dossier.acteur, dossier.sujet, document().empreinte, "saine"))


@pytest.mark.parametrize(
    ("genre", "description", "sentence"),
    [
        (CHARTE, "La liste.", "types de preuve attendus"),
        (LISTE, " \n ", "Décrivez le document"),
        (LISTE, "x" * 1001, "elle peut en avoir 1000"),
        (LISTE, "a\x00b", "caractères de contrôle"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_leaves_no_document(
    dossier: Dossier, genre: tuple[str, str], description: str, sentence: str
) -> None:
    with pytest.raises(ValidationRefused, match=sentence):
        dossier.deposer(genre, description=description)
    assert _documents(dossier) == []


def test_a_description_has_a_thousand_characters_at_most(dossier: Dossier) -> None:
    dossier.deposer(description="x" * 1000)
    assert len(_documents(dossier)) == 1


def test_an_answer_lists_fifty_proofs_at_most(dossier: Dossier) -> None:
    for rang in range(50):
        dossier.deposer(recu=document("p.pdf", f"%PDF-{rang}".encode()))
    with pytest.raises(ValidationRefused, match="au plus 50 preuves"):
        dossier.deposer(recu=document("p.pdf", b"%PDF-de trop"))


def test_no_proof_is_given_where_none_is_expected(dossier: Dossier) -> None:
    with pytest.raises(NotFound, match=r"Aucune preuve n.est attendue pour le critère ESS\.1\.2"):
        dossier.deposer(critere="ESS.1.2")


def test_another_company_neither_sees_nor_uses_a_document(plateforme: Plateforme, dossier: Dossier) -> None:
    preuve = str(dossier.deposer().identifiant)
    autre = plateforme.acteur("contributeur@autre.example")
    with pytest.raises(NotFound):
        Dossier(plateforme, dossier.sujet, acteur=autre).deposer()
    theirs = plateforme.produit(autre)
    with pytest.raises(NotFound):
        Dossier(plateforme, theirs, acteur=autre).attacher(preuve, LISTE)


def test_a_document_of_another_product_is_not_used(dossier: Dossier) -> None:
    preuve = str(dossier.deposer().identifiant)
    other = Dossier(dossier.plateforme, produit_a_prouver(dossier.plateforme))
    with pytest.raises(NotFound, match="Ce document n'existe pas"):
        other.attacher(preuve, LISTE)


@pytest.mark.parametrize("description", ["La liste.", "La même, autrement décrite."])
def test_what_the_antivirus_says_of_a_content_that_comes_again_is_noted_on_every_document_that_has_it(
    dossier: Dossier, description: str
) -> None:
    dossier.deposer(recu=document(antivirus="saine"))
    dossier.deposer(recu=document(antivirus="infectee"), description=description)
    assert {kept.antivirus for kept in _documents(dossier)} == {"infectee"}
    reponse = dossier.reponse()
    assert reponse is not None
    assert [fournie.utilisable for fournie in reponse.preuves] == [False] * len(reponse.preuves)
    dossier.plateforme.assert_faithful()
