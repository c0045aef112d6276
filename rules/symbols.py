"""The closed lists that facts choose from, each code with the French word that is shown for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from referentiels.catalogue import Nature, TypeQuestionnaire, TypeSujet

Mots = Mapping[str, str]
"""Code → word, in the order of the list."""


def _mots(mots: Mots) -> Mots:
    return MappingProxyType({str(code): mot for code, mot in mots.items()})


ROLES: Final = _mots(
    {
        "contributeur": "Contributeur",
        "responsable": "Responsable",
        "administrateur": "Administrateur",
        "auditeur": "Auditeur",
    }
)
MACHINES: Final = _mots({"demarche": "Démarche", "evaluation": "Évaluation", "projection": "Projection"})
ETATS_DOSSIER: Final = _mots(
    {
        "initialisation": "Initialisation",
        "evaluation": "Évaluation",
        "validee": "Validée",
        "projection": "Projection",
        "finalisee": "Finalisée",
    }
)
ETATS: Final = _mots(
    {
        **ETATS_DOSSIER,
        "bloquee": "Bloquée",
        "a_completer": "À compléter",
        "brouillon": "Brouillon",
        "a_valider": "À valider",
        "valide": "Validé",
        "a_revoir": "À revoir",
    }
)
EVENEMENTS: Final = _mots(
    {
        "enregistrer": "Enregistrer",
        "demander": "Demander la validation",
        "reprendre": "Reprendre la demande",
        "renvoyer": "Renvoyer",
        "valider": "Valider",
        "modifier": "Editer",
        "debloquer": "Thème évalué",
        "bloquer": "Thème rouvert",
        "reviser": "Évaluation validée de nouveau",
        "initialiser": "Initialisation terminée",
        "achever_evaluation": "Évaluations validées",
        "commencer_projection": "Projection commencée",
        "achever_projection": "Projections validées",
        "rouvrir_evaluation": "Évaluation rouverte",
        "rouvrir_projection": "Projection rouverte",
    }
)
ETATS_SUJET: Final = _mots({"brouillon": "Brouillon", "valide": "Validé", "abandonne": "Abandonné"})
TYPES_SUJET: Final = _mots({TypeSujet.PRODUIT: "Produit", TypeSujet.STRATEGIE: "Stratégie globale"})
TYPES_QUESTIONNAIRE: Final = _mots({TypeQuestionnaire.MATURITE: "Maturité", TypeQuestionnaire.CONFORMITE: "Conformité"})
NATURES: Final = _mots({Nature.OBLIGATION: "Obligatoire", Nature.OPTION: "Option", Nature.RECOMMANDE: "Recommandé"})
PASSAGES: Final = _mots({"evaluation": "Évaluation", "projection": "Projection"})
TYPES_PRODUIT: Final = _mots({"socle": "Socle", "option": "Option"})
