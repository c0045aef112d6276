"""The colours of maturity, each with the word that stands beside it: a colour alone never carries meaning."""

GRIS = "gris"

NIVEAUX_PAR_NOMBRE: dict[int, tuple[str, ...]] = {
    2: ("rouge", "vert"),
    3: ("rouge", "orange", "vert"),
    4: ("rouge", "orange", "jaune", "vert"),
    5: ("rouge", "orange", "jaune", "vert_clair", "vert"),
}

CONFORMITE = ("non_applicable", "non_conforme", "conforme")

LIBELLES: dict[str, str] = {
    "rouge": "rouge",
    "orange": "orange",
    "jaune": "jaune",
    "vert_clair": "vert clair",
    "vert": "vert",
    "gris": "gris",
    "non_applicable": "Non applicable",
    "non_conforme": "Non conforme",
    "conforme": "Conforme",
}
