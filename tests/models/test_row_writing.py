"""Rows that the journal follows are written as they stand, changes before additions; one that is gone is told."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models.compte import Compte, Invitation
from models.database import will_write
from models.reponse import Reponse
from models.row_writing import write_rows
from tests.workflows.plateforme import FORTES, Plateforme
from workflows.context import nouvel_identifiant


def _writer(plateforme: Plateforme) -> Session:
    session = Session(plateforme.engine, autoflush=False)
    will_write(session.connection())
    return session


def _invitation(plateforme: Plateforme, email: str) -> Invitation:
    now = plateforme.clock.now()
    return Invitation(
        id=nouvel_identifiant(),
        origines={},
        entreprise_id=plateforme.responsable.entreprise_id,
        email=email,
        role="contributeur",
        invite_par=str(plateforme.responsable.compte_id),
        envoi=1,
        cree_le=now,
        expire_le=now + timedelta(days=7),
        etat="envoyee",
    )


def test_what_a_row_gives_up_another_takes_in_the_same_transaction(plateforme: Plateforme) -> None:
    # one open invitation for an address; which identifier is the smaller is chance, hence several
    emails = [f"invite{number}@edi.example" for number in range(8)]
    with _writer(plateforme) as session:
        session.add_all([_invitation(plateforme, email) for email in emails])
        write_rows(session)
        for invitation in session.scalars(select(Invitation)).all():
            invitation.etat = "annulee"
        session.add_all([_invitation(plateforme, email) for email in emails])
        write_rows(session)
        session.commit()
    with Session(plateforme.engine) as session:
        found = session.execute(select(Invitation.etat, func.count()).group_by(Invitation.etat)).all()
    assert sorted(map(tuple, found)) == [("annulee", 8), ("envoyee", 8)]


def test_a_row_that_is_gone_is_told_and_not_passed_over(plateforme: Plateforme) -> None:
    with _writer(plateforme) as session:
        invitation = _invitation(plateforme, "partie@edi.example")
        session.add(invitation)
        write_rows(session)
        (read,) = session.scalars(select(Invitation)).all()
        session.execute(text("DELETE FROM invitation"))
        read.etat = "annulee"
        with pytest.raises(StaleDataError):
            write_rows(session)


def test_what_follows_a_text_follows_its_change(plateforme: Plateforme) -> None:
    with _writer(plateforme) as session:
        compte = session.scalars(select(Compte).where(Compte.id == plateforme.responsable.compte_id)).one()
        compte.nom = "Zoé Élan"
        write_rows(session)
        session.commit()
    with Session(plateforme.engine) as session:
        noms = select(Compte.nom, Compte.nom_plie).where(Compte.id == plateforme.responsable.compte_id)
        assert tuple(session.execute(noms).one()) == ("Zoé Élan", "zoe elan")


def test_a_value_that_is_set_again_writes_nothing(plateforme: Plateforme) -> None:
    with _writer(plateforme) as session:
        compte = session.scalars(select(Compte).where(Compte.id == plateforme.responsable.compte_id)).one()
        statements: list[str] = []
        event.listen(session.connection(), "before_cursor_execute", lambda *given: statements.append(given[2]))
        compte.nom = str(compte.nom)
        write_rows(session)
        assert statements == []


def test_no_proof_is_no_value_and_not_the_word_for_it(plateforme: Plateforme) -> None:
    sujet = plateforme.produit()
    plateforme.repondre(sujet, FORTES)
    with Session(plateforme.engine) as session:
        count = session.scalar(select(func.count()).select_from(Reponse))
        assert session.scalar(text("SELECT count(*) FROM reponse WHERE preuves IS NULL")) == count == len(FORTES)
