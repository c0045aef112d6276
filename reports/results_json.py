"""The results of an evaluation as JSON, for programs. Keys are documented here and never change their meaning.

format            1
sujet             {"type": "produit"|"strategie", "reference", "nom", "version"}
parcours          {"code", "titre"}
demarche          {"code", "titre"}
questionnaire     {"cle", "titre", "version", "theme", "type": "maturite"|"conformite"}
validation        null while nothing is validated, else {"numero", "derniere": whether it is the last one,
                  "valide_le": instant in UTC, "valide_par": name, "demande_par": name or null,
                  "edition": digest of all that was published when it was judged, "edition_retrouvee": whether the
                  texts below are those of that edition}
verdict           null where this validation does not cover the whole démarche, else {"resultat": "atteint"|
                  "non_atteint", "niveau": in words, "rendu_le", "edition", "regles": digest of the rule set,
                  "decision": what was recorded that day, "sous_le_seuil": [{"critere", "reponse", "seuil"}],
                  "regles_ecartees": [{"regle", "raison"}]} (the two lists are null where the facts of the day can
                  no longer be rebuilt to the letter)
sections          [{"code", "titre", "taux": 0-100 or null (of conformity: the share of « Conforme » among the answers
                  that apply), "taux_recommande", "criteres": [{"code", "titre", "nature", "recommande", "seuil",
                  "verrouille", "reponse": code or null, "texte", "ecart": ranks that miss or null, "commentaire",
                  "depend_de": product, critère of a stratégie globale, or null, "noeud": code of the node it stands in,
                  "exigence": of conformity, else "",
                  "preuves": [{"nom", "type", "empreinte": SHA-256, "taille": bytes}]}],
                  "non_applicables": [{"code", "titre", "commentaire"}], the nodes that were made not applicable}]
recommandations   [{"critere", "texte", "ordre", "regle"}], most important first
brouillon         null, or {"etat", "modifications": [{"critere": or a node, "avant", "apres"}]}, the last two null or
                  {"reponse", "commentaire"}
historique        [{"numero", "valide_le", "valide_par", "demande_par", "edition", "resultat", "regles"}]
position          {"format": of the journal, "journal": log of the company, "taille": its entries, "agence": those of
                  the agency's log, "instant"}: what stood when the document was made; made again as of that position it
                  is the same to the byte, erased values apart. Not there in an archive, whose manifest says it
journal           the signed note of the company's journal when the document was made, or null: whoever keeps it can
                  prove later that nothing before it was rewritten
"""

from typing import Any

from models.entry import timestamp
from models.snapshot import ReponseSnapshot
from reports.common_json import ecrire, ordonnee, tete, validation, validee
from reports.history import LigneHistorique
from reports.position import PositionDuJournal
from reports.pourquoi import Explication
from reports.result_sections import LigneDeResultat, SectionDeResultat
from reports.results import Resultats

FORMAT = 1


def resultats_json(resultats: Resultats, note: str | None = None, position: PositionDuJournal | None = None) -> str:
    """The document, indented, in UTF-8 without escapes; `note` is the journal's signed note at that position."""
    return ecrire(document(resultats), note, position)


def document(resultats: Resultats) -> dict[str, Any]:
    """The document as plain values, but for the journal."""
    commun = tete(resultats)
    commun["questionnaire"]["type"] = resultats.questionnaire.type.value
    return {
        "format": FORMAT,
        **commun,
        "validation": validation(resultats),
        "verdict": _verdict(resultats),
        "sections": [_section(section) for section in resultats.sections],
        "recommandations": [
            {"critere": conseil.critere, "texte": conseil.texte, "ordre": conseil.ordre, "regle": conseil.regle}
            for conseil in resultats.conseils
        ],
        "brouillon": _brouillon(resultats),
        "historique": [_ligne(une) for une in resultats.historique],
    }


def _verdict(resultats: Resultats) -> dict[str, Any] | None:
    verdict, explication = resultats.verdict, resultats.explication
    if verdict is None or explication is None:
        return None
    return {
        "resultat": verdict.resultat,
        "niveau": resultats.niveau,
        "rendu_le": timestamp(verdict.rendu_le),
        "edition": verdict.edition,
        "regles": verdict.regles,
        "decision": ordonnee(verdict.decision),
        **_reconstitution(explication),
    }


def _reconstitution(explication: Explication) -> dict[str, Any]:
    if not explication.reconstitue:
        return {"sous_le_seuil": None, "regles_ecartees": None}
    return {
        "sous_le_seuil": [
            {"critere": faute.code, "reponse": faute.repondu, "seuil": faute.seuil}
            for faute in explication.sous_le_seuil
        ],
        "regles_ecartees": [{"regle": ecartee.id, "raison": ecartee.raison} for ecartee in explication.ecartees],
    }


def _section(section: SectionDeResultat) -> dict[str, Any]:
    return {
        "code": section.section.code,
        "titre": section.section.titre,
        "taux": section.taux,
        "taux_recommande": section.taux_recommande,
        "criteres": [{**_critere(une), "noeud": noeud.noeud.code} for noeud in section.noeuds for une in noeud.lignes],
        "non_applicables": [
            {"code": eteint.noeud.code, "titre": eteint.noeud.titre, "commentaire": eteint.eteint}
            for eteint in section.eteints
        ],
    }


def _critere(une: LigneDeResultat) -> dict[str, Any]:
    critere, cible = une.critere, une.cible
    niveau = critere.niveau(une.valeur) if une.valeur else None
    return {
        "code": critere.code,
        "titre": critere.titre,
        "nature": critere.nature.value,
        "recommande": cible.recommande,
        "seuil": cible.seuil or None,
        "verrouille": cible.verrouille,
        "reponse": une.valeur,
        "texte": niveau.texte if niveau is not None else "",
        "ecart": une.ecart,
        "commentaire": une.reponse.commentaire if une.reponse is not None else "",
        "depend_de": une.depend_de or None,
        "exigence": critere.exigence,
        "preuves": [
            {
                "nom": preuve.document.nom,
                "type": preuve.type,
                "empreinte": preuve.document.empreinte,
                "taille": preuve.document.taille,
            }
            for preuve in une.preuves
        ],
    }


def _brouillon(resultats: Resultats) -> dict[str, Any] | None:
    brouillon = resultats.brouillon
    if brouillon is None:
        return None
    return {
        "etat": brouillon.etat,
        "modifications": [
            {
                "critere": modification.critere.code,
                "avant": _reponse(modification.avant),
                "apres": _reponse(modification.apres),
            }
            for modification in brouillon.modifications
        ],
    }


def _reponse(reponse: ReponseSnapshot | None) -> dict[str, Any] | None:
    return {"reponse": reponse.valeur, "commentaire": reponse.commentaire} if reponse is not None else None


def _ligne(une: LigneHistorique) -> dict[str, Any]:
    return {
        **validee(une),
        "resultat": une.verdict.resultat if une.verdict is not None else None,
        "regles": une.verdict.regles if une.verdict is not None else None,
    }
