"""Erasing a person: values and salts of the journal emptied, the account anonymous, all else told again and kept."""

from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from models.compte import Compte
from models.erasure import TEXTES, Erasure, erase, erasure_of, invitations_of
from models.events import Event
from models.tracking import Tracked, tracked_classes
from rules.digests import digest_of
from workflows.commands.effacement import EffacerPersonne
from workflows.context import Contexte
from workflows.errors import ValidationRefused
from workflows.handlers.agence import compte_de

NOM_EFFACE = "Compte effacé"
DOMAINE_EFFACE = "efface.invalid"
"""What no mail can be sent to. Source: RFC 2606."""


def code_de(compte: Compte, planned: Erasure) -> str:
    """What stands for exactly that erasure, to be given back as its confirmation."""
    return digest_of([compte.id, planned.log, list(planned.identity), list(planned.texts)])[:8].upper()


def effacer(command: EffacerPersonne, context: Contexte) -> None:
    """Empty the entries, then write what they held and nobody asked to erase again.

    Raises: ValidationRefused for an account that is open, or where it is no longer what was confirmed.
    """
    compte = compte_de(command, command.compte, context)
    if compte.active or compte.suspendu:
        raise ValidationRefused("Ce compte est encore ouvert : fermez-le d'abord, puis recommencez.")
    planned = erasure_of(context.session, compte, texts=command.textes)
    if command.confirmation != code_de(compte, planned):
        raise ValidationRefused("Ce n'est pas ce qui a été annoncé : relisez ce qui serait effacé, puis confirmez-le.")
    _anonymise(context.session, compte)
    for row, fields in _standing(context.session, planned).items():
        for field in fields:
            if command.textes and (str(row.__tablename__), field) in TEXTES and _written_in(row, field, planned):
                setattr(row, field, "")
        context.again[row] = fields
    erase(context.session, planned.log, planned.entries)
    context.log = planned.log
    context.tell(Event.COMPTE_EFFACE, f"compte/{compte.id}", compte=compte.id)
    context.values |= {"identite": list(planned.identity), "textes": list(planned.texts)}
    context.always = True


def _anonymise(session: Session, compte: Compte) -> None:
    invitations = invitations_of(session, compte)
    nobody = f"{compte.id}@{DOMAINE_EFFACE}"
    compte.nom, compte.email, compte.password, compte.fs_uniquifier = NOM_EFFACE, nobody, None, uuid4().hex
    for invitation in invitations:
        invitation.email = nobody


def _standing(session: Session, planned: Erasure) -> dict[Tracked, frozenset[str]]:
    """The fields that the entries to be emptied are the last to tell."""
    classes = {str(cls.__tablename__): cls for cls in tracked_classes()}
    emptied, found = set(planned.entries), dict[Tracked, frozenset[str]]()
    for (table, key), fields in planned.rows.items():
        row = session.get(classes[table], key)
        standing = frozenset(field for field in fields if row is not None and row.origines.get(field) in emptied)
        if row is not None and standing:
            found[row] = standing
    return found


def _written_in(row: Tracked, field: str, planned: Erasure) -> bool:
    """Whether it was the person who wrote it, and not whoever created the row."""
    return row.origines.get(field) in planned.texts


HANDLERS: dict[Any, Any] = {EffacerPersonne: effacer}
