"""A roadmap as JSON, for programs. Keys are documented here and never change their meaning.

format            1
sujet             {"type": "produit"|"strategie", "reference", "nom", "version"}
parcours          {"code", "titre"};  demarche: the same
questionnaire     {"cle", "titre", "version", "theme"}
validation        null while nothing is validated, else {"numero", "derniere": whether it is the last one,
                  "valide_le": instant in UTC, "valide_par": name, "demande_par": name or null,
                  "edition": digest of all that was published when it was judged, "edition_retrouvee": whether the
                  texts below are those of that edition}
depart            null, or the validation of the evaluation that the plan starts from {"numero", "valide_le",
                  "valide_par"};  a_revoir: whether the evaluation was validated again since
verdict           null, or {"resultat": "atteint"|"non_atteint"|"atteint_le", "echeance": "AAAA-MM" or null, "niveau":
                  in words, "rendu_le", "edition", "regles": digest of the rule set, "decision": what was recorded
                  that day, "determinants": [{"critere", "echeance"}]}
au                the day of Paris on which `suite` was worked out
sections          [{"code", "titre", "criteres": [{"code", "titre", "nature", "depart": level it starts from or null,
                  "actuel": level validated last, "recommande", "besoin": whether a plan was expected,
                  "non_applicable": the target does not apply, "commentaire", "echeances": [{"niveau", "mois":
                  "AAAA-MM", "suite": "a_venir"|"atteinte"|"depassee"|"passee"}]}]}]
historique        [{"numero", "valide_le", "valide_par", "demande_par", "edition", "resultat", "echeance", "regles"}]
position          {"format": of the journal, "journal": log of the company, "taille": its entries, "agence": those of
                  the agency's log, "instant"}: what stood when the document was made; made again as of that position it
                  is the same to the byte, erased values apart. Not there in an archive, whose manifest says it
journal           the signed note of the company's journal when the document was made, or null
"""

from typing import Any

from models.entry import timestamp
from reports.common_json import ecrire, ordonnee, tete, validation, validee
from reports.position import PositionDuJournal
from reports.projection_history import LigneDeProjection
from reports.roadmap import FeuilleDeRoute, LigneDeRoute

FORMAT = 1


def feuille_json(feuille: FeuilleDeRoute, note: str | None = None, position: PositionDuJournal | None = None) -> str:
    """The document, indented, in UTF-8 without escapes; `note` is the journal's signed note at that position."""
    return ecrire(document(feuille), note, position)


def document(feuille: FeuilleDeRoute) -> dict[str, Any]:
    """The document as plain values, but for the journal."""
    return {
        "format": FORMAT,
        **tete(feuille),
        "validation": validation(feuille),
        "depart": _depart(feuille),
        "a_revoir": feuille.a_revoir,
        "verdict": _verdict(feuille),
        "au": feuille.aujourdhui.isoformat(),
        "sections": [
            {
                "code": section.section.code,
                "titre": section.section.titre,
                "criteres": [_critere(une) for une in section.lignes],
            }
            for section in feuille.sections
        ],
        "historique": [_ligne(une) for une in feuille.historique],
    }


def _depart(feuille: FeuilleDeRoute) -> dict[str, Any] | None:
    depart = feuille.depart
    if depart is None:
        return None
    return {"numero": depart.numero, "valide_le": timestamp(depart.valide_le), "valide_par": feuille.evaluateur}


def _verdict(feuille: FeuilleDeRoute) -> dict[str, Any] | None:
    verdict, explication = feuille.verdict, feuille.explication
    if verdict is None or explication is None:
        return None
    return {
        "resultat": verdict.resultat,
        "echeance": verdict.echeance,
        "niveau": feuille.niveau,
        "rendu_le": timestamp(verdict.rendu_le),
        "edition": verdict.edition,
        "regles": verdict.regles,
        "decision": ordonnee(verdict.decision),
        "determinants": [{"critere": each.code, "echeance": each.echeance} for each in explication.determinants],
    }


def _critere(une: LigneDeRoute) -> dict[str, Any]:
    return {
        "code": une.critere.code,
        "titre": une.critere.titre,
        "nature": une.critere.nature.value,
        "depart": une.depart,
        "actuel": une.actuel,
        "recommande": une.cible.recommande,
        "besoin": une.besoin,
        "non_applicable": une.non_applicable,
        "commentaire": une.commentaire,
        "echeances": [
            {"niveau": etape.niveau.code, "mois": etape.texte, "suite": etape.suite.value} for etape in une.etapes
        ],
    }


def _ligne(une: LigneDeProjection) -> dict[str, Any]:
    verdict = une.verdict
    return {
        **validee(une),
        "resultat": verdict.resultat if verdict is not None else None,
        "echeance": verdict.echeance if verdict is not None else None,
        "regles": verdict.regles if verdict is not None else None,
    }
