"""The gates that are shipped: what nobody may do, and the guide's sentences that say so."""

from itertools import product

import pytest

from rules.symbols import ETATS_SUJET, EVENEMENTS, MACHINES, ROLES
from tests.referentiels.published import concluded, facts_of

DEMANDES = ("enregistrer", "demander", "reprendre", "renvoyer", "valider", "modifier")
VERROU_PRODUIT = "Afin de procéder à une projection sur ce thème, vous devez d'abord évaluer votre produit."
VERROU_STRATEGIE = (
    "Afin de procéder à une projection sur ce thème, vous devez préalablement réaliser une évaluation pour votre "
    "stratégie globale."
)


@pytest.mark.parametrize("evenement", DEMANDES)
@pytest.mark.parametrize(
    ("sujet", "phrase"),
    [
        ("produit", VERROU_PRODUIT),
        ("strategie", VERROU_STRATEGIE),
    ],
)
def test_a_locked_projection_says_the_guides_sentence(evenement: str, sujet: str, phrase: str) -> None:
    code = "verrou/socle-commun"
    faits = facts_of(
        code,
        machine="projection",
        evenement=evenement,
        etat="bloquee",
        acteur__role="responsable",
        sujet__type=sujet,
        sujet__etat="valide",
        sujet__archive=False,
        dossier__quitte=False,
        theme__evaluation__complete=False,
    )
    assert ("interdit", "", phrase) in concluded(code, faits)


@pytest.mark.parametrize("evenement", EVENEMENTS)
@pytest.mark.parametrize("machine", MACHINES)
def test_nothing_passes_a_gate_on_unknown_facts(machine: str, evenement: str) -> None:
    code = "verrou/socle-commun"
    assert concluded(code, facts_of(code, machine=machine, evenement=evenement)) != set()


@pytest.mark.parametrize("evenement", EVENEMENTS)
def test_an_archived_subject_or_a_left_démarche_no_longer_changes(evenement: str) -> None:
    code = "verrou/socle-commun"
    for machine, role, sujet, etat in product(MACHINES, ROLES, ("produit", "strategie"), ETATS_SUJET):
        for archive, quitte in ((True, False), (False, True)):
            faits = facts_of(
                code,
                machine=machine,
                evenement=evenement,
                acteur__role=role,
                sujet__type=sujet,
                sujet__etat=etat,
                sujet__archive=archive,
                dossier__quitte=quitte,
            )
            assert concluded(code, faits) != set()


@pytest.mark.parametrize("role", ["administrateur", "auditeur"])
@pytest.mark.parametrize("evenement", DEMANDES)
def test_nobody_answers_for_a_company(evenement: str, role: str) -> None:
    code = "verrou/socle-commun"
    faits = facts_of(code, machine="evaluation", evenement=evenement, acteur__role=role)
    phrase = "Seules les personnes de l'entreprise peuvent répondre à ses questionnaires."
    assert ("interdit", "", phrase) in concluded(code, faits)
