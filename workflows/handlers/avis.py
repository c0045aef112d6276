"""Telling people: a notification each, and a mail where they are sent, in the transaction of what it tells."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, cast

from sqlalchemy import Table, bindparam, select

from models.compte import Compte, Role
from models.notification import Avis, Courriel, Notification
from workflows.context import Contexte, nouvel_identifiant
from workflows.handlers.cible import Cible, CibleProjection
from workflows.handlers.demandes_closes import Objet

# Built once: making a statement costs as much as running it.
_CES_COMPTES = select(Compte).where(Compte.id.in_(bindparam("ceux", expanding=True))).order_by(Compte.id)
_COMPTE = cast(Table, Compte.__table__).c
# plain rows: no command of a questionnaire changes an account
_RESPONSABLES = (
    select(_COMPTE.id, _COMPTE.active, _COMPTE.courriels)
    .where(_COMPTE.entreprise_id == bindparam("de"), _COMPTE.role == Role.RESPONSABLE.value, _COMPTE.active)
    .order_by(_COMPTE.id)
)


def prevenir(
    context: Contexte, avis: Avis, destinataires: Iterable[str | None], objet: Objet | None = None, detail: str = ""
) -> None:
    """Tell each active account of these, but for the actor, who knows."""
    voulus = {compte for compte in destinataires if compte is not None} - {context.acteur.compte_id}
    if voulus:
        comptes = context.session.scalars(_CES_COMPTES, {"ceux": sorted(voulus)})
        _notifier(context, avis, comptes, objet or Objet(), detail)


def aux_responsables(cible: Cible, avis: Avis) -> None:
    """Tell those of the actor's company who can validate."""
    connection = cible.context.session.connection()
    comptes: Any = connection.execute(_RESPONSABLES, {"de": cible.context.acteur.entreprise_id})
    _notifier(cible.context, avis, comptes, objet_de(cible))


def _notifier(context: Contexte, avis: Avis, comptes: Iterable[Compte], objet: Objet, detail: str = "") -> None:
    for compte in comptes:
        # as it now stands in memory: this command may have just opened it again
        if not compte.active or compte.id == context.acteur.compte_id:
            continue
        notification = Notification(
            id=nouvel_identifiant(),
            compte_id=compte.id,
            evenement=avis.value,
            auteur_id=context.acteur.compte_id,
            detail=detail,
            cree_le=context.now,
            **{field.name: getattr(objet, field.name) for field in fields(Objet)},
        )
        context.session.add(notification)
        if compte.courriels is not False:
            envoyer(context, "notification", notification.id)


def envoyer(context: Contexte, genre: str, objet_id: str) -> None:
    """Have a mail leave once this is committed, where the platform sends any."""
    if context.courriels:
        context.session.add(
            Courriel(
                id=nouvel_identifiant(), genre=genre, objet_id=objet_id, cree_le=context.now, prochain_le=context.now
            )
        )


def objet_de(cible: Cible) -> Objet:
    """The questionnaire, in the démarche it is gone through in."""
    projection = isinstance(cible, CibleProjection)
    return Objet(cible.agregat.sujet.id, cible.demarche.code, cible.passage.questionnaire, projection)
