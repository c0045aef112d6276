"""From the tree of a foreign file to a questionnaire of ours, as the plain values of its YAML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from referentiels.fields import DATE, TEXTE_MAX
from referentiels.imports.codes import donner_les_codes
from referentiels.imports.result import Ecart
from referentiels.imports.texts import coupe, refuse, titre_court
from referentiels.imports.trame import Noeud, Trame
from referentiels.palette import GRIS, NIVEAUX_PAR_NOMBRE

NIVEAUX_DE_SECTIONS_MAX = 8
"""A node deeper than that does not stand in a file of ours, whose keys nest 24 times at most."""
GROUPEMENT = "groupement"
"""The identifier of a section that only holds together critères that had no title above them."""
SANS_OBJET = "Non applicable"
CONSIGNES = ("Pour chaque critère : choisissez la réponse, et expliquez en commentaire ce qui est « non applicable ».",)


def refuse_trop_profond(trame: Trame, fichier: str) -> None:
    """Nothing where the tree is shallow enough. Raises: ReferentielInvalid naming the first node too deep."""
    etage = trame.racines
    for _ in range(NIVEAUX_DE_SECTIONS_MAX + 1):
        etage = [enfant for noeud in etage for enfant in noeud.enfants]
    if etage:
        attendu = f"{NIVEAUX_DE_SECTIONS_MAX} niveaux de titres au plus au-dessus d'une exigence"
        raise refuse(fichier, etage[0].identifiant, attendu, etage[0].ligne or 1, etage[0].place)


def questionnaire(
    trame: Trame, code: str, version: str, debut: str, connus: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The questionnaire's values, and the code of each critère by identifier.

    `debut` begins every code that `connus` (codes of the version before, by identifier) does not give.
    """
    nouveaux = [noeud for noeud in trame.tous() if noeud.identifiant not in connus]
    codes = {**connus, **donner_les_codes(nouveaux, debut, connus.values())}
    maturite = bool(trame.niveaux) or all(noeud.niveaux for noeud in trame.tous() if noeud.evaluable)
    composeur = _Composeur(trame, codes, maturite)
    contenu: dict[str, Any] = {
        "genre": "questionnaire",
        "code": code,
        "version": version,
        "titre": trame.titre,
        "theme": titre_court(trame.titre),
        "type": "maturite" if maturite else "conformite",
        "provenance": {cle: valeur for cle, valeur in asdict(trame.provenance).items() if valeur},
        "informations": [*_informations(trame), *CONSIGNES],
        "sections": composeur.sections(trame.racines, racine=True),
    }
    return contenu, {n.identifiant: codes[n.identifiant] for n in trame.tous() if n.evaluable}


def _informations(trame: Trame) -> Iterator[str]:
    if trame.description:
        yield coupe(trame.description)[0]
    provenance = trame.provenance
    source = ", ".join(part for part in (provenance.editeur, date_de(provenance.date)) if part)
    if source:
        yield f"Source : {source}."


