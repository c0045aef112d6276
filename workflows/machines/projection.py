"""The lifecycle of a projection questionnaire."""

from statemachine import State

from workflows.machines.gate import Lifecycle


class ProjectionMachine(Lifecycle):
    """Bloquée until its own theme is evaluated, then like an evaluation; à revoir after a new evaluation."""

    machine = "projection"

    bloquee = State("Bloquée", initial=True)
    a_completer = State("À compléter")
    brouillon = State("Brouillon")
    a_valider = State("À valider")
    valide = State("Validé")
    a_revoir = State("À revoir")

    debloquer = bloquee.to(a_completer, validators="gated")
    bloquer = a_completer.to(bloquee, validators="gated")
    enregistrer = (
        a_completer.to(brouillon, validators="gated")
        | brouillon.to.itself(validators="gated")
        | a_revoir.to(brouillon, validators="gated")
    )
    demander = (
        a_completer.to(a_valider, validators="gated")
        | brouillon.to(a_valider, validators="gated")
        | a_revoir.to(a_valider, validators="gated")
    )
    reprendre = a_valider.to(brouillon, validators="gated")
    renvoyer = a_valider.to(brouillon, validators="gated")
    valider = (
        a_completer.to(valide, validators="gated")
        | brouillon.to(valide, validators="gated")
        | a_valider.to(valide, validators="gated")
        | a_revoir.to(valide, validators="gated")
    )
    modifier = valide.to(brouillon, validators="gated")
    reviser = (
        brouillon.to(a_revoir, validators="gated")
        | a_valider.to(a_revoir, validators="gated")
        | valide.to(a_revoir, validators="gated")
    )
