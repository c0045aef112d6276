"""The agency's own commands: opening the platform, publishing what is shipped, registering companies."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from models.compte import Entreprise
from models.events import Event
from models.key_chain import STREAM
from models.log import AGENCY_LOG, company_log, latest_checkpoints, lock_head, open_log
from models.notification import RESTAURATION, Courriel
from models.publication import Publication
from models.snapshot import Designation
from models.sujet import Compteur
from referentiels.loading import read_document
from rules.edition import REGLES
from rules.shipped import pack_document
from workflows.commands.plateforme import (
    ChangerDeCle,
    ConsignerPointsDeControle,
    ConsignerRestauration,
    CreerEntreprise,
    OuvrirPlateforme,
    PublierGraine,
)
from workflows.context import Contexte, nouvel_identifiant
from workflows.errors import ValidationRefused
from workflows.handlers.acces import agency_only
from workflows.handlers.brouillons import brouillon
from workflows.handlers.cible_publication import dire
from workflows.handlers.contenu_publie import avec_version, lire, version_suivante
from workflows.handlers.entreprises import nom_d_entreprise
from workflows.handlers.invitations import adresse
from workflows.handlers.invitations_agence import sans_compte
from workflows.replay import PREMIERE_REFERENCE

COMPTEUR_SUJETS = "sujets"
LIVREE = "Version livrée avec le programme (empreinte {})."
REFERENCE = re.compile(r"[A-Z0-9-]{1,20}")
AUTOMATIQUE = re.compile(r"E([0-9]{5})")


def ouvrir(command: OuvrirPlateforme, context: Contexte) -> None:
    """Open the agency's log and the counter of references, once."""
    agency_only(command.acteur)
    if context.session.get(Compteur, COMPTEUR_SUJETS) is not None:
        return
    open_log(context.session, AGENCY_LOG, context.now)
    context.session.add(Compteur(nom=COMPTEUR_SUJETS, valeur=command.premiere_reference - 1))
    context.tell(Event.JOURNAL_OUVERT, "agence", log=AGENCY_LOG)
    context.values[PREMIERE_REFERENCE] = command.premiere_reference
    context.always = True


def publier_graine(command: PublierGraine, context: Contexte) -> None:
    """Publish a shipped document the first time it is seen; afterwards the database is the only source.

    Raises: ValidationRefused where the file differs from the version that was published, or from its own digest.
    """
    agency_only(command.acteur)
    nom = f"{command.genre} {command.code} {command.version}"
    if _designation(command) != (command.genre, command.code, command.version, command.digest):
        raise ValidationRefused(f"« {nom} » : le contenu n'est pas celui que son nom et son empreinte annoncent.")
    connues = context.session.scalars(
        select(Publication).where(Publication.genre == command.genre, Publication.code == command.code)
    ).all()
    meme = next((p for p in connues if p.version == command.version), None)
    if meme is not None:
        _confronter(command, meme, connues, context)
        return
    premiere = not connues
    context.session.add(_version_livree(command, premiere, context))
    event = Event.PUBLICATION_PUBLIEE if premiere else Event.PUBLICATION_BROUILLON
    context.tell(event, f"publication/{command.genre}/{command.code}", publication=nom)


def _garder_a_cote(command: PublierGraine, connues: Sequence[Publication], context: Contexte) -> None:
    """Keep what is shipped as a draft of the next version, once: administrateurs wrote their own of that number."""
    motif = LIVREE.format(command.digest)
    if any(connue.motif == motif for connue in connues):
        return
    suivante = version_suivante({connue.version for connue in connues})
    document = lire(command.genre, command.code, avec_version(command.contenu, suivante))
    publication = brouillon(document, motif, context)
    context.session.add(publication)
    dire(context, Event.PUBLICATION_BROUILLON, publication)


def _confronter(command: PublierGraine, meme: Publication, connues: Sequence[Publication], context: Contexte) -> None:
    """Nothing where the file is what was published; beside it where administrateurs had taken its number.

    Raises: ValidationRefused where the file was changed.
    """
    if meme.digest == command.digest:
        return
    if meme.etape is None:
        nom = f"{command.genre} {command.code} {command.version}"
        raise ValidationRefused(
            f"Le fichier de « {nom} » diffère de la version publiée, qui ne change plus.",
            "Donnez-lui un nouveau numéro de version : il deviendra un brouillon à approuver.",
        )
    _garder_a_cote(command, connues, context)


