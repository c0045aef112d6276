"""What notifications say, on their page and in mails."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from models.compte import Role
from models.notification import Avis
from reports.notifications import LigneNotification

TITRES: Mapping[str, LazyString] = {
    Avis.VALIDATION_DEMANDEE: _l("Validation demandée"),
    Avis.DEMANDE_REPRISE: _l("Demande reprise"),
    Avis.VALIDATION_RENVOYEE: _l("Demande renvoyée"),
    Avis.VALIDATION_PRONONCEE: _l("Questionnaire validé"),
    Avis.DEMANDE_CADUQUE: _l("Demande sans objet"),
    Avis.INVITATION_ACCEPTEE: _l("Invitation acceptée"),
    Avis.ROLE_CHANGE: _l("Votre rôle a changé"),
    Avis.COMPTE_REACTIVE: _l("Votre compte est réactivé"),
    Avis.APPROBATION_DEMANDEE: _l("Approbation demandée"),
    Avis.BROUILLON_RENVOYE: _l("Brouillon renvoyé"),
    Avis.BROUILLON_APPROUVE: _l("Brouillon approuvé"),
}
"""What each notification is called."""

_PHRASES: Mapping[str, LazyString] = {
    Avis.VALIDATION_DEMANDEE: _l("%(nom)s demande la validation."),
    Avis.DEMANDE_REPRISE: _l("%(nom)s a repris sa demande : il n’y a plus rien à valider."),
    Avis.VALIDATION_RENVOYEE: _l("%(nom)s vous renvoie le questionnaire."),
    Avis.VALIDATION_PRONONCEE: _l("%(nom)s a validé ce que vous aviez demandé."),
    Avis.DEMANDE_CADUQUE: _l("L’évaluation du même thème a été validée de nouveau : la projection est à revoir."),
    Avis.INVITATION_ACCEPTEE: _l("%(nom)s a ouvert son compte."),
    Avis.COMPTE_REACTIVE: _l("%(nom)s a réactivé votre compte."),
    Avis.APPROBATION_DEMANDEE: _l("%(nom)s soumet cette version : un autre administrateur doit l’approuver."),
    Avis.BROUILLON_RENVOYE: _l("%(nom)s vous renvoie ce brouillon."),
    Avis.BROUILLON_APPROUVE: _l("%(nom)s a approuvé ce brouillon : il peut être publié."),
}


def phrase(notification: LigneNotification) -> str:
    """What happened, in one sentence."""
    nom = notification.auteur or _("Quelqu’un")
    if notification.evenement == Avis.ROLE_CHANGE:
        if notification.detail == Role.RESPONSABLE:
            return str(_("%(nom)s vous a nommé responsable : vous pouvez valider, et gérer les comptes.", nom=nom))
        return str(_("%(nom)s vous a nommé contributeur.", nom=nom))
    return str(_PHRASES[notification.evenement]) % {"nom": nom}


RENVOIS = (Avis.VALIDATION_RENVOYEE, Avis.BROUILLON_RENVOYE)
"""Those whose detail is the reason of a sending back."""


def questionnaire(notification: LigneNotification) -> str:
    """« Évaluation : Interopérabilité 2021 »."""
    titre = notification.questionnaire
    genre = _("Projection") if notification.projection else _("Évaluation")
    return f"{genre} : {titre}"
