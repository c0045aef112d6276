"""The packs of rules of an imported référentiel: what its groups exclude, and its verdict."""

from typing import Any

from referentiels.catalogue import TypeSujet
from referentiels.imports.result import REGLES, Brouillon
from referentiels.imports.texts import code_de_choix
from referentiels.imports.trame import Groupe, Trame
from referentiels.imports.writing import ecrire

OUI, NON = "oui", "non"
TOUS = (
    "Chaque critère obligatoire et applicable est au seuil que le référentiel fixe ; les réponses « non applicable » "
    "ne comptent pas."
)
SOUS = "Au moins un critère obligatoire et applicable est sous le seuil que le référentiel fixe."


def question_de(code: str, groupe: Groupe) -> str:
    """The code of the qualification question about a group."""
    return code_de_choix(f"{code}-{groupe.code}", 58)


def profilage(trame: Trame, code: str, version: str, sujet: TypeSujet, codes: dict[str, str]) -> Brouillon | None:
    """The critères that no longer apply where none of their groups does; None where every critère always applies."""
    choisis = {groupe.code: groupe for groupe in trame.groupes}
    par_groupes: dict[tuple[str, ...], list[str]] = {}
    for noeud in trame.tous():
        connus = tuple(sorted(groupe for groupe in noeud.groupes if groupe in choisis))
        if noeud.evaluable and connus and not any(choisis[groupe].toujours for groupe in connus):
            par_groupes.setdefault(connus, []).append(codes[noeud.identifiant])
    if not par_groupes:
        return None
    regles = [
        _regle(rang, code, sujet, [choisis[groupe] for groupe in groupes], criteres)
        for rang, (groupes, criteres) in enumerate(sorted(par_groupes.items()), start=1)
    ]
    return _pack("profilage", code, version, trame, regles, [])


def _regle(rang: int, code: str, sujet: TypeSujet, groupes: list[Groupe], criteres: list[str]) -> dict[str, Any]:
    noms = ", ".join(f"« {groupe.nom} »" for groupe in groupes)
    faits: list[dict[str, str]] = [{"fact": "sujet.type", "eq": sujet.value}]
    faits += [{"fact": f"qualification.{question_de(code, groupe)}", "eq": NON} for groupe in groupes]
    return {
        "id": f"PROF-{code.upper()}-{rang:03d}",
        "label": f"Hors du groupe {noms}",
        "when": {"all": faits},
        "then": [{"non_applicable": criteres}],
        "because": f"Ces critères ne concernent que le groupe {noms}, que la qualification écarte.",
    }


def verdict(trame: Trame, code: str, version: str) -> Brouillon:
    """Atteint where every obligatory critère that applies is at its threshold, else non atteint."""
    atteint = _issue(code, 1, "Évaluation conforme au référentiel", "eq", "atteint", TOUS)
    sous = _issue(code, 2, "Évaluation sous le seuil du référentiel", "gt", "non_atteint", SOUS)
    cas = [_cas(0, 0, "atteint"), _cas(0, 1, "non_atteint"), _cas(1, 0, "")]
    return _pack("verdict", code, version, trame, [atteint, sous], cas)


def _issue(code: str, rang: int, label: str, compare: str, conclusion: str, because: str) -> dict[str, Any]:
    evaluee = [{"fact": "passage", "eq": "evaluation"}, {"fact": "criteres.sans_reponse", "eq": 0}]
    return {
        "id": f"VERD-{code.upper()}-{rang}",
        "label": label,
        "when": {"all": [*evaluee, {"fact": "criteres.sous_seuil", compare: 0}]},
        "then": [{"verdict": conclusion}],
        "because": because,
    }


def _cas(sans_reponse: int, sous_seuil: int, attendu: str) -> dict[str, Any]:
    given = {"passage": "evaluation", "criteres.sans_reponse": sans_reponse, "criteres.sous_seuil": sous_seuil}
    return {"given": given, "expect": {"verdict": attendu} if attendu else {}}


def _pack(
    famille: str, code: str, version: str, trame: Trame, regles: list[dict[str, Any]], cas: list[dict[str, Any]]
) -> Brouillon:
    provenance = trame.provenance
    source = ", ".join(part for part in (trame.titre, provenance.editeur, provenance.date) if part)
    contenu: dict[str, Any] = {"pack": code, "family": famille, "version": version, "source": source, "rules": regles}
    if cas:
        contenu["cases"] = cas
    titre = f"{famille} : {code}"
    return Brouillon(REGLES, f"{famille}/{code}", version, titre, ecrire(contenu), len(regles))
