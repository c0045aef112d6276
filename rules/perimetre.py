"""The one applicability function: which critères count for a démarche, and what is asked of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from models.snapshot import ReponseSnapshot
from referentiels.catalogue import Catalogue, Critere, Demarche, Nature, Questionnaire, Section, Volet
from referentiels.palette import GRIS


@dataclass(frozen=True)
class Profil:
    """What profiling concluded for one subject in one démarche."""

    non_applicables: frozenset[str]
    verrouilles: frozenset[str]
    recommandes: Mapping[str, str]

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What tells it apart from another one."""
        return (self.non_applicables, self.verrouilles, frozenset(self.recommandes.items()))


@dataclass(frozen=True, slots=True)
class CritereCible:
    """A critère in the scope of a démarche, as profiled: what is recommended, and the threshold that judges it."""

    critere: Critere
    applicable: bool
    verrouille: bool
    recommande: str
    seuil: str

    @property
    def compte(self) -> bool:
        """Whether it counts in N: applicable, or locked not-applicable (which counts as answered)."""
        return self.applicable or self.verrouille

    def ecart(self, valeur: str | None, cible: str) -> int | None:
        """Ranks between the answer and a target level, negative above it; None where there is no such comparison."""
        repondu = self.critere.niveau(valeur) if valeur else None
        vise = self.critere.niveau(cible) if cible else None
        if repondu is None or vise is None or repondu.rang == 0:
            return None
        return vise.rang - repondu.rang

    def sous_seuil(self, valeur: str | None) -> bool:
        """Whether this answer keeps the verdict from « Atteint »; an Option and a grey answer never do."""
        if not self.applicable or self.critere.nature is not Nature.OBLIGATION:
            return False
        ecart = self.ecart(valeur, self.seuil)
        return ecart is not None and ecart > 0


@dataclass(frozen=True)
class Perimetre:
    """The critères of one questionnaire that one démarche looks at, in reading order.

    `profilees` is what profiling alone says; `desactivees` are, by code, the outermost nodes that answers switch off.
    """

    demarche: Demarche
    volet: Volet
    questionnaire: Questionnaire
    profilees: Mapping[str, CritereCible]
    desactivees: Mapping[str, Section] = field(default_factory=dict)

    @cached_property
    def cibles(self) -> Mapping[str, CritereCible]:
        """Each critère with what is asked of it: nothing below a node that is switched off."""
        sorties = {critere.code for section in self.desactivees.values() for critere in section.tous_les_criteres()}
        return {
            code: replace(cible, applicable=False, verrouille=False) if code in sorties else cible
            for code, cible in self.profilees.items()
        }

    @cached_property
    def desactivables(self) -> Mapping[str, Section]:
        """The nodes that may be switched off here: those with a critère that profiling leaves in N."""
        return {
            code: section
            for code, section in self.questionnaire.desactivables.items()
            if any(c.code in self.profilees and self.profilees[c.code].compte for c in section.tous_les_criteres())
        }

    @cached_property
    def repondables(self) -> Mapping[str, Critere | Section]:
        """Whatever may be answered here, by code: nodes, then critères, also below a node that is switched off."""
        criteres = {code: cible.critere for code, cible in self.profilees.items() if cible.applicable}
        return {**self.desactivables, **criteres}

    def selon(self, valeurs: Mapping[str, str | None]) -> "Perimetre":
        """The same scope under these answers, which may switch nodes off."""
        if not self.questionnaire.desactivables:
            return self
        eteintes = _outermost(self.questionnaire.sections, {c for c in self.desactivables if valeurs.get(c) == GRIS})
        desactivees = {section.code: section for section in eteintes}
        return self if desactivees == self.desactivees else replace(self, desactivees=desactivees)

    @cached_property
    def comptees(self) -> tuple[CritereCible, ...]:
        """Those that make N."""
        return tuple(cible for cible in self.cibles.values() if cible.compte)

    @cached_property
    def applicables(self) -> tuple[CritereCible, ...]:
        """Those that ask for an answer."""
        return tuple(cible for cible in self.cibles.values() if cible.applicable)

    @cached_property
    def obligatoires(self) -> tuple[CritereCible, ...]:
        """Those that decide: as everywhere, an Option never does."""
        return tuple(cible for cible in self.applicables if cible.critere.nature is Nature.OBLIGATION)

    @cached_property
    def sous_seuils(self) -> Mapping[str, frozenset[str]]:
        """By critère that decides, the answers that keep the verdict from « Atteint »."""
        return {
            cible.critere.code: frozenset(n.code for n in cible.critere.niveaux if cible.sous_seuil(n.code))
            for cible in self.obligatoires
        }

    def valeur(self, critere: str, valeurs: Mapping[str, str | None]) -> str | None:
        """The answer that counts: grey where the critère is locked, else what was answered."""
        return GRIS if self.cibles[critere].verrouille else valeurs.get(critere)


def valeurs_de(reponses: Mapping[str, ReponseSnapshot]) -> dict[str, str | None]:
    """What was answered, by code."""
    return {code: reponse.valeur for code, reponse in reponses.items()}


def perimetre(catalogue: Catalogue, demarche: Demarche, volet: Volet, profil: Profil) -> Perimetre:
    """The scope of a démarche on one questionnaire, under a profile."""
    questionnaire = catalogue.questionnaires[volet.questionnaire]
    retenus = set(volet.criteres) if volet.criteres is not None else set(questionnaire.criteres)
    cibles = {
        code: _cible(critere, volet, profil) for code, critere in questionnaire.criteres.items() if code in retenus
    }
    return Perimetre(demarche, volet, questionnaire, cibles)


def _outermost(sections: tuple[Section, ...], codes: set[str]) -> Iterator[Section]:
    """Of the nodes of these codes, those that no other one holds."""
    for section in sections:
        if section.code in codes:
            yield section
        else:
            yield from _outermost(section.sections, codes)


def _cible(critere: Critere, volet: Volet, profil: Profil) -> CritereCible:
    code = critere.code
    verrouille = code in profil.verrouilles
    recommande = profil.recommandes.get(code, critere.recommande)
    return CritereCible(
        critere=critere,
        applicable=not verrouille and code not in profil.non_applicables,
        verrouille=verrouille,
        recommande=recommande,
        seuil=volet.seuil(critere),
    )
