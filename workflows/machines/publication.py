"""The lifecycle of a version of a document, from its draft to its retirement."""

from statemachine import State

from workflows.machines.gate import Lifecycle


class PublicationMachine(Lifecycle):
    """Brouillon → vérifiée → testée → simulée → soumise → approuvée → publiée → retirée; an edit goes back."""

    machine = "publication"

    brouillon = State("Brouillon", initial=True)
    verifiee = State("Vérifiée")
    testee = State("Testée")
    simulee = State("Simulée")
    soumise = State("Soumise")
    approuvee = State("Approuvée")
    publiee = State("Publiée")
    retiree = State("Retirée", final=True)
    abandonnee = State("Abandonnée", final=True)

    modifier = (
        brouillon.to.itself(validators="gated")
        | verifiee.to(brouillon, validators="gated")
        | testee.to(brouillon, validators="gated")
        | simulee.to(brouillon, validators="gated")
        | soumise.to(brouillon, validators="gated")
        | approuvee.to(brouillon, validators="gated")
    )
    verifier = (
        brouillon.to(verifiee, validators="gated")
        | verifiee.to.itself(validators="gated")
        | testee.to(verifiee, validators="gated")
        | simulee.to(verifiee, validators="gated")
    )
    tester = verifiee.to(testee, validators="gated") | testee.to.itself(validators="gated")
    infirmer = (
        brouillon.to.itself(validators="gated")
        | verifiee.to(brouillon, validators="gated")
        | testee.to(brouillon, validators="gated")
        | simulee.to(brouillon, validators="gated")
    )
    simuler = testee.to(simulee, validators="gated") | simulee.to.itself(validators="gated")
    soumettre = simulee.to(soumise, validators="gated")
    approuver = soumise.to(approuvee, validators="gated")
    renvoyer = soumise.to(brouillon, validators="gated") | approuvee.to(brouillon, validators="gated")
    publier = approuvee.to(publiee, validators="gated")
    retirer = publiee.to(retiree, validators="gated")
    abandonner = (
        brouillon.to(abandonnee, validators="gated")
        | verifiee.to(abandonnee, validators="gated")
        | testee.to(abandonnee, validators="gated")
        | simulee.to(abandonnee, validators="gated")
        | soumise.to(abandonnee, validators="gated")
        | approuvee.to(abandonnee, validators="gated")
    )
