"""Two versions of a questionnaire side by side: what becomes of each critère, and of what was answered to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from referentiels.catalogue import Critere, Questionnaire, Section, Volet
from referentiels.mots import Passage, difference

SENS = ("Titre", "Objectif", "Exigence", "Niveaux", "Scénario", "Preuves attendues")
"""What an answer is about: where one of these changes, it is to be confirmed; where others do, it stands."""


class Devenir(StrEnum):
    """What becomes of a critère from one version to the next; an archived one keeps its answers where they are."""

    CONSERVE = "conserve"
    DEPLACE = "deplace"
    A_RECONFIRMER = "a_reconfirmer"
    ARCHIVE = "archive"
    NOUVEAU = "nouveau"


@dataclass(frozen=True, slots=True)
class ChampChange:
    """One text of a critère that changed."""

    nom: str
    avant: str
    apres: str

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Both texts word by word; nobody who only carries answers waits for it."""
        return difference(self.avant, self.apres)

    @property
    def du_sens(self) -> bool:
        """Whether what is asked may no longer be the same."""
        return self.nom in SENS


@dataclass(frozen=True, slots=True)
class CritereCompare:
    """A critère in both versions, or in one; places are the titles above it."""

    devenir: Devenir
    avant: Critere | None
    apres: Critere | None
    place_avant: tuple[str, ...] = ()
    place_apres: tuple[str, ...] = ()
    changes: tuple[ChampChange, ...] = ()

    @property
    def critere(self) -> Critere:
        """As it now is, or as it was."""
        present = self.apres or self.avant
        assert present is not None
        return present

    def valeur(self, avant: str | None) -> str | None:
        """The answer as the new version has it: the level of the same text, else of the same colour, else none."""
        if self.avant is None or self.apres is None or avant is None:
            return None
        ancien = self.avant.niveau(avant)
        meme = next((n for n in self.apres.niveaux if ancien is not None and n.texte == ancien.texte), None)
        meme = meme or self.apres.niveau(avant)
        return meme.code if meme is not None else None


@dataclass(frozen=True)
class Comparaison:
    """Everything that two versions of a questionnaire say otherwise, in the order of the new one, then what is gone."""

    avant: Questionnaire
    apres: Questionnaire
    entete: tuple[ChampChange, ...]
    lignes: tuple[CritereCompare, ...]

    @cached_property
    def par_ancien(self) -> Mapping[str, CritereCompare]:
        """What becomes of each critère of the version before, by its code there."""
        return {ligne.avant.code: ligne for ligne in self.lignes if ligne.avant is not None}

    def de(self, devenir: Devenir) -> tuple[CritereCompare, ...]:
        """The critères of that fate."""
        return tuple(ligne for ligne in self.lignes if ligne.devenir is devenir)

    @property
    def vide(self) -> bool:
        """Whether nothing changed that is shown."""
        return not self.entete and all(not ligne.changes and ligne.devenir is Devenir.CONSERVE for ligne in self.lignes)


def comparer(avant: Questionnaire, apres: Questionnaire) -> Comparaison:
    """Both versions side by side; a critère is the same under its code, else under its identifier or its words."""
    places_avant, places_apres = dict(_places(avant)), dict(_places(apres))
    paires = _paires(avant, apres)
    anciens = {nouveau: ancien for ancien, nouveau in paires.items()}
    lignes = []
    for code, critere in apres.criteres.items():
        ancien = anciens.get(code)
        if ancien is None:
            lignes.append(CritereCompare(Devenir.NOUVEAU, None, critere, (), places_apres[code]))
        else:
            lignes.append(_compare(avant.criteres[ancien], critere, places_avant[ancien], places_apres[code]))
    partis = (code for code in avant.criteres if code not in paires)
    lignes += [CritereCompare(Devenir.ARCHIVE, avant.criteres[code], None, places_avant[code]) for code in partis]
    return Comparaison(avant, apres, tuple(_entete(avant, apres)), tuple(lignes))


