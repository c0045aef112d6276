"""Scores that become levels, and groups of implementation that become questions of the qualification."""

from collections.abc import Collection

from referentiels.imports.objet import Objet
from referentiels.imports.result import Ecart
from referentiels.imports.trame import Groupe
from referentiels.palette import NIVEAUX_PAR_NOMBRE

PAR_REPONSE = "_DEPENDS_ON_"
"""What groups that an answer selects are named with."""


def lire_niveaux(cadre: Objet, non_repris: list[Ecart]) -> tuple[str, ...]:
    """The texts of the framework's scores, lowest first, where our scale has as many levels; none otherwise."""
    bornes = [cadre.brut(cle) for cle in ("min_score", "max_score")]
    definis = {}
    for objet in cadre.objets("scores_definition"):
        objet.traduire()
        score = objet.brut("score")
        if isinstance(score, bool) or not isinstance(score, int):
            raise objet.refus("score", "un nombre entier")
        if score in definis:
            raise objet.refus("score", "un score défini une seule fois")
        definis[score] = _texte(objet, score)
    if len(definis) in NIVEAUX_PAR_NOMBRE:
        return tuple(texte for _, texte in sorted(definis.items()))
    if definis:
        raison = "une échelle de maturité a de 2 à 5 niveaux ; les réponses sont Conforme et Non conforme"
        non_repris.append(cadre.ecart("scores_definition", raison, f"{len(definis)} scores"))
    elif any(borne is not None for borne in bornes):
        raison = "des scores sans définition ne font pas de niveaux ; les réponses sont Conforme et Non conforme"
        non_repris.append(cadre.ecart("max_score", raison, f"de {bornes[0]} à {bornes[1]}"))
    return ()


def _texte(objet: Objet, score: int) -> str:
    nom, description = objet.texte("name"), objet.texte("description")
    return " : ".join(texte for texte in (nom, description) if texte) or f"Score {score}"


def lire_groupes(cadre: Objet, par_reponse: Collection[str], non_repris: list[Ecart]) -> tuple[Groupe, ...]:
    """The groups that a subject is or is not concerned by; those that an answer selects are left out, and listed."""
    groupes: list[Groupe] = []
    for objet in cadre.objets("implementation_groups_definition"):
        objet.traduire()
        code, nom = objet.texte("ref_id"), objet.texte("name")
        toujours = objet.booleen("default_selected")
        if not code or any(groupe.code == code for groupe in groupes):
            raise objet.refus("ref_id", "un code de groupe donné une seule fois")
        if code in par_reponse or code.startswith(PAR_REPONSE):
            raison = "groupe choisi par une réponse : ses critères restent applicables, à répondre « Non applicable »"
            non_repris.append(objet.ecart("ref_id", raison, nom or code))
        else:
            groupes.append(Groupe(code, nom or code, toujours))
    return tuple(groupes)
