"""Finding the version that a command is about, and moving it: machine, gate, journal."""

from functools import cached_property

from sqlalchemy import select

from models.events import Event
from models.publication import Publication
from rules.trial import Trial
from workflows.commands.publications import PublicationCommand
from workflows.context import Contexte
from workflows.errors import GateRefused, NotFound, RevisionConflict
from workflows.handlers.acces import agency_only
from workflows.machines.gate import events_from
from workflows.machines.publication import PublicationMachine
from workflows.machines.publication_gate import IMPOSSIBLE, DemandePublication, interdits
from workflows.outcome import Outcome
from workflows.passage import move
from workflows.publishing import Projet, projet_actuel, projet_avec


class CiblePublication:
    """One version, locked, as the person saw it.

    Raises: Forbidden but for the agency; NotFound; RevisionConflict where the content is no longer what was seen.
    """

    def __init__(self, command: PublicationCommand, context: Contexte) -> None:
        agency_only(command.acteur)
        self.context = context
        found = context.session.scalar(
            select(Publication).where(Publication.id == command.publication_id).with_for_update()
        )
        if found is None:
            raise NotFound("Cette version n'existe pas.")
        self.publication: Publication = found
        if found.digest != command.digest_vu:
            raise RevisionConflict(
                "Une autre personne a modifié ce brouillon depuis que vous avez ouvert la page.",
                "Rechargez la page pour voir sa modification, puis reportez la vôtre ; rien n'est perdu.",
            )

    @property
    def nom(self) -> str:
        """How the journal names it."""
        return nom_de(self.publication)

    @cached_property
    def projet(self) -> Projet:
        """What would be in effect now with it."""
        return projet_avec(self.context.session, self.publication, self.context.now)

    def examiner(self, projet: Projet) -> Trial:
        """What is found in that edition, beside what is in effect now."""
        actuel = projet_actuel(self.context.session, self.context.now)
        return self.context.atelier.examiner(projet, actuel)

    def ask(self, event: str) -> None:
        """Nothing where it may move so. Raises: GateRefused with the reasons."""
        if reasons := self._forbidden(event):
            raise GateRefused(PublicationMachine.machine, event, reasons)

    def fire(self, event: str) -> None:
        """Move it. Raises: GateRefused with the reasons."""
        publication, forbidden = self.publication, {event: self._forbidden(event)}
        publication.etat = move(self.context, PublicationMachine, publication.id, publication.etat, event, forbidden)

    def _forbidden(self, event: str) -> tuple[str, ...]:
        etat = self.publication.etat
        if event not in events_from(PublicationMachine, etat):
            return (IMPOSSIBLE[etat],)
        return interdits(self.demande()).get(event, ())

    def demande(self) -> DemandePublication:
        """What the gate looks at."""
        p = self.publication
        return DemandePublication(
            acteur=self.context.acteur.compte_id,
            auteurs=tuple(p.auteurs or ()),
            soumis_par=p.soumis_par,
            digest=p.digest,
            edition=self.projet.digest,
            controle=p.controle,
            essai=p.essai,
            simulation=p.simulation,
        )

    def tell(self, event: Event) -> None:
        """Say what happened to it."""
        dire(self.context, event, self.publication)


def nom_de(publication: Publication) -> str:
    """« regles verdict/doctrine-2021 2 »."""
    return f"{publication.genre} {publication.code} {publication.version}"


def dire(context: Contexte, event: Event, publication: Publication) -> None:
    """Say what happened to a version; the command gives its identifier back."""
    stream = f"publication/{publication.genre}/{publication.code}"
    context.tell(event, stream, publication=nom_de(publication), identifiant=publication.id)
    context.outcome = Outcome(identifiant=publication.id)
