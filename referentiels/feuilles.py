"""The workbook of a questionnaire: its sheets and columns, the same when it is written and when it is read."""

from referentiels.palette import GRIS, NIVEAUX_PAR_NOMBRE

QUESTIONNAIRE, SECTIONS, LIENS, CRITERES, PREUVES = "Questionnaire", "Sections", "Liens", "Critères", "Preuves"
MODE_D_EMPLOI = "Mode d'emploi"
NIVEAUX = (*NIVEAUX_PAR_NOMBRE[5], GRIS)
OUI, NON = "oui", "non"

SIMPLES = ("code", "version", "titre", "theme", "type")
LISTES = ("informations", "informations_projection")
PROVENANCE = ("format", "identifiant", "reference", "version", "editeur", "date", "droits", "langue")
SOURCE = ("titre", "article", "date")

COLONNES: dict[str, tuple[str, ...]] = {
    QUESTIONNAIRE: ("Clé", "Valeur"),
    SECTIONS: (
        "Code", "Section parente", "Titre", "Contexte", "Cible", "Désactivable", "Identifiant", "Référence",
    ),
    LIENS: ("Section", "Titre", "Adresse"),
    CRITERES: (
        "Code", "Section", "Titre", "Nature", "Objectif", "Exigence", "Recommandé", *NIVEAUX,
        "Origine", "Ligne du guide", "Source", "Article", "Date", "Identifiant", "Scénario", "Texte du scénario",
    ),
    PREUVES: ("Critère", "Jeu", "Libellé du jeu", "Condition", "Preuve", "Libellé de la preuve"),
}  # fmt: skip
CONSIGNES = (
    "Une ligne par section dans « Sections », par critère dans « Critères », par preuve attendue dans « Preuves ».",
    "Une section nomme celle qui la contient dans « Section parente » ; l'ordre des lignes est celui de la lecture.",
    "Un critère de maturité remplit « Recommandé » et de deux à cinq niveaux ; un critère de conformité, « Exigence ».",
    "Un critère garde son code d'une version à l'autre : c'est par lui que les réponses suivent.",
    "Donnez une nouvelle « version » dans « Questionnaire » avant l'import : une version publiée ne change plus.",
)
