"""Everything that can be asked of the platform, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Acteur:
    """Who asks; never an ORM user. The agency's people and the system have no entreprise."""

    compte_id: str | None
    pseudonyme: str
    role: str
    entreprise_id: str | None = None
    entreprise_reference: str | None = None
    nom: str = ""


SYSTEME = Acteur(None, "systeme", "systeme", nom="Système")


@dataclass(frozen=True, slots=True)
class Command:
    """Anything that can be asked."""

    acteur: Acteur


# --- the agency's own


@dataclass(frozen=True, slots=True)
class OuvrirPlateforme(Command):
    """Open the agency's log and the counter of references; does nothing the second time."""

    premiere_reference: int = 1


@dataclass(frozen=True, slots=True)
class PublierGraine(Command):
    """Publish a shipped document for the first time, or keep a newer version as a draft."""

    genre: str
    code: str
    version: str
    digest: str
    contenu: str


@dataclass(frozen=True, slots=True)
class CreerEntreprise(Command):
    """Register a company and open its log."""

    nom: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class CreerCompte(Command):
    """Create an account; `mot_de_passe` arrives hashed, or None for an account that cannot sign in yet."""

    email: str
    nom: str
    role: str
    mot_de_passe: str | None
    entreprise_reference: str | None = None


@dataclass(frozen=True, slots=True)
class DesactiverCompte(Command):
    """Close an account: it can no longer sign in, its past stays."""

    email: str


@dataclass(frozen=True, slots=True)
class ChangerMotDePasse(Command):
    """Replace the hash of the actor's own password, after a change or a stronger hashing."""

    mot_de_passe: str


@dataclass(frozen=True, slots=True)
class OuvrirSession(Command):
    """A successful sign-in."""


@dataclass(frozen=True, slots=True)
class FermerSession(Command):
    """A sign-out."""


# --- subjects


@dataclass(frozen=True, slots=True)
class Identification:
    """The first step of an initialisation, as entered."""

    nom: str = ""
    version: str = ""
    type_produit: str = ""
    nil: str = ""
    responsable_id: str = ""
    description: str = ""
    certifications: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommencerSujet(Command):
    """Begin a product or a stratégie globale; `identifiant` is chosen by the caller so that a retry is harmless."""

    identifiant: str
    type: str
    identification: Identification
    demarche_visee: str | None = None


@dataclass(frozen=True, slots=True)
class SujetCommand(Command):
    """Anything asked of one subject, which is named by its identifier."""

    sujet: str


@dataclass(frozen=True, slots=True)
class ModifierIdentification(SujetCommand):
    """Replace the identification, in a draft or later; refused if `revision` is no longer the current one."""

    identification: Identification
    revision: int


@dataclass(frozen=True, slots=True)
class ModifierQualification(SujetCommand):
    """Replace the qualification; for a valid subject this re-profiles every questionnaire."""

    reponses: Mapping[str, str]
    revision: int


@dataclass(frozen=True, slots=True)
class ValiderSujet(SujetCommand):
    """End the initialisation: the subject gets its reference, and joins the démarche it was begun for."""


@dataclass(frozen=True, slots=True)
class AbandonnerSujet(SujetCommand):
    """Drop an unfinished initialisation."""


@dataclass(frozen=True, slots=True)
class ArchiverSujet(SujetCommand):
    """Hide a subject; nothing is deleted."""


@dataclass(frozen=True, slots=True)
class DesarchiverSujet(SujetCommand):
    """Show an archived subject again."""


# --- dossiers


@dataclass(frozen=True, slots=True)
class DossierCommand(SujetCommand):
    """Anything asked of one démarche of one subject."""

    demarche: str


@dataclass(frozen=True, slots=True)
class RejoindreDemarche(DossierCommand):
    """Join a démarche, or come back to one that was left."""


@dataclass(frozen=True, slots=True)
class QuitterDemarche(DossierCommand):
    """Leave a démarche: hidden, kept, reversible."""


# --- questionnaires


@dataclass(frozen=True, slots=True)
class QuestionnaireCommand(DossierCommand):
    """Anything asked of one questionnaire, in the scope of the démarche it is asked from."""

    questionnaire: str


@dataclass(frozen=True, slots=True)
class EvaluationCommand(QuestionnaireCommand):
    """Anything asked of an evaluation."""


@dataclass(frozen=True, slots=True)
class ProjectionCommand(QuestionnaireCommand):
    """Anything asked of a projection."""


@dataclass(frozen=True, slots=True)
class Saisie:
    """One answer as entered; `revision` is the one the person saw (0: none), so a colleague's is never overwritten."""

    critere: str
    valeur: str | None
    commentaire: str = ""
    depend_de: str | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True)
class SaisieProjection:
    """One answer of a projection as entered: months « AAAA-MM » by niveau, empty ones left out."""

    critere: str
    echeances: Mapping[str, str] = field(default_factory=dict)
    non_applicable: bool = False
    commentaire: str = ""
    revision: int = 0


@dataclass(frozen=True, slots=True)
class EnregistrerEvaluation(EvaluationCommand):
    """Keep answers as a draft; unchanged ones write nothing."""

    saisies: tuple[Saisie, ...] = ()


@dataclass(frozen=True, slots=True)
class DemanderValidation(EvaluationCommand):
    """Ask a responsable to validate; the draft is frozen meanwhile."""


@dataclass(frozen=True, slots=True)
class ReprendreDemande(EvaluationCommand):
    """Take a request for validation back."""


@dataclass(frozen=True, slots=True)
class RenvoyerEvaluation(EvaluationCommand):
    """Send a request for validation back, with a reason."""

    motif: str = ""


@dataclass(frozen=True, slots=True)
class ValiderEvaluation(EvaluationCommand):
    """Validate: the answers are frozen and judged for every démarche that shares the questionnaire."""


@dataclass(frozen=True, slots=True)
class ModifierEvaluation(EvaluationCommand):
    """Open a new draft over the last validated answers."""


@dataclass(frozen=True, slots=True)
class EnregistrerProjection(ProjectionCommand):
    """Keep dates as a draft; unchanged ones write nothing."""

    saisies: tuple[SaisieProjection, ...] = ()


@dataclass(frozen=True, slots=True)
class DemanderValidationProjection(ProjectionCommand):
    """Ask a responsable to validate; the draft is frozen meanwhile."""


@dataclass(frozen=True, slots=True)
class ReprendreDemandeProjection(ProjectionCommand):
    """Take a request for validation back."""


@dataclass(frozen=True, slots=True)
class RenvoyerProjection(ProjectionCommand):
    """Send a request for validation back, with a reason."""

    motif: str = ""


@dataclass(frozen=True, slots=True)
class ValiderProjection(ProjectionCommand):
    """Validate: the dates are frozen and judged against the last validated evaluation."""


@dataclass(frozen=True, slots=True)
class ModifierProjection(ProjectionCommand):
    """Open a new draft over the last validated dates."""