def _version_livree(command: PublierGraine, premiere: bool, context: Contexte) -> Publication:
    """What is shipped: in effect when it is the first of its document, a draft otherwise."""
    return Publication(
        id=nouvel_identifiant(),
        genre=command.genre,
        code=command.code,
        version=command.version,
        digest=command.digest,
        contenu=command.contenu,
        etat="publiee" if premiere else "brouillon",
        depose_le=context.now,
        effet_le=context.now if premiere else None,
        depose_par=command.acteur.compte_id,
    )


def _designation(command: PublierGraine) -> Designation:
    """What the content itself says it is; who asks is not believed."""
    if command.genre == REGLES:
        pack = pack_document(command.contenu)
        return pack.genre, pack.code, pack.version, pack.digest
    document = read_document(command.contenu, command.code)
    return document.genre, document.code, document.version, document.digest


def creer_entreprise(command: CreerEntreprise, context: Contexte) -> None:
    """Register a company; its log opens in the same transaction."""
    agency_only(command.acteur)
    nom = nom_d_entreprise(command.nom)
    if command.premier_responsable is not None:
        sans_compte(context, adresse(command.premier_responsable))
    # Two registrations follow one another: the references that are free are read under the head's lock.
    lock_head(context.session, AGENCY_LOG)
    reference = command.reference or _free_reference(context)
    if not REFERENCE.fullmatch(reference):
        raise ValidationRefused("La référence d'une entreprise a de 1 à 20 capitales, chiffres ou tirets.")
    if context.session.scalar(select(Entreprise.id).where(Entreprise.reference == reference)):
        raise ValidationRefused(f"La référence d'entreprise {reference} est déjà prise.")
    entreprise = Entreprise(id=nouvel_identifiant(), reference=reference, nom=nom, cree_le=context.now)
    context.session.add(entreprise)
    log = company_log(reference)
    open_log(context.session, log, context.now)
    context.tell(Event.ENTREPRISE_CREEE, f"entreprise/{entreprise.id}", entreprise=entreprise.id, log=log)
    context.outcome = type(context.outcome)(identifiant=entreprise.id)


def _free_reference(context: Contexte) -> str:
    """The number after the last one given automatically."""
    prises = context.session.scalars(select(Entreprise.reference).where(Entreprise.reference.like("E%")))
    numeros = [int(trouvee[1]) for prise in prises if (trouvee := AUTOMATIQUE.fullmatch(prise))]
    return f"E{max(numeros, default=0) + 1:05d}"


def consigner_restauration(command: ConsignerRestauration, context: Contexte) -> None:
    """Say in the agency's log that everything before comes from an archive, and where each log stood in it."""
    agency_only(command.acteur)
    context.tell(Event.RESTAURATION, "agence", archive=command.archive)
    # they may have left since: what was told is still among the notifications
    waiting = update(Courriel).where(Courriel.etat == "attente")
    context.session.execute(waiting.values(etat="abandonne", erreur=RESTAURATION, clos_le=context.now))
    context.values["sauvegardee_le"] = command.sauvegardee_le
    context.values.update(command.points)
    context.always = True


def changer_de_cle(command: ChangerDeCle, context: Contexte) -> None:
    """Name the new key; whoever holds both signs the entry with both."""
    agency_only(command.acteur)
    context.tell(Event.JOURNAL_CLE, STREAM, ancienne=command.ancienne, cle=command.nouvelle)
    context.always = True


def consigner_points(command: ConsignerPointsDeControle, context: Contexte) -> None:
    """Note the last checkpoint of every company's log."""
    agency_only(command.acteur)
    context.tell(Event.JOURNAL_CHECKPOINTS, "journal")
    context.values.update(latest_checkpoints(context.session))
    context.always = True


HANDLERS: dict[Any, Any] = {
    ConsignerPointsDeControle: consigner_points,
    ChangerDeCle: changer_de_cle,
    OuvrirPlateforme: ouvrir,
    PublierGraine: publier_graine,
    CreerEntreprise: creer_entreprise,
    ConsignerRestauration: consigner_restauration,
}
