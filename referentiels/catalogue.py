"""What the agency publishes, as frozen values: parcours, démarches, questionnaires, critères, niveaux, preuves."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from referentiels.palette import GRIS


class Origine(StrEnum):
    """Where a text comes from: the guide's own screens, written by the agency after its sources, or another's file."""

    GUIDE = "guide"
    REDIGE = "redige"
    IMPORTE = "importe"


class Nature(StrEnum):
    """How binding a critère is; an Option never decides a verdict."""

    OBLIGATION = "obligation"
    OPTION = "option"
    RECOMMANDE = "recommande"


class TypeQuestionnaire(StrEnum):
    """Maturité answers choose a niveau; conformité answers choose Non applicable, Non conforme or Conforme."""

    MATURITE = "maturite"
    CONFORMITE = "conformite"


class TypeSujet(StrEnum):
    """What a dossier is about."""

    PRODUIT = "produit"
    STRATEGIE = "strategie"


class Cycle(StrEnum):
    """Which lifecycle class a démarche follows."""

    PROJECTION = "projection"
    SIMPLE = "simple"


@dataclass(frozen=True, slots=True)
class Lien:
    """A « Pour en savoir plus » entry; `url` is empty where only a title is known."""

    titre: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The text a critère rests on, by title and article."""

    titre: str
    article: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """The file of others that a questionnaire comes from: what a file that goes back to them must say again."""

    format: str
    identifiant: str
    reference: str = ""
    version: str = ""
    editeur: str = ""
    date: str = ""
    droits: str = ""
    langue: str = ""


@dataclass(frozen=True, slots=True)
class Niveau:
    """One possible answer; `rang` is 1 for the least mature, 0 for the grey answer outside the order."""

    code: str
    texte: str
    rang: int


@dataclass(frozen=True, slots=True)
class PreuveAttendue:
    """One type of proof that a set asks for."""

    code: str
    libelle: str


@dataclass(frozen=True, slots=True)
class JeuDePreuves:
    """Proofs that together satisfy a critère; several sets of one critère are alternatives."""

    code: str
    libelle: str
    preuves: tuple[PreuveAttendue, ...]
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    """The « Scénario et preuves » window of a conformity critère."""

    code: str
    texte: str
    jeux: tuple[JeuDePreuves, ...]


@dataclass(frozen=True)
class Critere:
    """One question; `niveaux` from least to most mature, the grey one, where there is one, last.

    `identifiant` is the name that the file it was imported from gives it.
    """

    code: str
    titre: str
    nature: Nature
    objectif: str
    niveaux: tuple[Niveau, ...]
    recommande: str
    origine: Origine
    source: Source
    exigence: str = ""
    ligne_guide: int | None = None
    scenario: Scenario | None = None
    identifiant: str = ""

    def niveau(self, code: str) -> Niveau | None:
        """The niveau of that code, or None where this critère has no such answer."""
        return self._par_code.get(code)

    @cached_property
    def _par_code(self) -> Mapping[str, Niveau]:
        return {niveau.code: niveau for niveau in self.niveaux}

    @cached_property
    def ordonnes(self) -> tuple[Niveau, ...]:
        """The niveaux that count for maturity, least mature first."""
        return tuple(niveau for niveau in self.niveaux if niveau.rang > 0)

    @property
    def grisable(self) -> bool:
        """Whether « non applicable » (grey) is one of the answers."""
        return any(niveau.code == GRIS for niveau in self.niveaux)


@dataclass(frozen=True, slots=True)
class Section:
    """A node of a questionnaire: critères, sub-sections, or both.

    `identifiant` and `reference` are what the file it was imported from calls it.
    """

    code: str
    titre: str
    contexte: str = ""
    cible: str = ""
    liens: tuple[Lien, ...] = ()
    desactivable: bool = False
    criteres: tuple[Critere, ...] = ()
    sections: tuple["Section", ...] = ()
    identifiant: str = ""
    reference: str = ""

    def tous_les_criteres(self) -> Iterator[Critere]:
        """Every critère of this node and below, in reading order."""
        yield from self.criteres
        for section in self.sections:
            yield from section.tous_les_criteres()

    def noeuds(self) -> Iterator["Section"]:
        """This node and every one below, in reading order."""
        yield self
        for section in self.sections:
            yield from section.noeuds()


