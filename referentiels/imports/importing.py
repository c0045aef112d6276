"""Any file that may be imported → drafts: which format it is, and what its drafts take from what is in effect."""

import re
from typing import Any

from referentiels.catalogue import Questionnaire
from referentiels.imports.ciso import lire_ciso
from referentiels.imports.classeur import lire_classeur
from referentiels.imports.codes import prefixe
from referentiels.imports.composition import questionnaire, refuse_trop_profond
from referentiels.imports.demarche import parcours, parcours_suivants, qualification
from referentiels.imports.oscal import lire_oscal
from referentiels.imports.packs import profilage, verdict
from referentiels.imports.result import Brouillon, Cadre, Importe, Options
from referentiels.imports.strict_json import lire_json
from referentiels.imports.texts import code_de_fichier, code_de_version, decode, empreinte, refuse
from referentiels.imports.trame import Trame
from referentiels.imports.writing import ecrire
from referentiels.loading import Document, read_document
from referentiels.reading import Lecture, normalise, read_yaml
from referentiels.schema import build

TAILLE_MAX = 5_000_000
"""Bytes of a file that is imported."""
ZIP = b"PK\x03\x04"
ATTENDU = (
    "un référentiel en YAML, un classeur .xlsx exporté d'ici, une bibliothèque CISO Assistant ou un catalogue OSCAL"
)
NOM_MAX = 200


def importer(contenu: bytes, fichier: str, cadre: Cadre, options: Options | None = None) -> Importe:
    """The drafts that a file makes, and what of it they do not hold.

    Raises: ReferentielInvalid for a file that is none of those, or that holds what cannot be read safely.
    """
    options = options or Options()
    fichier = re.sub(r"[^\w .()\[\]-]", "_", fichier)[-NOM_MAX:] or "fichier"
    if len(contenu) > TAILLE_MAX:
        raise refuse(fichier, f"{len(contenu)} octets", f"{TAILLE_MAX} octets au plus")
    if not contenu.strip():
        raise refuse(fichier, "un fichier vide", ATTENDU)
    if contenu.startswith(ZIP):
        document = read_document(ecrire(lire_classeur(contenu, fichier)), fichier)
        return _document(document, "xlsx", cadre)
    texte = normalise(decode(contenu, fichier))
    if texte.lstrip()[:1] in ("{", "["):
        valeurs = lire_json(texte, fichier)
        if not isinstance(valeurs, dict):
            raise refuse(fichier, "une liste", ATTENDU)
        return _trame(lire_oscal(Lecture(fichier, valeurs, {})), fichier, cadre, options)
    if texte.lstrip()[:1] == "<":
        raise refuse(fichier, "un fichier XML ou HTML", ATTENDU)
    return _yaml(texte, fichier, cadre, options)


def _yaml(texte: str, fichier: str, cadre: Cadre, options: Options) -> Importe:
    lecture = read_yaml(texte, fichier, TAILLE_MAX)
    if "genre" in lecture.contenu:
        return _document(read_document(texte, fichier), "yaml", cadre)
    if "pack" in lecture.contenu:
        raise refuse(fichier, "un jeu de règles", "un référentiel ; un jeu de règles s'importe avec les règles")
    if "objects" not in lecture.contenu:
        raise refuse(fichier, ", ".join(list(lecture.contenu)[:3]) or "un fichier vide", ATTENDU)
    return _trame(lire_ciso(lecture), fichier, cadre, options)


def _document(document: Document, genre: str, cadre: Cadre) -> Importe:
    """A document of ours: itself, and the parcours that are to use it in the place of an earlier version."""
    contenu = document.contenu
    nombre = _nombre(document)
    brouillons = [Brouillon(*document.cle, contenu.get("titre", document.code), document.texte, nombre)]
    _refuse_deja_publie(document, cadre)
    if document.genre == "questionnaire":
        brouillons += parcours_suivants(cadre, _construits(cadre.versions(document.code)), _construit(document))
    return Importe(genre, brouillons[0].titre, tuple(brouillons))


