"""The two lifecycles of a démarche; its state follows from its questionnaires and never locks a theme."""

from statemachine import State

from workflows.machines.gate import Lifecycle


class DemarcheAvecProjection(Lifecycle):
    """Initialisation → évaluation → validée → projection → finalisée, and back when something is edited."""

    machine = "demarche"

    initialisation = State("Initialisation", initial=True)
    evaluation = State("Évaluation")
    validee = State("Validée")
    projection = State("Projection")
    finalisee = State("Finalisée")

    initialiser = initialisation.to(evaluation, validators="gated")
    achever_evaluation = evaluation.to(validee, validators="gated")
    commencer_projection = validee.to(projection, validators="gated")
    achever_projection = projection.to(finalisee, validators="gated")
    rouvrir_evaluation = (
        validee.to(evaluation, validators="gated")
        | projection.to(evaluation, validators="gated")
        | finalisee.to(evaluation, validators="gated")
    )
    rouvrir_projection = finalisee.to(projection, validators="gated")


class DemarcheSimple(Lifecycle):
    """Initialisation → évaluation → finalisée, and back when something is edited."""

    machine = "demarche"

    initialisation = State("Initialisation", initial=True)
    evaluation = State("Évaluation")
    finalisee = State("Finalisée")

    initialiser = initialisation.to(evaluation, validators="gated")
    achever_evaluation = evaluation.to(finalisee, validators="gated")
    rouvrir_evaluation = finalisee.to(evaluation, validators="gated")
