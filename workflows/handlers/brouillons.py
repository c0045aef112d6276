"""Drafts of published documents: opened, written in, undone, given up."""

from sqlalchemy import func, select

from models.events import Event
from models.log import AGENCY_LOG, lock_head
from models.publication import EtapeBrouillon, Publication
from models.snapshot import PublicationSnapshot
from workflows.commands.publications import (
    AbandonnerBrouillon,
    AnnulerModification,
    CreerBrouillon,
    ModifierBrouillon,
    RetablirModification,
)
from workflows.context import Contexte, nouvel_identifiant
from workflows.errors import ValidationRefused
from workflows.handlers.acces import agency_only
from workflows.handlers.avis_publication import approbation_close
from workflows.handlers.cible_publication import CiblePublication, dire
from workflows.handlers.commentaire import clean, text_faults
from workflows.handlers.contenu_publie import GENRES, avec_version, difference, lire, version_suivante


def creer(command: CreerBrouillon, context: Contexte) -> None:
    """Open the draft of the next version of a document, or of the first one."""
    agency_only(command.acteur)
    if command.genre not in GENRES:
        raise ValidationRefused(fields=(("genre", "Ce genre de document n'existe pas."),))
    motif = motif_valide(command.motif)
    # two drafts follow one another: the versions that are free are read under the head's lock
    lock_head(context.session, AGENCY_LOG)
    de_ce_nom = (Publication.genre == command.genre) & (Publication.code == command.code)
    anciennes = context.session.scalars(select(Publication).where(de_ce_nom).order_by(Publication.depose_le)).all()
    versions = {ancienne.version for ancienne in anciennes}
    document = lire(command.genre, command.code, command.contenu)
    if document.version in versions:
        suivante = avec_version(document.contenu, version_suivante(versions))
        document = lire(command.genre, command.code, suivante)
        if document.version in versions:
            raise ValidationRefused(
                fields=(("contenu", f"La version {document.version} existe déjà ; donnez-en une autre."),)
            )
    publication = brouillon(document, motif, context)
    context.session.add(publication)
    _noter(publication, None, context)
    publiees = [p.contenu for p in anciennes if p.etat == "publiee"]
    context.values["difference"] = difference(publiees[-1] if publiees else "", document.contenu)
    dire(context, Event.PUBLICATION_BROUILLON, publication)


def motif_valide(motif: str) -> str:
    """The reason as it is kept. Raises: ValidationRefused."""
    fautes = tuple(text_faults("Motif", clean(motif)))
    if fautes:
        raise ValidationRefused(fields=tuple(("motif", phrase) for phrase in fautes))
    return clean(motif)


def brouillon(document: PublicationSnapshot, motif: str, context: Contexte) -> Publication:
    """A draft that is not kept yet, by whoever asks."""
    auteur = context.acteur.compte_id
    return Publication(
        id=nouvel_identifiant(),
        genre=document.genre,
        code=document.code,
        version=document.version,
        digest=document.digest,
        contenu=document.contenu,
        etat="brouillon",
        depose_le=context.now,
        depose_par=auteur,
        motif=motif or None,
        auteurs=[auteur] if auteur else None,
    )


def modifier(command: ModifierBrouillon, context: Contexte) -> None:
    """Give the draft another content; the same content changes nothing."""
    cible = CiblePublication(command, context)
    publication = cible.publication
    document = lire(publication.genre, publication.code, command.contenu)
    if document.version != publication.version and _prise(document, context):
        document = lire(publication.genre, publication.code, avec_version(document.contenu, publication.version))
    if document.contenu == publication.contenu:
        return
    if publication.etape is None:
        # a draft from before histories, or one that came with the program: its first content is kept too
        _noter(publication, None, context)
    _ecrire(cible, document)
    _noter(publication, publication.etape, context)


def _prise(document: PublicationSnapshot, context: Contexte) -> bool:
    """Whether that version is another one's."""
    sienne = (Publication.genre == document.genre) & (Publication.code == document.code)
    prise = context.session.scalar(select(Publication.id).where(sienne, Publication.version == document.version))
    return prise is not None


def _ecrire(cible: CiblePublication, document: PublicationSnapshot) -> None:
    """Put the content there, with its difference in the journal; the draft goes back to its beginning."""
    publication, context = cible.publication, cible.context
    cible.fire("modifier")
    context.values["difference"] = difference(publication.contenu, document.contenu)
    publication.contenu, publication.digest = document.contenu, document.digest
    publication.version = document.version
    publication.soumis_par = publication.approuve_par = None
    approbation_close(cible)
    auteurs = publication.auteurs or []
    if context.acteur.compte_id and context.acteur.compte_id not in auteurs:
        publication.auteurs = [*auteurs, context.acteur.compte_id]
    cible.tell(Event.PUBLICATION_MODIFIEE)


def _noter(publication: Publication, precedente: int | None, context: Contexte) -> None:
    """One more step of the history; the draft stands at it."""
    siennes = EtapeBrouillon.publication_id == publication.id
    derniere = context.session.scalar(select(func.max(EtapeBrouillon.numero)).where(siennes))
    attente = [e.numero for e in context.session.new if isinstance(e, EtapeBrouillon)]
    numero = max([*attente, -1 if derniere is None else derniere]) + 1
    context.session.add(
        EtapeBrouillon(
            id=nouvel_identifiant(),
            publication_id=publication.id,
            numero=numero,
            precedente=precedente,
            contenu=publication.contenu,
            digest=publication.digest,
            fait_le=context.now,
            fait_par=context.acteur.compte_id,
        )
    )
    publication.etape = numero


def annuler(command: AnnulerModification, context: Contexte) -> None:
    """Go back one step."""
    cible = CiblePublication(command, context)
    siennes = EtapeBrouillon.publication_id == cible.publication.id
    ici = context.session.scalar(
        select(EtapeBrouillon).where(siennes, EtapeBrouillon.numero == cible.publication.etape)
    )
    if ici is None or ici.precedente is None:
        raise ValidationRefused("Il n'y a rien à annuler.")
    _aller(
        cible, context.session.scalar(select(EtapeBrouillon).where(siennes, EtapeBrouillon.numero == ici.precedente))
    )


def retablir(command: RetablirModification, context: Contexte) -> None:
    """Go forward one step, to the last content made from here."""
    cible = CiblePublication(command, context)
    siennes = EtapeBrouillon.publication_id == cible.publication.id
    suivantes = select(EtapeBrouillon).where(siennes, EtapeBrouillon.precedente == cible.publication.etape)
    _aller(cible, context.session.scalars(suivantes.order_by(EtapeBrouillon.numero.desc()).limit(1)).first())


def _aller(cible: CiblePublication, etape: EtapeBrouillon | None) -> None:
    if etape is None:
        raise ValidationRefused("Il n'y a rien à rétablir.")
    _ecrire(cible, lire(cible.publication.genre, cible.publication.code, etape.contenu))
    cible.publication.etape = etape.numero


def abandonner(command: AbandonnerBrouillon, context: Contexte) -> None:
    """Give the draft up; it stays readable, and its version is not given again."""
    cible = CiblePublication(command, context)
    cible.fire("abandonner")
    approbation_close(cible)
    cible.tell(Event.PUBLICATION_ABANDONNEE)
