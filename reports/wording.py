"""French words and dates of what reports give out, the same on pages, in PDF, in XLSX and in JSON."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from referentiels.catalogue import Demarche, Nature, Parcours
from referentiels.palette import LIBELLES

PARIS = ZoneInfo("Europe/Paris")

VERDICTS = {"atteint": "Atteint", "non_atteint": "Non atteint", "atteint_le": "Atteint à une date"}
NATURES = {Nature.OBLIGATION: "Obligatoire", Nature.OPTION: "Option", Nature.RECOMMANDE: "Recommandé"}
ETATS = {
    "a_completer": "À compléter",
    "brouillon": "Brouillon",
    "a_valider": "Validation demandée",
    "valide": "Validé",
}
NON_REPONDU = "Non répondu"
SANS_SEUIL = "aucun"
SHORT = 12


def niveau_atteint(resultat: str, parcours: Parcours, demarche: Demarche, echeance: str | None = None) -> str:
    """« Non atteint pour Doctrine du Numérique en Santé Téléconsultation », « Atteint le 2023-01 pour … »."""
    verdict = f"Atteint le {echeance}" if echeance is not None else VERDICTS.get(resultat, resultat)
    return f"{verdict} pour {parcours.titre} {demarche.titre}"


def valeur_en_mots(code: str | None) -> str:
    """The word of an answer: « vert clair », « Conforme », « Non répondu »."""
    return LIBELLES.get(code, code) if code else NON_REPONDU


def seuil_en_mots(code: str) -> str:
    """The word of a threshold: « vert clair », « aucun » where the démarche sets none."""
    return LIBELLES.get(code, code) if code else SANS_SEUIL


def jour(instant: datetime) -> str:
    """« 17 mai 2022 », in Paris."""
    return format_date(instant.astimezone(PARIS).date(), "d MMMM y", locale="fr")


def moment(instant: datetime) -> str:
    """« 17 mai 2022 à 14 h 05 », in Paris."""
    return format_datetime(instant.astimezone(PARIS), "d MMMM y 'à' HH 'h' mm", locale="fr")


def empreinte(digest: str) -> str:
    """The first characters of a digest, enough to tell two apart on a page."""
    return digest[:SHORT]
