"""What is shipped and what is published: a new database opens everything, an older one receives drafts."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.editions import documents, en_vigueur
from models.publication import Publication
from models.signing_key import Signer
from models.snapshot import PublicationSnapshot
from referentiels.loading import read_document
from rules.decision import Judge
from rules.edition import Edition, build_edition
from tests.conftest import DEBUT
from tests.workflows.plateforme import Plateforme
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.plateforme import OuvrirPlateforme, PublierGraine
from workflows.commands.sujets import ValiderSujet
from workflows.errors import NotFound, ValidationRefused
from workflows.execution import Door
from workflows.installation import initialise, seeds

PREMIERE_DOCTRINE = """\
genre: parcours
code: doctrine
version: "1"
ordre: 1
titre: Doctrine du Numérique en Santé
carte: false
introduction: [Une introduction.]
presentation: {question: Qu'est-ce ?, texte: La première version.}
demarches:
  - code: teleconsultation
    titre: Téléconsultation
    description: Évaluez la conformité de vos produits.
    cycle: simple
    ouverte: false
"""
PREMIER_ESPACE = """\
genre: parcours
code: mon-espace-sante
version: "1"
ordre: 2
titre: Mon espace santé
carte: false
introduction: [Une introduction.]
presentation: {question: Qu'est-ce ?, texte: La première version.}
demarches:
  - code: referencement-sans-echange
    titre: Référencement sans échange de données
    description: Évaluez votre produit.
    cycle: simple
    ouverte: false
  - code: referencement-avec-echange
    titre: Référencement avec échange de données
    description: Évaluez votre produit.
    cycle: simple
    ouverte: false
"""
NOUVEAUX = ("teleconsultation", "teleexpertise", "telesoin", "telesante-2021", "mon-espace-sante")
DOCTRINE, ESPACE = ("parcours", "doctrine"), ("parcours", "mon-espace-sante")


def _door(engine: Engine, signer: Signer) -> Door:
    return Door(engine, signer, SetClock(DEBUT), Judge("reference"))


def _publish(door: Door, document: PublicationSnapshot) -> None:
    d = document
    door.execute(PublierGraine(SYSTEME, d.genre, d.code, d.version, d.digest, d.contenu))


def _older(door: Door) -> None:
    """What a first version of the platform had published: its own parcours, nothing of télésanté nor of Ethique."""
    door.execute(OuvrirPlateforme(SYSTEME, 1))
    for texte in (PREMIERE_DOCTRINE, PREMIER_ESPACE):
        premier = read_document(texte, "premier")
        _publish(door, PublicationSnapshot(*premier.cle, premier.digest, premier.texte))
    for document in seeds():
        if (document.genre, document.code) not in (DOCTRINE, ESPACE) and not document.code.endswith(NOUVEAUX):
            _publish(door, document)


def _in_effect(engine: Engine) -> Edition:
    with Session(engine) as session:
        return build_edition(documents(session, en_vigueur(session, DEBUT)))


def _states(engine: Engine) -> dict[tuple[str, str, str], str]:
    with Session(engine) as session:
        return {(p.genre, p.code, p.version): p.etat for p in session.scalars(select(Publication))}


def test_a_new_database_opens_every_démarche(empty_engine: Engine, signer: Signer) -> None:
    initialise(_door(empty_engine, signer))
    demarches = _in_effect(empty_engine).catalogue.demarches
    assert all(demarche.ouverte for demarche in demarches.values())
    assert len(demarches) == 6
    assert set(_states(empty_engine).values()) == {"publiee"}


def test_an_older_database_receives_the_new_parcours_as_drafts(empty_engine: Engine, signer: Signer) -> None:
    door = _door(empty_engine, signer)
    _older(door)
    initialise(door)
    etats = _states(empty_engine)
    assert etats["parcours", "doctrine", "1"] == "publiee"
    assert etats["parcours", "mon-espace-sante", "1"] == "publiee"
    assert {cle for cle, etat in etats.items() if etat == "brouillon"} == {(*DOCTRINE, "2"), (*ESPACE, "3")}
    assert etats["questionnaire", "teleconsultation", "2021"] == "publiee"
    assert etats["questionnaire", "ethique-mon-espace-sante", "2022"] == "publiee"
    for pack in ("verdict/telesante-2021", "profilage/mon-espace-sante", "verdict/mon-espace-sante"):
        assert etats["regles", pack, "1"] == "publiee"
    demarches = _in_effect(empty_engine).catalogue.demarches
    assert not demarches["teleconsultation"].ouverte
    assert not demarches["referencement-sans-echange"].ouverte


def test_starting_again_leaves_the_draft_as_it_is(empty_engine: Engine, signer: Signer) -> None:
    door = _door(empty_engine, signer)
    _older(door)
    initialise(door)
    avant = _states(empty_engine)
    initialise(door)
    assert _states(empty_engine) == avant


def test_a_démarche_that_is_open_only_in_a_draft_cannot_be_joined(empty_engine: Engine, signer: Signer) -> None:
    door = _door(empty_engine, signer)
    _older(door)
    initialise(door)
    plateforme = Plateforme(empty_engine, signer, SetClock(DEBUT), door)
    sujet = plateforme.produit(valide=False)
    plateforme.do(ValiderSujet(plateforme.contributeur, sujet))
    for demarche in ("teleconsultation", "referencement-sans-echange"):
        with pytest.raises(NotFound):
            plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, demarche))
    plateforme.assert_faithful()


def test_a_file_that_differs_from_its_published_version_is_refused(empty_engine: Engine, signer: Signer) -> None:
    door = _door(empty_engine, signer)
    initialise(door)
    doctrine = next(d for d in seeds() if (d.genre, d.code) == ("parcours", "doctrine"))
    changed = read_document(doctrine.contenu.replace("titre: Télésoin", "titre: Télésoins"), "doctrine")
    assert changed.digest != doctrine.digest
    with pytest.raises(ValidationRefused, match="diffère de la version publiée"):
        _publish(door, replace(doctrine, contenu=changed.texte, digest=changed.digest))