class _Composeur:
    """Sections and critères out of nodes, in reading order."""

    def __init__(self, trame: Trame, codes: Mapping[str, str], maturite: bool) -> None:
        self._trame, self._codes, self._maturite = trame, codes, maturite

    def sections(self, noeuds: Sequence[Noeud], *, racine: bool = False) -> list[dict[str, Any]]:
        """The sections of these nodes; critères that stand among titles are held together."""
        faites: list[dict[str, Any]] = []
        suite: list[Noeud] = []
        for noeud in noeuds:
            if noeud.evaluable and not noeud.enfants:
                suite.append(noeud)
                continue
            self._fermer(faites, suite, seule=racine)
            section = self._section(noeud)
            if section is not None:
                faites.append(section)
        self._fermer(faites, suite, seule=racine)
        return faites

    def _fermer(self, faites: list[dict[str, Any]], suite: list[Noeud], *, seule: bool) -> None:
        """Put what was gathered in a section of its own; below a title, what comes first needs none."""
        if suite and (seule or faites):
            faites.append(
                {
                    "code": self._codes[suite[0].identifiant],
                    "titre": _titre_de_suite(suite),
                    "identifiant": GROUPEMENT,
                    "criteres": [self._critere(noeud) for noeud in suite],
                }
            )
            suite.clear()

    def _section(self, noeud: Noeud) -> dict[str, Any] | None:
        premiers: list[Noeud] = [noeud] if noeud.evaluable else []
        reste = list(noeud.enfants)
        while reste and reste[0].evaluable and not reste[0].enfants:
            premiers.append(reste.pop(0))
        sections = self.sections(reste) if reste else []
        if not premiers and not sections:
            raison = "titre sous lequel rien n'est à évaluer"
            self._trame.non_repris.append(Ecart(noeud.ligne, noeud.place, _titre(noeud), raison))
            return None
        titre = _titre(noeud)
        contenu: dict[str, Any] = {"code": self._codes[noeud.identifiant], "titre": titre}
        if noeud.texte and noeud.texte != titre and not noeud.evaluable:
            contenu["contexte"] = self._texte(noeud, noeud.texte)
        contenu |= {"liens": _liens(noeud), "identifiant": noeud.identifiant, "reference": noeud.reference}
        contenu |= {"criteres": [self._critere(premier) for premier in premiers], "sections": sections}
        return {cle: valeur for cle, valeur in contenu.items() if valeur}

    def _critere(self, noeud: Noeud) -> dict[str, Any]:
        titre = _titre(noeud)
        objectif = noeud.objectif or objectif_par_defaut(noeud.reference or titre, self._trame.titre)
        exigence = self._texte(noeud, noeud.texte or titre)
        commun = {"code": self._codes[noeud.identifiant], "titre": titre, "nature": "obligation"}
        fin = {
            "origine": "importe",
            "source": self._source(noeud),
            "identifiant": noeud.identifiant,
        }
        if self._maturite:
            return commun | {
                "objectif": self._texte(noeud, _en_un(noeud, objectif)),
                **self._niveaux(noeud),
                **fin,
            }
        contenu = commun | {"objectif": self._texte(noeud, objectif), "exigence": exigence, **fin}
        if noeud.preuve:
            contenu["scenario"] = self._scenario(noeud)
        return contenu

    def _niveaux(self, noeud: Noeud) -> dict[str, Any]:
        textes = noeud.niveaux or self._trame.niveaux
        palette = NIVEAUX_PAR_NOMBRE[len(textes)]
        niveaux = [{"code": code, "texte": texte} for code, texte in zip(palette, textes, strict=True)]
        return {"niveaux": [*niveaux, {"code": GRIS, "texte": SANS_OBJET}], "recommande": palette[-1]}

    def _source(self, noeud: Noeud) -> dict[str, str]:
        provenance = self._trame.provenance
        source = {"titre": self._trame.titre, "article": noeud.reference, "date": date_de(provenance.date)}
        return {cle: valeur for cle, valeur in source.items() if valeur}

    def _scenario(self, noeud: Noeud) -> dict[str, Any]:
        preuve = {"code": "preuve", "libelle": titre_court(noeud.preuve)}
        jeu = {"code": "preuve_type", "libelle": "Preuve attendue", "preuves": [preuve]}
        return {
            "code": f"SC_{self._codes[noeud.identifiant]}",
            "texte": self._texte(noeud, noeud.preuve),
            "jeux": [jeu],
        }

    def _texte(self, noeud: Noeud, texte: str) -> str:
        """The text within what a field takes; what is cut is said."""
        garde, perdu = coupe(texte)
        if perdu:
            raison = f"un texte a {TEXTE_MAX} caractères au plus, la fin n'est pas reprise"
            self._trame.non_repris.append(Ecart(noeud.ligne, noeud.place, _titre(noeud), raison))
        return garde


def _titre_de_suite(suite: Sequence[Noeud]) -> str:
    """The title of critères that the file puts under none: from the first to the last."""
    noms = [noeud.reference or _titre(noeud) for noeud in suite]
    return noms[0] if len(noms) == 1 else titre_court(f"{noms[0]} à {noms[-1]}")


def objectif_par_defaut(nom: str, titre: str) -> str:
    """The objective of an exigence that its file gives none."""
    return f"Répondre à l'exigence « {nom} » de « {titre} »."


def date_de(texte: str) -> str:
    """The day of an instant, where it is written as our files write it; else nothing."""
    trouvee = re.match(DATE, texte)
    return trouvee[0] if trouvee else ""


def _en_un(noeud: Noeud, objectif: str) -> str:
    """A maturity critère has one text: what it is for, where the file says it, then what is asked."""
    return "\n\n".join(texte for texte in (noeud.objectif, noeud.texte) if texte) or objectif


def _titre(noeud: Noeud) -> str:
    return " ".join(noeud.nom.split()) or titre_court(noeud.texte) or noeud.reference


def _liens(noeud: Noeud) -> list[dict[str, str]]:
    return [{"titre": titre, "url": url} if url else {"titre": titre} for titre, url in noeud.liens]
