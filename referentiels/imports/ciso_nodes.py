"""One node of a framework: a title, or an exigence with its questions, its controls and its awaited proof."""

from collections.abc import Mapping
from dataclasses import dataclass

from referentiels.faults import place_en_texte
from referentiels.imports.objet import Objet
from referentiels.imports.texts import propre, titre_court
from referentiels.imports.trame import Noeud, Trame
from referentiels.palette import NIVEAUX_PAR_NOMBRE

QUESTION_SANS_ECHELLE = (
    "la question et ses réponses sont reprises dans le texte de l'exigence ; on répond Conforme ou Non conforme"
)
SANS_OBJET = ("non applicable", "not applicable", "n/a")
EFFETS = {
    "select_implementation_groups": "une réponse ne choisit pas de groupe",
    "compute_result": "une réponse ne décide pas seule du résultat",
    "color": "les couleurs sont celles des niveaux",
}


@dataclass
class Reperes:
    """What nodes refer to: names of controls by urn, groups that answers select; how many nodes have no French."""

    mesures: Mapping[str, str]
    par_reponse: frozenset[str]
    non_traduits: int = 0


def lire_noeud(objet: Objet, reperes: Reperes, trame: Trame) -> Noeud:
    """The node, without its children. Raises: ReferentielInvalid for one without urn or without any text."""
    objet.traduire()
    reperes.non_traduits += not objet.traduit
    urn, nom, texte = objet.texte("urn"), objet.texte("name"), objet.texte("description")
    if not urn:
        raise objet.refus("urn", "l'urn de l'exigence")
    evaluable = objet.booleen("assessable")
    questions, niveaux = _questions(objet, trame)
    exigence = "\n\n".join(part for part in (texte, questions, _mesures(objet, reperes)) if part)
    reference = objet.texte("ref_id")
    if not (nom or exigence or reference):
        raise objet.refus("name", "un nom, une description ou une question")
    objet.lus.update(("depth", "parent_urn", "order_id", "importance"))
    return Noeud(
        identifiant=urn,
        reference=reference,
        nom=nom,
        texte=exigence,
        objectif=objet.texte("annotation"),
        evaluable=evaluable,
        niveaux=niveaux,
        preuve=objet.texte("typical_evidence"),
        groupes=tuple(g for g in objet.textes("implementation_groups") if g not in reperes.par_reponse),
        place=place_en_texte(objet.place),
        ligne=objet.ligne,
    )


def _mesures(objet: Objet, reperes: Reperes) -> str:
    lignes = []
    for cle, titre in (("reference_controls", "Mesures de référence :"), ("threats", "Menaces couvertes :")):
        noms = [reperes.mesures.get(urn, urn) for urn in objet.textes(cle)]
        if noms:
            lignes.append("\n".join((titre, *(f"– {nom}" for nom in noms))))
    return "\n\n".join(lignes)


def _questions(objet: Objet, trame: Trame) -> tuple[str, tuple[str, ...]]:
    """The questions as text; the texts of the levels instead, where the choices of the only one are scored."""
    ensemble = objet.objet("questions")
    if ensemble is None:
        return "", ()
    questions = [question for cle in ensemble.valeurs if (question := ensemble.objet(cle)) is not None]
    if len(questions) == 1:
        niveaux = _echelle(questions[0])
        if niveaux:
            texte = questions[0].texte("text")
            # what is asked is often the name again
            return "" if texte in (objet.texte("name"), titre_court(objet.texte("description"))) else texte, niveaux
    textes = [_texte(question, trame) for question in questions]
    if any(question.valeurs.get("choices") for question in questions):
        trame.non_repris.append(objet.ecart("questions", QUESTION_SANS_ECHELLE, textes[0].split("\n", 1)[0]))
    return "\n\n".join(textes), ()


def _echelle(question: Objet) -> tuple[str, ...]:
    """The choices from the lowest score up, where there are as many as a scale has levels and all are scored.

    One that says « non applicable » needs no score.
    """
    question.traduire()
    choix = question.objets("choices")
    for un in choix:
        un.traduire()
    choix = [un for un in choix if "add_score" in un.valeurs or not _sans_objet(un)]
    scores = [un.brut("add_score") for un in choix]
    entiers = [score for score in scores if isinstance(score, int) and not isinstance(score, bool)]
    if len(choix) not in NIVEAUX_PAR_NOMBRE or len(set(entiers)) != len(choix):
        return ()
    return tuple(un.texte("value") for _, un in sorted(zip(entiers, choix, strict=True), key=lambda paire: paire[0]))


def _sans_objet(choix: Objet) -> bool:
    return choix.texte("value").casefold() in SANS_OBJET


def _texte(question: Objet, trame: Trame) -> str:
    question.traduire()
    lignes = [f"Question : {question.texte('text')}"]
    effets: dict[str, None] = {}
    for choix in question.objets("choices"):
        choix.traduire()
        lignes.append(f"– {choix.texte('value')}")
        effets.update(dict.fromkeys(cle for cle in choix.valeurs if choix.valeurs[cle] and cle in EFFETS))
        choix.lus.update((*EFFETS, "urn", "add_score", "description"))
        trame.non_repris.extend(choix.reste("sans équivalent dans un questionnaire"))
    question.lus.update(("type", "urn", "choices", "translations"))
    trame.non_repris.extend(question.reste("sans équivalent dans un questionnaire"))
    trame.non_repris.extend(question.ecart("choices", EFFETS[cle]) for cle in effets)
    return propre("\n".join(lignes))