def _nombre(document: Document) -> int:
    contenu = document.contenu
    if document.genre == "questionnaire":
        return len(_codes(contenu["sections"]))
    return len(contenu.get("demarches") or contenu.get("questions") or ())


def _codes(sections: list[dict[str, Any]]) -> list[str]:
    codes = []
    for section in sections:
        codes += [critere["code"] for critere in section.get("criteres", ())]
        codes += _codes(section.get("sections", []))
    return codes


def _refuse_deja_publie(document: Document, cadre: Cadre) -> None:
    """Raises: ReferentielInvalid for a version that is published, whether as it is here or otherwise."""
    meme = next((autre for autre in cadre.documents if autre.cle == document.cle), None)
    if meme is None:
        return
    trouve = f"{document.code} {document.version}"
    if meme.digest == document.digest:
        raise refuse(document.fichier, trouve, "un contenu qui ne soit pas déjà publié tel quel")
    raise refuse(document.fichier, trouve, "un autre numéro de version : celle-ci est publiée et ne change plus")


def _trame(trame: Trame, fichier: str, cadre: Cadre, options: Options) -> Importe:
    """The drafts of a foreign file: a démarche of its own, or the next version of the questionnaire it became."""
    refuse_trop_profond(trame, fichier)
    code = code_de_fichier(options.code) or trame.code
    version = code_de_version(options.version) or trame.version
    avant = cadre.versions(code)
    contenu, codes = questionnaire(trame, code, version, _debut(code, cadre, avant), _connus(avant))
    document = read_document(ecrire(contenu), fichier)
    _refuse_deja_publie(document, cadre)
    brouillons = [Brouillon(*document.cle, trame.titre, document.texte, len(codes))]
    regles = profilage(trame, code, version, options.sujet, codes)
    if regles is not None:
        questions = qualification(trame, cadre, code, options.sujet, fichier)
        brouillons[:0] = [questions] if questions is not None else []
        brouillons.append(regles)
    if avant:
        brouillons += parcours_suivants(cadre, _construits(avant), _construit(document), code if regles else "")
    else:
        brouillons.append(verdict(trame, code, version))
        brouillons.append(parcours(trame, cadre, code, f"{code}-{version}", options.sujet, regles is not None))
    _verifier(brouillons, fichier)
    return Importe(
        trame.provenance.format, trame.titre, tuple(brouillons), tuple(trame.non_repris), tuple(trame.avertissements)
    )


def _construit(document: Document) -> Questionnaire:
    objet = build(read_yaml(document.texte, document.fichier or document.code))
    assert isinstance(objet, Questionnaire)
    return objet


def _construits(documents: tuple[Document, ...]) -> list[Questionnaire]:
    return [_construit(document) for document in documents]


def _connus(avant: tuple[Document, ...]) -> dict[str, str]:
    """The codes of the version before, by the identifier that the file gives: they do not change."""
    connus: dict[str, str] = {}
    for document in sorted(avant, key=lambda document: document.version):
        _reperer(document.contenu["sections"], connus)
    return connus


def _reperer(sections: list[dict[str, Any]], connus: dict[str, str]) -> None:
    for section in sections:
        for objet in (section, *section.get("criteres", ())):
            if "identifiant" in objet:
                connus[objet["identifiant"]] = objet["code"]
        _reperer(section.get("sections", []), connus)


def _debut(code: str, cadre: Cadre, avant: tuple[Document, ...]) -> str:
    """What new codes begin with, which no other questionnaire's do."""
    debut = prefixe(code)
    autres = [document for document in cadre.de_genre("questionnaire") if document not in avant]
    pris = {codes.split(".")[0] for document in autres for codes in _codes(document.contenu["sections"])}
    return debut if debut not in pris else f"{debut[:6]}{empreinte(code)}"


def _verifier(brouillons: list[Brouillon], fichier: str) -> None:
    """What is written beside the questionnaire is read again: what does not hold is a fault of the file, said as one.

    Raises: ReferentielInvalid.
    """
    for brouillon in brouillons:
        if brouillon.genre in ("parcours", "qualification"):
            read_document(brouillon.texte, f"{fichier} → {brouillon.genre}")
