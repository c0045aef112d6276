"""Rows of the pages by which auditeurs look at a dossier."""

from tests.web.rows import AUDITEURS, get

DOSSIER = "/audit/dossiers/{audite}"
FINALISE = "/audit/dossiers/{dossier_finalise}"
ALORS = DOSSIER + "/a-la-date"
QUESTIONNAIRE = ALORS + "/interoperabilite-2021"

AUDIT = (
    get("audit.vie_du_dossier", DOSSIER, AUDITEURS),
    get("audit.a_la_date", ALORS + "?ecriture={ecriture}", AUDITEURS),
    get("audit.questionnaire_a_la_date", QUESTIONNAIRE + "?ecriture={ecriture}", AUDITEURS),
    get("audit.document_a_la_date", QUESTIONNAIRE + "/resultats.json?ecriture={ecriture}", AUDITEURS),
    get("audit.archive_a_la_date", FINALISE + "/a-la-date/resultats.zip?ecriture={derniere_ecriture}", AUDITEURS),
)
