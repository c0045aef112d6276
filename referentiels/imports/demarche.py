"""The parcours that an imported questionnaire is gone through in, or the next version of those that use it."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from referentiels.catalogue import Questionnaire, TypeSujet
from referentiels.imports.packs import NON, OUI, question_de
from referentiels.imports.result import Brouillon, Cadre
from referentiels.imports.texts import refuse, titre_court
from referentiels.imports.trame import Trame
from referentiels.imports.writing import ecrire
from referentiels.migration import Comparaison, comparer

QUESTIONS_MAX = 99


def parcours(trame: Trame, cadre: Cadre, code: str, cle: str, sujet: TypeSujet, profile: bool) -> Brouillon:
    """A parcours of one démarche that goes through the questionnaire."""
    ordres = [int(document.contenu["ordre"]) for document in cadre.de_genre("parcours")]
    titre, description = titre_court(trame.titre), trame.description or trame.titre
    regles: dict[str, Any] = {"profilage": [code]} if profile else {}
    regles |= {"verrou": ["socle-commun"], "completude": ["socle-commun"], "verdict": [code]}
    contenu: dict[str, Any] = {
        "genre": "parcours",
        "code": code,
        "version": "1",
        "ordre": max(ordres, default=0) + 1,
        "titre": titre,
        "carte": True,
        "accroche": titre,
        "description": titre_court(description),
        "etapes": ["Répondez à chaque exigence", "Validez l'évaluation", "Téléchargez vos résultats"],
        "introduction": description.split("\n\n")[:5],
        "presentation": {"question": f"Qu'est-ce que « {titre} » ?", "texte": description},
        "demarches": [
            {
                "code": code,
                "titre": titre,
                "description": titre_court(description),
                "cycle": "simple",
                "ouverte": True,
                "volets": [{"questionnaire": cle, "sujet": sujet.value}],
                "regles": regles,
            }
        ],
    }
    return Brouillon("parcours", code, "1", titre, ecrire(contenu), 1)


def version_suivante(version: str) -> str:
    """The version after: its last number plus one."""
    tete, point, fin = version.rpartition(".")
    return f"{tete}{point}{int(fin) + 1}" if fin.isdigit() else f"{version}.1"


def parcours_suivants(
    cadre: Cadre, anciennes: Sequence[Questionnaire], suivante: Questionnaire, profilage: str = ""
) -> list[Brouillon]:
    """The parcours that use an earlier version, with the new one in its place; thresholds follow their critères.

    `profilage` is the pack that their démarches need from now on, if any.
    """
    comparaisons = {ancienne.cle: comparer(ancienne, suivante) for ancienne in anciennes}
    suivants = []
    for document in cadre.de_genre("parcours"):
        contenu = deepcopy(document.contenu)
        concernees = [d for d in contenu.get("demarches", ()) if _remplacer(d, comparaisons)]
        for demarche in concernees if profilage else ():
            paquets = demarche["regles"].setdefault("profilage", [])
            if profilage not in paquets:
                paquets.append(profilage)
        if concernees:
            contenu["version"] = version_suivante(document.version)
            nombre = len(contenu["demarches"])
            suivants.append(
                Brouillon("parcours", document.code, contenu["version"], contenu["titre"], ecrire(contenu), nombre)
            )
    return suivants


def _remplacer(demarche: dict[str, Any], comparaisons: Mapping[str, Comparaison]) -> bool:
    """Put the new version in the place of an earlier one; whether the démarche had one."""
    concernes = [volet for volet in demarche.get("volets", ()) if volet["questionnaire"] in comparaisons]
    for volet in concernes:
        _suivre(volet, comparaisons[volet["questionnaire"]])
    return bool(concernes)


def _suivre(volet: dict[str, Any], comparaison: Comparaison) -> None:
    """Each critère that a volet names under its new code; what the new version no longer has is left out."""
    lignes = comparaison.par_ancien
    codes = {code: ligne.apres.code for code, ligne in lignes.items() if ligne.apres is not None}
    volet["questionnaire"] = comparaison.apres.cle
    for cle in ("criteres", "sans_seuil"):
        if cle in volet:
            volet[cle] = [codes[code] for code in volet[cle] if code in codes]
    if "seuils" in volet:
        seuils = {code: lignes[code].valeur(niveau) for code, niveau in volet["seuils"].items() if code in codes}
        volet["seuils"] = {codes[code]: niveau for code, niveau in seuils.items() if niveau is not None}
    for cle in ("criteres", "sans_seuil", "seuils"):
        if cle in volet and not volet[cle]:
            del volet[cle]


def qualification(trame: Trame, cadre: Cadre, code: str, sujet: TypeSujet, fichier: str) -> Brouillon | None:
    """The qualification of that type of subject with a question for each group that it lacks one for."""
    document = next((d for d in cadre.de_genre("qualification") if d.code == sujet.value), None)
    if document is None:
        raise refuse(fichier, sujet.value, "un type de sujet qui a une qualification publiée")
    contenu = deepcopy(document.contenu)
    posees = {question["code"] for question in contenu["questions"]}
    for groupe in trame.groupes:
        if not groupe.toujours and question_de(code, groupe) not in posees:
            numero = len(contenu["questions"]) + 1
            contenu["questions"].append(
                {
                    "code": question_de(code, groupe),
                    "numero": f"{numero:02d}",
                    "libelle": f"{titre_court(trame.titre)} : êtes-vous concerné par « {groupe.nom} » ?",
                    "choix": [{"code": OUI, "libelle": "Oui"}, {"code": NON, "libelle": "Non"}],
                }
            )
    if len(contenu["questions"]) > QUESTIONS_MAX:
        raise refuse(
            fichier, f"{len(trame.groupes)} groupes", f"une qualification de {QUESTIONS_MAX} questions au plus"
        )
    if len(contenu["questions"]) == len(posees):
        return None
    contenu["version"] = version_suivante(document.version)
    titre = "Qualification"
    return Brouillon(
        "qualification", document.code, contenu["version"], titre, ecrire(contenu), len(contenu["questions"])
    )
