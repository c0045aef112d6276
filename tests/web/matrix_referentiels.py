"""Rows of the agency's pages of référentiels."""

from tests.web.rows import ADMINISTRATEURS, get, post

VERSIONS = "/administration/referentiels/interoperabilite"

REFERENTIELS = (
    get("administration.referentiels", "/administration/referentiels", ADMINISTRATEURS),
    get("administration.referentiel", VERSIONS, ADMINISTRATEURS),
    get("administration.referentiel_difference", VERSIONS + "/difference?avant=2021&apres=2021", ADMINISTRATEURS),
    get(
        "administration.referentiel_fichier",
        "/administration/referentiels/questionnaire/interoperabilite/2021/fichier.yaml",
        ADMINISTRATEURS,
    ),
    get("administration.importation", "/administration/referentiels/import", ADMINISTRATEURS),
    post("administration.importation_lue", "/administration/referentiels/import", ADMINISTRATEURS),
    post("administration.importation_creee", "/administration/referentiels/import/brouillons", ADMINISTRATEURS),
)
