"""A questionnaire as a library of CISO Assistant, with the names that it had there if it came from there."""

from typing import Any

from referentiels.catalogue import Critere, Questionnaire, TypeQuestionnaire
from referentiels.exports.arbre import Feuille, feuilles, objectif
from referentiels.imports.ciso import FORMAT
from referentiels.imports.composition import CONSIGNES
from referentiels.imports.writing import ecrire
from referentiels.palette import GRIS, LIBELLES

URN = "urn:convergence:risk"


def bibliotheque(questionnaire: Questionnaire) -> str:
    """The YAML text of a library of one framework."""
    provenance = questionnaire.provenance
    venue = provenance if provenance is not None and provenance.format == FORMAT else None
    urn = venue.identifiant if venue is not None else f"{URN}:framework:{questionnaire.cle}"
    reference = (venue.reference if venue is not None else "") or questionnaire.code
    cadre: dict[str, Any] = {
        "urn": urn,
        "ref_id": reference,
        "name": questionnaire.titre,
        "description": _description(questionnaire),
        "requirement_nodes": [_noeud(feuille, questionnaire) for feuille in feuilles(questionnaire)],
    }
    version = venue.version if venue is not None else questionnaire.version
    contenu: dict[str, Any] = {
        "urn": urn.replace(":framework:", ":library:"),
        "locale": "fr",
        "ref_id": reference,
        "name": questionnaire.titre,
        "description": _description(questionnaire),
        "copyright": venue.droits if venue is not None else "",
        "version": int(version) if version.isdigit() else version,
        "publication_date": venue.date if venue is not None else "",
        "provider": venue.editeur if venue is not None else "",
        "packager": "convergence",
        "objects": {"framework": {cle: valeur for cle, valeur in cadre.items() if valeur}},
    }
    return ecrire({cle: valeur for cle, valeur in contenu.items() if valeur})


def _description(questionnaire: Questionnaire) -> str:
    """The first information, which is the description that came with it; what we add to each is left out."""
    premiere = questionnaire.informations[0]
    return "" if premiere in CONSIGNES or premiere.startswith("Source : ") else premiere


def _noeud(feuille: Feuille, questionnaire: Questionnaire) -> dict[str, Any]:
    critere = feuille.critere
    noeud: dict[str, Any] = {
        "urn": _urn(feuille.identifiant, questionnaire),
        "assessable": critere is not None,
        "depth": feuille.profondeur,
        "parent_urn": _urn(feuille.parent, questionnaire) if feuille.parent else "",
        "ref_id": feuille.reference,
        "name": feuille.nom,
        "description": feuille.texte if feuille.texte != feuille.nom else "",
    }
    if critere is not None:
        noeud["annotation"] = objectif(critere, questionnaire)
        noeud["typical_evidence"] = critere.scenario.texte if critere.scenario is not None else ""
        if questionnaire.type is TypeQuestionnaire.MATURITE:
            noeud["questions"] = {f"{noeud['urn']}:question:1": _question(critere, noeud["urn"])}
    return {cle: valeur for cle, valeur in noeud.items() if valeur not in ("", None)}


def _urn(identifiant: str, questionnaire: Questionnaire) -> str:
    if identifiant.startswith("urn:"):
        return identifiant
    return f"{URN}:req_node:{questionnaire.cle}:{identifiant.lower()}"


def _question(critere: Critere, urn: str) -> dict[str, Any]:
    """The levels as choices with their score, from the least mature; the grey one has none."""
    choix = [
        {
            "urn": f"{urn}:question:1:choice:{rang}",
            "value": niveau.texte,
            **({"add_score": niveau.rang} if niveau.code != GRIS else {"value": LIBELLES["non_applicable"]}),
        }
        for rang, niveau in enumerate(critere.niveaux, start=1)
    ]
    return {"type": "unique_choice", "text": critere.titre, "choices": choix}
