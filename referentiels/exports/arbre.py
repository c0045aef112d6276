"""The nodes of a questionnaire as foreign formats nest them: what an import put together is taken apart again."""

from collections.abc import Iterator
from dataclasses import dataclass

from referentiels.catalogue import Critere, Questionnaire, Section
from referentiels.imports.composition import GROUPEMENT, objectif_par_defaut
from referentiels.imports.texts import titre_court


@dataclass(frozen=True, slots=True)
class Feuille:
    """A node: a title (`section`), something answered (`critere`), or both; `parent` is another's identifier."""

    identifiant: str
    parent: str
    profondeur: int
    section: Section | None
    critere: Critere | None

    @property
    def reference(self) -> str:
        """What people call it."""
        if self.critere is not None:
            return self.critere.source.article if self.critere.identifiant else self.critere.code
        assert self.section is not None
        return self.section.reference if self.section.identifiant else self.section.code

    @property
    def nom(self) -> str:
        """Its name, none where the title is only its reference or the beginning of its text."""
        return "" if self._titre in (self.reference, titre_court(self.texte)) else self._titre

    @property
    def texte(self) -> str:
        """Its text; empty where the title says it all."""
        if self.critere is not None:
            texte = self.critere.exigence or self.critere.objectif
        else:
            texte = self.section.contexte if self.section is not None else ""
        return "" if texte == self.reference else texte

    @property
    def _titre(self) -> str:
        objet = self.critere or self.section
        assert objet is not None
        return objet.titre


def feuilles(questionnaire: Questionnaire) -> Iterator[Feuille]:
    """Every node, each after its parent."""
    for section in questionnaire.sections:
        yield from _section(section, "", 1)


def _section(section: Section, parent: str, profondeur: int) -> Iterator[Feuille]:
    if section.identifiant == GROUPEMENT:
        yield from _contenu(section, section.criteres, parent, profondeur)
        return
    identifiant = section.identifiant or section.code
    premier = section.criteres[0] if section.criteres else None
    # a node that is both a title and an exigence was made a section that begins with itself
    meme = premier if premier is not None and section.identifiant and premier.identifiant == identifiant else None
    yield Feuille(identifiant, parent, profondeur, section, meme)
    reste = section.criteres[1:] if meme is not None else section.criteres
    yield from _contenu(section, reste, identifiant, profondeur + 1)


def _contenu(section: Section, criteres: tuple[Critere, ...], parent: str, profondeur: int) -> Iterator[Feuille]:
    for critere in criteres:
        yield Feuille(critere.identifiant or critere.code, parent, profondeur, None, critere)
    for sous in section.sections:
        yield from _section(sous, parent, profondeur)


def objectif(critere: Critere, questionnaire: Questionnaire) -> str:
    """The objective that was written for it; none where the import made one up, or where it is the text itself."""
    nom = critere.source.article or critere.titre
    invente = objectif_par_defaut(nom, questionnaire.titre)
    return "" if critere.objectif == invente or not critere.exigence else critere.objectif
