"""What diagrams call the events of the machines, in French."""

from collections.abc import Mapping

EVENEMENTS: Mapping[str, str] = {
    "initialiser": "Initialisation terminée",
    "achever_evaluation": "Évaluations validées",
    "commencer_projection": "Projection commencée",
    "achever_projection": "Projections validées",
    "rouvrir_evaluation": "Évaluation rouverte",
    "rouvrir_projection": "Projection rouverte",
    "enregistrer": "Enregistrer",
    "demander": "Demander la validation",
    "reprendre": "Reprendre la demande",
    "renvoyer": "Renvoyer",
    "valider": "Valider",
    "modifier": "Editer",
    "debloquer": "Thème évalué",
    "bloquer": "Thème rouvert",
    "reviser": "Évaluation validée de nouveau",
}
