"""A questionnaire as a catalog of OSCAL: sections are groups, critères controls."""

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from referentiels.catalogue import Questionnaire
from referentiels.exports.arbre import Feuille, feuilles, objectif
from referentiels.imports.oscal import FORMAT

VERSION_OSCAL = "1.1.2"


def catalogue(questionnaire: Questionnaire, instant: str) -> str:
    """The JSON text of the catalog, last modified at that instant (RFC 3339)."""
    provenance = questionnaire.provenance
    venue = provenance if provenance is not None and provenance.format == FORMAT else None
    uuid = venue.identifiant if venue is not None else str(uuid5(NAMESPACE_URL, f"convergence:{questionnaire.cle}"))
    meta = {
        "title": questionnaire.titre,
        "published": venue.date if venue is not None else "",
        "last-modified": instant,
        "version": venue.version if venue is not None else questionnaire.version,
        "oscal-version": VERSION_OSCAL,
        "remarks": venue.droits if venue is not None else "",
    }
    racine: dict[str, Any] = {"uuid": uuid, "metadata": {cle: valeur for cle, valeur in meta.items() if valeur}}
    noeuds: dict[str, dict[str, Any]] = {"": racine}
    for feuille in feuilles(questionnaire):
        noeud = _noeud(feuille, questionnaire)
        noeuds[feuille.identifiant] = noeud
        genre = "controls" if feuille.critere is not None else "groups"
        noeuds[feuille.parent].setdefault(genre, []).append(noeud)
    return json.dumps({"catalog": racine}, ensure_ascii=False, indent=2) + "\n"


def _noeud(feuille: Feuille, questionnaire: Questionnaire) -> dict[str, Any]:
    objet = feuille.critere or feuille.section
    assert objet is not None
    noeud: dict[str, Any] = {"id": feuille.identifiant, "title": objet.titre}
    if feuille.reference and feuille.reference != feuille.identifiant:
        noeud["props"] = [{"name": "label", "value": feuille.reference}]
    parties = []
    if feuille.critere is not None:
        but = objectif(feuille.critere, questionnaire)
        parties = [("overview", but), ("statement", feuille.texte if feuille.texte != objet.titre else "")]
    elif feuille.section is not None and feuille.section.contexte:
        parties = [("overview", feuille.section.contexte)]
    ecrites = [{"name": nom, "prose": prose} for nom, prose in parties if prose]
    if ecrites:
        noeud["parts"] = ecrites
    return noeud
