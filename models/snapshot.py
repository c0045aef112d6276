"""What rules and reports get to see: frozen values, without the database behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

UTILISABLES = frozenset({"sans", "en_attente", "saine"})
"""What the antivirus says of the proofs that count."""


@dataclass(frozen=True, slots=True)
class PreuveFournie:
    """A proof given with an answer: as which `type` of proof, of which set `jeu` of the scenario.

    `antivirus` is that of the proof itself (models/preuve.py), « inconnue » where there is no such proof.
    """

    preuve: str
    jeu: str
    type: str
    antivirus: str = "inconnue"

    @property
    def utilisable(self) -> bool:
        """Whether it counts: not one that the antivirus condemned, nor one that nobody knows."""
        return self.antivirus in UTILISABLES


@dataclass(frozen=True, slots=True)
class ReponseSnapshot:
    """One answer; `valeur` is None where only a comment was left so far.

    `depend_de` names an Option product by its identifier, or another critère of a stratégie globale by its code.

    For a node that was switched off, `critere` is the section's code and `valeur` the grey one. `jeu_de_preuves` is the
    set that was chosen among the alternatives of the scenario, None where nobody chose.
    """

    id: str
    critere: str
    rang: int
    valeur: str | None
    commentaire: str
    depend_de: str | None
    figee: bool
    a_reconfirmer: bool
    revision: int
    modifie_le: datetime
    modifie_par: str
    preuves: tuple[PreuveFournie, ...] = ()
    depot_finalise: bool = False
    jeu_de_preuves: str | None = None


@dataclass(frozen=True, slots=True)
class VerdictSnapshot:
    """What was decided on a validation for one démarche."""

    demarche: str
    numero: int
    resultat: str
    rendu_le: datetime
    edition: str
    regles: str
    decision: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ValidationSnapshot:
    """One validation, with its frozen answers by critère and the standing verdict by démarche."""

    id: str
    numero: int
    demarche: str
    valide_le: datetime
    valide_par: str
    demande_par: str | None
    edition: str
    reponses: Mapping[str, ReponseSnapshot]
    verdicts: Mapping[str, VerdictSnapshot]


@dataclass(frozen=True, slots=True)
class EvaluationSnapshot:
    """One evaluation: its current answers by critère, and its last validation."""

    id: str
    questionnaire: str
    etat: str
    revision: int
    demandeur_id: str | None
    demande_le: datetime | None
    motif_renvoi: str
    reponses: Mapping[str, ReponseSnapshot]
    validation: ValidationSnapshot | None

    @property
    def touchee(self) -> bool:
        """Whether anything was ever written in it."""
        return bool(self.reponses) or self.validation is not None


@dataclass(frozen=True, slots=True)
class ReponseProjeteeSnapshot:
    """One answer of a projection: months « AAAA-MM » by niveau, or a target that does not apply."""

    id: str
    critere: str
    rang: int
    echeances: Mapping[str, str]
    non_applicable: bool
    commentaire: str
    figee: bool
    revision: int
    modifie_le: datetime
    modifie_par: str


@dataclass(frozen=True, slots=True)
class VerdictProjectionSnapshot:
    """What was decided on a projection: `echeance` is the month « AAAA-MM » of an « atteint_le »."""

    demarche: str
    numero: int
    resultat: str
    echeance: str | None
    rendu_le: datetime
    edition: str
    regles: str
    decision: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ValidationProjectionSnapshot:
    """One validation of a projection, with its frozen answers, and the validation of the evaluation it starts from."""

    id: str
    numero: int
    demarche: str
    valide_le: datetime
    valide_par: str
    demande_par: str | None
    edition: str
    evaluation_validation_id: str
    reponses: Mapping[str, ReponseProjeteeSnapshot]
    verdict: VerdictProjectionSnapshot | None


@dataclass(frozen=True, slots=True)
class ProjectionSnapshot:
    """The projection of one questionnaire in one dossier: its current answers, and its last validation."""

    id: str
    questionnaire: str
    etat: str
    revision: int
    demandeur_id: str | None
    demande_le: datetime | None
    motif_renvoi: str
    reponses: Mapping[str, ReponseProjeteeSnapshot]
    validation: ValidationProjectionSnapshot | None


@dataclass(frozen=True, slots=True)
class DossierSnapshot:
    """One démarche of the subject, with its projections by questionnaire."""

    id: str
    demarche: str
    etat: str
    statut: str
    quitte: bool
    cree_le: datetime
    finalise_le: datetime | None
    projections: Mapping[str, ProjectionSnapshot]


@dataclass(frozen=True, slots=True)
class SujetSnapshot:
    """A product or stratégie globale with its dossiers by démarche and evaluations by questionnaire."""

    id: str
    entreprise_id: str
    type: str
    etat: str
    reference: int | None
    nom: str
    version: str
    type_produit: str | None
    nil: str
    description: str
    responsable_id: str | None
    certifications: tuple[str, ...]
    qualification: Mapping[str, str]
    archive: bool
    demarche_visee: str | None
    revision: int
    cree_le: datetime
    valide_le: datetime | None
    dossiers: Mapping[str, DossierSnapshot]
    evaluations: Mapping[str, EvaluationSnapshot]
    version_de: str | None = None

    @property
    def libelle(self) -> str:
        """How pages name it: « Careoptim - v0.1 - 883 », « Stratégie globale »."""
        if self.type == "strategie":
            return "Stratégie globale"
        return " - ".join(part for part in (self.nom, self.version, str(self.reference or "")) if part)


Designation = tuple[str, str, str, str]
"""Genre, code, version and digest of a published document."""


@dataclass(frozen=True, slots=True)
class PublicationSnapshot:
    """One published document as text."""

    genre: str
    code: str
    version: str
    digest: str
    contenu: str