def _places(questionnaire: Questionnaire) -> Iterator[tuple[str, tuple[str, ...]]]:
    def parcourir(section: Section, au_dessus: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        place = (*au_dessus, section.titre)
        yield from ((critere.code, place) for critere in section.criteres)
        for sous in section.sections:
            yield from parcourir(sous, place)

    for section in questionnaire.sections:
        yield from parcourir(section, ())


def _paires(avant: Questionnaire, apres: Questionnaire) -> dict[str, str]:
    """The code after, by the code before, of the critères that are the same."""
    paires = {code: code for code in avant.criteres if code in apres.criteres}
    for cle in (lambda critere: critere.identifiant, _mots):
        restants = {cle(critere): code for code, critere in apres.criteres.items() if code not in paires.values()}
        for code, critere in avant.criteres.items():
            meme = restants.get(cle(critere)) if code not in paires and cle(critere) else None
            if meme is not None and meme not in paires.values():
                paires[code] = meme
    return paires


def _mots(critere: Critere) -> str:
    return "\n".join((critere.titre, critere.objectif, critere.exigence))


def _compare(
    avant: Critere, apres: Critere, place_avant: tuple[str, ...], place_apres: tuple[str, ...]
) -> CritereCompare:
    changes = tuple(_changes(avant, apres))
    if any(change.du_sens for change in changes):
        devenir = Devenir.A_RECONFIRMER
    elif avant.code != apres.code or place_avant != place_apres:
        devenir = Devenir.DEPLACE
    else:
        devenir = Devenir.CONSERVE
    return CritereCompare(devenir, avant, apres, place_avant, place_apres, changes)


def _changes(avant: Critere, apres: Critere) -> Iterator[ChampChange]:
    for nom, texte in _textes(avant).items():
        autre = _textes(apres)[nom]
        if texte != autre:
            yield ChampChange(nom, texte, autre)


def _textes(critere: Critere) -> dict[str, str]:
    """Each thing that a critère says, as text, by the name it is shown under."""
    scenario = critere.scenario
    preuves = (
        [f"{jeu.libelle} : {preuve.libelle}" for jeu in scenario.jeux for preuve in jeu.preuves] if scenario else []
    )
    source = ", ".join(part for part in (critere.source.titre, critere.source.article, critere.source.date) if part)
    return {
        "Titre": critere.titre,
        "Objectif": critere.objectif,
        "Exigence": critere.exigence,
        "Niveaux": "\n".join(f"{niveau.code.replace('_', ' ')} : {niveau.texte}" for niveau in critere.niveaux),
        "Scénario": scenario.texte if scenario else "",
        "Preuves attendues": "\n".join(preuves),
        "Nature": critere.nature.value,
        "Niveau recommandé": critere.recommande.replace("_", " "),
        "Source": source,
    }


def _entete(avant: Questionnaire, apres: Questionnaire) -> Iterator[ChampChange]:
    paires = (
        ("Titre", avant.titre, apres.titre),
        ("Informations", "\n".join(avant.informations), "\n".join(apres.informations)),
    )
    for nom, texte, autre in paires:
        if texte != autre:
            yield ChampChange(nom, texte, autre)


@dataclass(frozen=True, slots=True)
class SeuilChange:
    """A critère whose threshold in a démarche changes; empty where it has none, or is not asked."""

    demarche: str
    code: str
    avant: str
    apres: str


def seuils_changes(demarche: str, avant: Volet, apres: Volet, comparaison: Comparaison) -> tuple[SeuilChange, ...]:
    """The thresholds that a démarche changes with the version, for the critères that both have."""
    changes = []
    for ligne in comparaison.lignes:
        if ligne.avant is not None and ligne.apres is not None:
            seuils = (_seuil(avant, ligne.avant), _seuil(apres, ligne.apres))
            if seuils[0] != seuils[1]:
                changes.append(SeuilChange(demarche, ligne.apres.code, *seuils))
    return tuple(changes)


def _seuil(volet: Volet, critere: Critere) -> str:
    return volet.seuil(critere) if volet.criteres is None or critere.code in volet.criteres else ""
