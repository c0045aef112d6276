"""The states of a version and the kinds of findings, in French."""

from typing import Final

ETATS: Final = {
    "brouillon": "Brouillon",
    "verifiee": "Vérifié",
    "testee": "Testé",
    "simulee": "Simulé",
    "soumise": "À approuver",
    "approuvee": "Approuvé",
    "publiee": "Publié",
    "retiree": "Retiré",
    "abandonnee": "Abandonné",
}
CONSTATS: Final = {
    "jamais": "Règle qui ne se déclenche jamais",
    "masquee": "Règle masquée",
    "contradiction": "Contradiction",
    "critere_exclu": "Critère toujours exclu",
    "verrou_clos": "Verrou infranchissable",
    "verdict_absent": "Verdict absent",
    "doublon": "Identifiant en double",
    "trop_grande": "Trop grand pour le moteur",
    "non_decide": "Question non décidée",
    "illisible": "Contenu à corriger",
    "absent": "Paquet absent",
    "sans_fin": "Finalisation hors d'atteinte",
    "reemploi": "Identifiant réemployé",
}
