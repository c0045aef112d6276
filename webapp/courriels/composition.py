"""What a mail says and to whom, made when it leaves from what it names; nothing where it no longer has an object."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.compte import Compte, Entreprise, Invitation
from models.notification import Notification
from referentiels.catalogue import Catalogue
from reports.notifications import LigneNotification, notification
from webapp.annonces import RENVOIS, TITRES, phrase, questionnaire
from webapp.comptes.liens import absolu, lien_invitation, lien_mot_de_passe
from workflows.courriels import Depart


@dataclass(frozen=True, slots=True)
class Message:
    """One mail, as plain text."""

    destinataire: str
    sujet: str
    texte: str


def composer(session: Session, catalogue: Catalogue, depart: Depart) -> Message | None:
    """The mail, in an application's request context, which gives addresses; None where nobody is to get it."""
    if depart.genre == "invitation":
        return _invitation(session.get(Invitation, depart.objet_id), session)
    if depart.genre == "mot_de_passe":
        return _mot_de_passe(session.get(Compte, depart.objet_id), depart)
    return _notification(session, catalogue, depart)


def _notification(session: Session, catalogue: Catalogue, depart: Depart) -> Message | None:
    told = session.get(Notification, depart.objet_id)
    compte = session.get(Compte, told.compte_id) if told is not None else None
    dite = notification(session, catalogue, depart.objet_id)
    if compte is None or dite is None or not compte.active or compte.courriels is False:
        return None
    titre = str(TITRES[dite.evenement])
    parts = [_("Bonjour %(nom)s,", nom=compte.nom), phrase(dite)]
    if dite.questionnaire:
        parts.append(f"{dite.sujet}\n{questionnaire(dite)}")
    if dite.publication:
        parts.append(dite.sujet)
    if dite.evenement in RENVOIS:
        parts.append(_("Motif du renvoi :") + f"\n{dite.detail}")
    parts.append(_adresse(dite))
    choix = absolu(url_for("comptes.mon_compte"))
    parts.append(_("Pour ne plus recevoir ces messages : %(adresse)s", adresse=choix))
    return Message(compte.email, f"{titre} : {dite.sujet}" if dite.sujet else titre, _texte(parts))


def _adresse(dite: LigneNotification) -> str:
    if dite.publication:
        return absolu(url_for("administration.publication", identifiant=dite.publication))
    if not dite.ouvrable:
        return absolu(url_for("industriel.notifications"))
    page = "industriel.projection" if dite.projection else "industriel.evaluation"
    return absolu(url_for(page, reference=dite.reference, demarche=dite.demarche, questionnaire=dite.code))


def _invitation(invitation: Invitation | None, session: Session) -> Message | None:
    if invitation is None or invitation.etat != "envoyee":
        return None
    entreprise = session.get(Entreprise, invitation.entreprise_id) if invitation.entreprise_id else None
    qui = entreprise.nom if entreprise else _("L’agence")
    sujet = _(
        "Invitation à rejoindre %(entreprise)s sur Convergence",
        entreprise=entreprise.nom if entreprise else _("l’agence"),
    )
    if session.scalar(select(Compte.id).where(Compte.email == invitation.email)):
        # said to the person alone: whoever invited them learns nothing
        refus = (
            _("Bonjour,"),
            _("%(nom)s vous invite sur Convergence, où votre adresse a déjà un compte.", nom=qui),
            _("Une adresse n’a qu’un compte : l’invitation ne peut pas être acceptée, et votre compte reste tel quel."),
        )
        return Message(invitation.email, sujet, _texte(refus))
    parts = (
        _("Bonjour,"),
        _("%(entreprise)s vous invite à ouvrir un compte sur Convergence.", entreprise=qui),
        _("Ce lien vous est personnel, sert une fois et vaut sept jours :") + f"\n{lien_invitation(invitation)}",
        _("Si vous n’attendiez pas cette invitation, ignorez ce message."),
    )
    return Message(invitation.email, sujet, _texte(parts))


def _mot_de_passe(compte: Compte | None, depart: Depart) -> Message | None:
    if compte is None or not compte.active:
        return None
    lien = lien_mot_de_passe(compte, depart.cree_le.timestamp())
    parts = (
        _("Bonjour %(nom)s,", nom=compte.nom),
        _("Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte."),
        _("Ce lien sert une fois et vaut une heure :") + f"\n{lien}",
        _("Si ce n’était pas vous, ignorez ce message : votre mot de passe reste le même."),
    )
    return Message(compte.email, _("Nouveau mot de passe sur Convergence"), _texte(parts))


def _texte(parts: "list[str] | tuple[str, ...]") -> str:
    return "\n\n".join((*parts, "Convergence")) + "\n"
