"""The lifecycle of an evaluation questionnaire."""

from statemachine import State

from workflows.machines.gate import Lifecycle


class EvaluationMachine(Lifecycle):
    """À compléter → brouillon → à valider → validé, with sending back, taking back and editing anew."""

    machine = "evaluation"

    a_completer = State("À compléter", initial=True)
    brouillon = State("Brouillon")
    a_valider = State("À valider")
    valide = State("Validé")

    enregistrer = a_completer.to(brouillon, validators="gated") | brouillon.to.itself(validators="gated")
    demander = a_completer.to(a_valider, validators="gated") | brouillon.to(a_valider, validators="gated")
    reprendre = a_valider.to(brouillon, validators="gated")
    renvoyer = a_valider.to(brouillon, validators="gated")
    valider = (
        a_completer.to(valide, validators="gated")
        | brouillon.to(valide, validators="gated")
        | a_valider.to(valide, validators="gated")
    )
    modifier = valide.to(brouillon, validators="gated")
