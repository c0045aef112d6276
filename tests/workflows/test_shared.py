"""Two open démarches over one questionnaire: both follow what is done from either, a left one waits."""

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.journal import JournalEntry
from models.reponse import Reponse
from referentiels.loading import read_document
from rules.shipped import pack_document
from tests.support import publishing
from tests.support.publishing import parcours, volet
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.base import SYSTEME
from workflows.commands.dossiers import QuitterDemarche, RejoindreDemarche
from workflows.commands.evaluations import DemanderValidation, ModifierEvaluation, ValiderEvaluation
from workflows.commands.plateforme import PublierGraine
from workflows.errors import GateRefused, ValidationRefused

VOLET = volet("interoperabilite-2021", "criteres: [A08.5.01, A10.1], seuils: {A10.1: rouge}")
OUVERT = """\
pack: ouvert
family: verrou
source: Essai
rules:
  - id: VERR-ESS-001
    label: Personne étrangère à l'entreprise
    when: {fact: acteur.role, eq: auditeur}
    then:
      - {interdit: Les auditeurs ne répondent pas.}
    because: Ils lisent.
cases:
  - given: {acteur.role: auditeur}
    expect: {interdit: Les auditeurs ne répondent pas.}
"""


def publish(plateforme: Plateforme, verrou: str = "socle-commun", texte: str = OUVERT) -> None:
    """Publish the démarche « essai », whose gates are that pack's."""
    pack = pack_document(texte)
    plateforme.do(PublierGraine(SYSTEME, pack.genre, pack.code, pack.version, pack.digest, pack.contenu))
    publishing.publish(plateforme, parcours({"essai": [VOLET]}, verrou=verrou))


def _shared(plateforme: Plateforme, verrou: str = "socle-commun") -> str:
    publish(plateforme, verrou)
    sujet = plateforme.produit()
    plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, "essai"))
    return sujet


def _last_entry(plateforme: Plateforme) -> dict[str, object]:
    with Session(plateforme.engine) as session:
        mine = select(JournalEntry.body).where(JournalEntry.log == "convergence/EDI")
        body: dict[str, object] = json.loads(session.scalars(mine.order_by(JournalEntry.seq.desc())).first() or "")
        return body


def test_both_follow_a_validation_in_one_entry_each_with_its_own_verdict(plateforme: Plateforme) -> None:
    sujet = _shared(plateforme)
    plateforme.valider(sujet, FORTES | {"A10.1": "rouge"})
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert {code: each.resultat for code, each in validation.verdicts.items()} == {
        SOCLES: "non_atteint",
        "essai": "atteint",
    }
    assert (plateforme.dossier(sujet, "essai").etat, plateforme.dossier(sujet).etat) == ("finalisee", "evaluation")
    moves = _last_entry(plateforme)["transitions"]
    assert isinstance(moves, list)
    assert {("demarche", "achever_evaluation"), ("projection", "debloquer")} <= {
        (move["machine"], move["event"]) for move in moves
    }
    plateforme.assert_faithful()


def test_a_narrower_scope_validates_for_itself_alone(plateforme: Plateforme) -> None:
    sujet = _shared(plateforme)
    plateforme.repondre(sujet, {"A08.5.01": "vert", "A10.1": "vert"})
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, "essai", INTEROP))
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert list(validation.verdicts) == ["essai"]
    assert plateforme.dossier(sujet, "essai").statut == "Terminé"
    assert plateforme.dossier(sujet).statut == "En cours"
    assert plateforme.projection(sujet).etat == "bloquee"


def test_editing_from_one_reopens_both(plateforme: Plateforme) -> None:
    sujet = _shared(plateforme)
    plateforme.valider(sujet)
    plateforme.do(ModifierEvaluation(plateforme.contributeur, sujet, "essai", INTEROP))
    assert plateforme.dossier(sujet, "essai").etat == "evaluation"
    assert plateforme.dossier(sujet, "essai").finalise_le is None
    # what was validated stays the official answer beside the new draft
    assert plateforme.dossier(sujet, "essai").statut == "Terminé"
    plateforme.assert_faithful()


