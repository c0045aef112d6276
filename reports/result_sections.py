"""The validated answers section by section, node by node, and how each section fares."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from models.snapshot import ReponseSnapshot
from referentiels.catalogue import Critere, Section
from referentiels.palette import CONFORMITE
from reports.preuves import Documents, PreuveVue, depot_vu
from rules.perimetre import CritereCible, Perimetre

Reponses = Mapping[str, ReponseSnapshot]


@dataclass(frozen=True, slots=True)
class LigneDeResultat:
    """A critère in scope with its validated answer; `ecart` counts the ranks that miss to the recommended level."""

    cible: CritereCible
    reponse: ReponseSnapshot | None
    valeur: str | None
    depend_de: str
    ecart: int | None
    preuves: tuple[PreuveVue, ...]

    @property
    def critere(self) -> Critere:
        """The critère itself."""
        return self.cible.critere


@dataclass(frozen=True, slots=True)
class NoeudDeResultat:
    """A node with its own lines; `eteint` says that it was made not applicable, with everything below it, and why.

    `chemin` leads to it from below the top section, itself last; it is empty for the top section.
    """

    noeud: Section
    chemin: tuple[Section, ...]
    lignes: tuple[LigneDeResultat, ...]
    eteint: str | None


@dataclass(frozen=True, slots=True)
class SectionDeResultat:
    """A top section with its nodes; the two rates are 0-100 %, None where nothing can be measured.

    Of maturity, a rate is the mean, over the critères answered by a level of the scale, of its rank over the highest
    rank. Of conformity, it is the share of « Conforme » among those that are answered and apply.
    """

    section: Section
    noeuds: tuple[NoeudDeResultat, ...]
    taux: int | None
    taux_recommande: int | None

    @property
    def lignes(self) -> tuple[LigneDeResultat, ...]:
        """Every line, in reading order."""
        return tuple(ligne for noeud in self.noeuds for ligne in noeud.lignes)

    @property
    def eteints(self) -> tuple[NoeudDeResultat, ...]:
        """The nodes that were made not applicable."""
        return tuple(noeud for noeud in self.noeuds if noeud.eteint is not None)

    @property
    def comptes(self) -> Mapping[str, int]:
        """How many critères have each answer of conformity, in the order in which they are offered."""
        valeurs = [ligne.valeur for ligne in self.lignes]
        return {code: valeurs.count(code) for code in CONFORMITE}


@dataclass(frozen=True, slots=True)
class Releve:
    """What the sections are drawn from: the scope, its answers, the products and documents that they name."""

    perimetre: Perimetre
    reponses: Reponses
    options: Mapping[str, str]
    documents: Documents

    def sections(self) -> Iterator[SectionDeResultat]:
        """The top sections that have something to show."""
        for section in self.perimetre.questionnaire.sections:
            noeuds = tuple(self._noeuds(section, ()))
            if noeuds:
                lignes = tuple(ligne for noeud in noeuds for ligne in noeud.lignes)
                yield SectionDeResultat(section, noeuds, *_taux(lignes))

    def _noeuds(self, section: Section, chemin: tuple[Section, ...]) -> Iterator[NoeudDeResultat]:
        if section.code in self.perimetre.desactivees:
            reponse = self.reponses.get(section.code)
            yield NoeudDeResultat(section, chemin, (), reponse.commentaire if reponse is not None else "")
            return
        lignes = tuple(self._lignes(section))
        if lignes:
            yield NoeudDeResultat(section, chemin, lignes, None)
        for dessous in section.sections:
            yield from self._noeuds(dessous, (*chemin, dessous))

    def _lignes(self, section: Section) -> Iterator[LigneDeResultat]:
        for critere in section.criteres:
            cible = self.perimetre.cibles.get(critere.code)
            if cible is not None and cible.compte:
                yield self._ligne(cible, self.reponses.get(critere.code))

    def _ligne(self, cible: CritereCible, reponse: ReponseSnapshot | None) -> LigneDeResultat:
        code = cible.critere.code
        valeur = self.perimetre.valeur(code, {code: reponse.valeur if reponse is not None else None})
        option = self.options.get(reponse.depend_de or "", "") if reponse is not None else ""
        depot = depot_vu(cible.critere, reponse, self.documents)
        preuves = depot.preuves if depot is not None else ()
        return LigneDeResultat(cible, reponse, valeur, option, cible.ecart(valeur, cible.recommande), preuves)


def _taux(lignes: tuple[LigneDeResultat, ...]) -> tuple[int | None, int | None]:
    """How the section fares and should, over the same critères: those that have an answer on the scale."""
    atteints, vises = [], []
    for une in lignes:
        repondu = une.critere.niveau(une.valeur) if une.valeur else None
        vise = une.critere.niveau(une.cible.recommande)
        if repondu is not None and vise is not None and repondu.rang > 0:
            atteints.append(_part(une.critere, repondu.rang))
            vises.append(_part(une.critere, vise.rang))
    if not atteints:
        return None, None
    return round(100 * sum(atteints) / len(atteints)), round(100 * sum(vises) / len(vises))


def _part(critere: Critere, rang: int) -> float:
    """The share of the scale that a rank is; « Non conforme » is none of it, though it is its first rank."""
    sommet = len(critere.ordonnes)
    if critere.ordonnes[-1].code == CONFORMITE[-1]:
        return float(rang == sommet)
    return rang / sommet