@dataclass(frozen=True)
class Questionnaire:
    """A versioned set of critères; `cle` is what answers are kept under."""

    code: str
    version: str
    titre: str
    theme: str
    type: TypeQuestionnaire
    informations: tuple[str, ...]
    informations_projection: tuple[str, ...]
    sections: tuple[Section, ...]
    provenance: Provenance | None = None

    @property
    def cle(self) -> str:
        """`code-version`, unique among all questionnaires."""
        return f"{self.code}-{self.version}"

    @cached_property
    def criteres(self) -> Mapping[str, Critere]:
        """Every critère by code, in reading order."""
        return {critere.code: critere for section in self.sections for critere in section.tous_les_criteres()}

    @cached_property
    def desactivables(self) -> Mapping[str, Section]:
        """Every node that may be switched off, by code, in reading order; no critère has such a code."""
        return {noeud.code: noeud for section in self.sections for noeud in section.noeuds() if noeud.desactivable}

    @cached_property
    def repondables(self) -> Mapping[str, Critere | Section]:
        """Whatever an answer may be about, by code: nodes that may be switched off, then critères."""
        return {**self.desactivables, **self.criteres}


@dataclass(frozen=True)
class Volet:
    """How one démarche uses one questionnaire: for which subject, on which critères, with which thresholds.

    Critères in `sans_seuil` are asked and shown, and never decide the verdict of this démarche.
    """

    questionnaire: str
    sujet: TypeSujet
    projection: bool = False
    criteres: tuple[str, ...] | None = None
    seuils: Mapping[str, str] = field(default_factory=dict)
    sans_seuil: tuple[str, ...] = ()

    def seuil(self, critere: Critere) -> str:
        """The level that critère must reach here: none (empty), the one given for it, else the recommended one."""
        if critere.code in self.sans_seuil:
            return ""
        return self.seuils.get(critere.code, critere.recommande)


@dataclass(frozen=True)
class Demarche:
    """A démarche of a parcours; `regles` names the packs of each family that judge it."""

    code: str
    parcours: str
    titre: str
    description: str
    cycle: Cycle
    ouverte: bool
    volets: tuple[Volet, ...]
    regles: Mapping[str, tuple[str, ...]]

    def volets_de(self, sujet: TypeSujet) -> tuple[Volet, ...]:
        """The volets that a subject of that type goes through, in order."""
        return self._par_sujet.get(sujet, ())

    @cached_property
    def _par_sujet(self) -> Mapping[str, tuple[Volet, ...]]:
        return {sujet: tuple(volet for volet in self.volets if volet.sujet is sujet) for sujet in TypeSujet}

    def volet(self, questionnaire: str) -> Volet | None:
        """The volet that uses the questionnaire of that key, if any."""
        return next((volet for volet in self.volets if volet.questionnaire == questionnaire), None)


@dataclass(frozen=True)
class Presentation:
    """A parcours' own page: the question as a title, the answer (one paragraph a line), and where to read more."""

    question: str
    texte: str
    lien: Lien | None = None


@dataclass(frozen=True)
class Candidature:
    """Where one applies once a démarche of the parcours is finished, with the product's reference, and why."""

    texte: str
    lien: Lien


@dataclass(frozen=True)
class Parcours:
    """A parcours; without `carte` it is only an entry of the navigation and an information page."""

    code: str
    titre: str
    carte: bool
    accroche: str
    description: str
    etapes: tuple[str, ...]
    introduction: tuple[str, ...]
    presentation: Presentation
    demarches: tuple[Demarche, ...]
    candidature: Candidature | None = None


@dataclass(frozen=True, slots=True)
class Choix:
    """One answer to a qualification question."""

    code: str
    libelle: str


@dataclass(frozen=True, slots=True)
class Question:
    """One qualification question; its answer is the fact `qualification.<code>`."""

    code: str
    numero: str
    libelle: str
    choix: tuple[Choix, ...]

    def choix_de(self, code: str) -> Choix | None:
        """The choice of that code, if it is one."""
        return next((choix for choix in self.choix if choix.code == code), None)


@dataclass(frozen=True)
class Qualification:
    """The questions that a subject of one type answers once, before any questionnaire."""

    sujet: TypeSujet
    version: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Catalogue:
    """Everything published at one instant; `digest` names it (sha-256 of the sorted documents' digests)."""

    digest: str
    parcours: tuple[Parcours, ...]
    questionnaires: Mapping[str, Questionnaire]
    qualifications: Mapping[TypeSujet, Qualification]

    @cached_property
    def demarches(self) -> Mapping[str, Demarche]:
        """Every démarche by code; codes are unique over all parcours."""
        return {demarche.code: demarche for parcours in self.parcours for demarche in parcours.demarches}

    def parcours_de(self, code: str) -> Parcours | None:
        """The parcours of that code, if published."""
        return next((parcours for parcours in self.parcours if parcours.code == code), None)

    def parcours_qui_utilisent(self, questionnaire: str) -> tuple[Parcours, ...]:
        """The parcours with an open démarche that uses that questionnaire, in order."""
        return tuple(
            parcours
            for parcours in self.parcours
            if any(d.ouverte and d.volet(questionnaire) is not None for d in parcours.demarches)
        )