def test_a_request_freezes_the_answers_for_both(plateforme: Plateforme) -> None:
    sujet = _shared(plateforme)
    plateforme.repondre(sujet, FORTES)
    plateforme.do(DemanderValidation(plateforme.contributeur, sujet, "essai", INTEROP))
    with pytest.raises(GateRefused):
        plateforme.repondre(sujet, {"A10.1": "rouge"})
    objects = _last_entry(plateforme)["objects"]
    assert isinstance(objects, dict)
    assert (objects["demarche"], objects["questionnaire"]) == (SOCLES, INTEROP)


def test_a_demarche_that_was_left_waits_and_catches_up_when_it_is_joined_again(plateforme: Plateforme) -> None:
    sujet = _shared(plateforme)
    plateforme.do(QuitterDemarche(plateforme.contributeur, sujet, "essai"))
    plateforme.valider(sujet)
    assert plateforme.dossier(sujet, "essai").etat == "evaluation"
    plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, "essai"))
    assert plateforme.dossier(sujet, "essai").etat == "finalisee"
    validation = plateforme.evaluation(sujet).validation
    assert validation is not None
    assert set(validation.verdicts) == {SOCLES, "essai"}


def test_gates_that_are_open_both_ways_send_no_dossier_to_and_fro(plateforme: Plateforme) -> None:
    sujet = _shared(plateforme, "ouvert")
    assert plateforme.dossier(sujet, "essai").etat == "finalisee"
    plateforme.repondre(sujet, {"A10.1": "rouge"})
    moves = _last_entry(plateforme)["transitions"]
    assert isinstance(moves, list)
    assert len([move for move in moves if move["machine"] == "demarche"]) <= 1


def test_a_request_and_its_refusal_name_their_demarche(plateforme: Plateforme) -> None:
    sujet = _shared(plateforme)
    with pytest.raises(GateRefused):
        plateforme.do(ValiderEvaluation(plateforme.contributeur, sujet, "essai", INTEROP))
    refused = _last_entry(plateforme)
    assert refused["result"] == "refused"
    assert dict(refused["objects"])["demarche"] == "essai"  # type: ignore[call-overload]
    plateforme.repondre(sujet, FORTES)
    plateforme.do(DemanderValidation(plateforme.contributeur, sujet, "essai", INTEROP))
    assert dict(_last_entry(plateforme)["objects"])["demarche"] == "essai"  # type: ignore[call-overload]


def test_a_critere_has_one_current_answer_whatever_was_validated_and_edited(plateforme: Plateforme) -> None:
    sujet = _shared(plateforme)
    for niveau in ("rouge", "orange", "vert"):
        plateforme.repondre(sujet, FORTES | {"A10.1": niveau})
        plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, "essai", INTEROP))
        plateforme.do(ModifierEvaluation(plateforme.contributeur, sujet, SOCLES, INTEROP))
        plateforme.repondre(sujet, {"A10.1": "gris"})
    with Session(plateforme.engine) as session:
        counts = session.execute(
            select(Reponse.critere, func.count()).where(Reponse.courante).group_by(Reponse.critere)
        ).all()
        rows = session.scalar(select(func.count()).select_from(Reponse).where(Reponse.critere == "A10.1"))
    assert dict(counts) == dict.fromkeys(FORTES, 1)
    assert rows is not None
    assert rows > 1


@pytest.mark.parametrize("named", [("parcours", "1", "0" * 64), ("parcours", "2", None), ("questionnaire", "1", None)])
def test_a_document_is_published_under_what_its_own_content_says_only(
    plateforme: Plateforme, named: tuple[str, str, str | None]
) -> None:
    document = read_document(parcours({"essai": [VOLET]}), "essai")
    genre, version, digest = named
    with pytest.raises(ValidationRefused, match="empreinte"):
        plateforme.do(PublierGraine(SYSTEME, genre, document.code, version, digest or document.digest, document.texte))
