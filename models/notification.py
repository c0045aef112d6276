"""What a person is told inside the application, and the mails that are to leave."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.database import Base, Instant, references
from models.tracking import Tracked


class Avis(StrEnum):
    """What a notification says happened."""

    VALIDATION_DEMANDEE = "validation_demandee"
    DEMANDE_REPRISE = "demande_reprise"
    VALIDATION_RENVOYEE = "validation_renvoyee"
    VALIDATION_PRONONCEE = "validation_prononcee"
    DEMANDE_CADUQUE = "demande_caduque"
    INVITATION_ACCEPTEE = "invitation_acceptee"
    ROLE_CHANGE = "role_change"
    COMPTE_REACTIVE = "compte_reactive"
    APPROBATION_DEMANDEE = "approbation_demandee"
    BROUILLON_RENVOYE = "brouillon_renvoye"
    BROUILLON_APPROUVE = "brouillon_approuve"


NON_LUE = text("lue_le IS NULL")
# what is still to be read of a request is looked for by what it is about
DU_SUJET_NON_LUE = text("lue_le IS NULL AND sujet_id IS NOT NULL")
DE_LA_VERSION_NON_LUE = text("lue_le IS NULL AND publication_id IS NOT NULL")


class Notification(Tracked):
    """One thing that one account is told; journalled, so that who knew what, and since when, can be shown.

    `projection` tells the questionnaire's projection from its evaluation; `detail` is the reason of a sending back, or
    the new role; `publication_id` names the version of a published document, for administrateurs.
    """

    __tablename__ = "notification"
    __table_args__ = (
        Index("ix_notification_compte", "compte_id", "cree_le"),
        Index("ix_notification_non_lue", "compte_id", sqlite_where=NON_LUE, postgresql_where=NON_LUE),
        Index(
            "ix_notification_sujet_non_lue",
            "sujet_id",
            sqlite_where=DU_SUJET_NON_LUE,
            postgresql_where=DU_SUJET_NON_LUE,
        ),
        Index(
            "ix_notification_publication_non_lue",
            "publication_id",
            sqlite_where=DE_LA_VERSION_NON_LUE,
            postgresql_where=DE_LA_VERSION_NON_LUE,
        ),
    )

    compte_id: Mapped[str] = mapped_column(references("compte.id"))
    evenement: Mapped[str] = mapped_column(String(40))
    auteur_id: Mapped[str | None] = mapped_column(references("compte.id"))
    sujet_id: Mapped[str | None] = mapped_column(references("sujet.id"))
    demarche: Mapped[str | None] = mapped_column(String(60))
    questionnaire: Mapped[str | None] = mapped_column(String(80))
    projection: Mapped[bool] = mapped_column(default=False)
    publication_id: Mapped[str | None] = mapped_column(String(36))
    detail: Mapped[str] = mapped_column(Text, default="")
    cree_le: Mapped[datetime] = mapped_column(Instant)
    lue_le: Mapped[datetime | None] = mapped_column(Instant)


EN_ATTENTE = text("etat = 'attente'")

RESTAURATION = "restauration"
"""The error of mails that waited in an archive: they may have left since, and never leave again."""


class Courriel(Base):
    """A mail to send, written in the transaction of what it tells; not tracked: what was told is the notification.

    It names its object and neither address nor text, which are made when it leaves: nothing here is worth keeping, and
    rebuilding the tables from the journal must not send old mails again.
    """

    __tablename__ = "courriel"
    __table_args__ = (
        CheckConstraint("genre IN ('notification','invitation','mot_de_passe')", name="genre"),
        CheckConstraint("etat IN ('attente','envoye','sans_objet','abandonne')", name="etat"),
        Index("ix_courriel_attente", "prochain_le", sqlite_where=EN_ATTENTE, postgresql_where=EN_ATTENTE),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    genre: Mapped[str] = mapped_column(String(20))
    objet_id: Mapped[str] = mapped_column(String(36), index=True)
    cree_le: Mapped[datetime] = mapped_column(Instant)
    etat: Mapped[str] = mapped_column(String(20), default="attente")
    essais: Mapped[int] = mapped_column(default=0)
    prochain_le: Mapped[datetime] = mapped_column(Instant)
    clos_le: Mapped[datetime | None] = mapped_column(Instant)
    erreur: Mapped[str] = mapped_column(String(80), default="")
