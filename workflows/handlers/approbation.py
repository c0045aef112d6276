"""Two administrateurs for each publication: one submits, another approves or sends back."""

from models.events import Event
from models.notification import Avis
from workflows.commands.publications import ApprouverPublication, RenvoyerBrouillon, SoumettreBrouillon
from workflows.context import Contexte
from workflows.errors import ValidationRefused
from workflows.handlers.avis_publication import approbation_close, approbation_demandee, aux_auteurs
from workflows.handlers.brouillons import motif_valide
from workflows.handlers.cible_publication import CiblePublication


def soumettre(command: SoumettreBrouillon, context: Contexte) -> None:
    """Ask another administrateur to approve; those who may are told."""
    cible = CiblePublication(command, context)
    cible.fire("soumettre")
    cible.publication.soumis_par = context.acteur.compte_id
    cible.publication.motif_renvoi = None
    approbation_demandee(cible)
    cible.tell(Event.PUBLICATION_SOUMISE)


def approuver(command: ApprouverPublication, context: Contexte) -> None:
    """Approve what somebody else wrote and submitted."""
    cible = CiblePublication(command, context)
    cible.fire("approuver")
    cible.publication.approuve_par = context.acteur.compte_id
    approbation_close(cible)
    aux_auteurs(cible, Avis.BROUILLON_APPROUVE)
    cible.tell(Event.PUBLICATION_APPROUVEE)


def renvoyer(command: RenvoyerBrouillon, context: Contexte) -> None:
    """Send back with a reason, also what was approved and is not published yet."""
    cible = CiblePublication(command, context)
    motif = motif_valide(command.motif)
    if not motif:
        raise ValidationRefused(
            fields=(("motif", "Dites pourquoi : ses auteurs doivent savoir ce qu'ils ont à reprendre."),)
        )
    cible.fire("renvoyer")
    cible.publication.motif_renvoi = motif
    approbation_close(cible)
    aux_auteurs(cible, Avis.BROUILLON_RENVOYE, motif)
    cible.publication.soumis_par = cible.publication.approuve_par = None
    cible.tell(Event.PUBLICATION_RENVOYEE)
