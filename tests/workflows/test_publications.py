"""From a draft to what is in effect: every step in its order, by two people, and nothing that does not hold."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.editions import en_vigueur
from models.publication import Publication
from models.signing_key import Signer
from reports.journal import ecriture, page
from tests.conftest import DEBUT
from tests.support.rediger import RESUME, Redaction, redaction
from tests.workflows.plateforme import Plateforme
from tests.workflows.test_installation import _door, _older
from workflows.clock import SetClock
from workflows.commands.base import SYSTEME
from workflows.commands.publications import (
    AbandonnerBrouillon,
    AnnulerModification,
    ApprouverPublication,
    ConstaterSimulation,
    CreerBrouillon,
    ModifierBrouillon,
    PublierVersion,
    RenvoyerBrouillon,
    RetablirModification,
    RetirerPublication,
    SoumettreBrouillon,
    TesterBrouillon,
    VerifierBrouillon,
)
from workflows.errors import Forbidden, GateRefused, NotFound, RevisionConflict, ValidationRefused
from workflows.installation import initialise

VERDICT = ("regles", "verdict/doctrine-2021")
PROFILAGE = ("regles", "profilage/doctrine-2021")
PHRASE = "Sans échange avec Mon espace santé, il n'y a pas d'interaction à évaluer."
AUTRE_PHRASE = "Le produit n'échange rien avec Mon espace santé, il n'y a rien à évaluer."


@pytest.fixture
def redac(plateforme: Plateforme) -> Redaction:
    """Two administrateurs at work."""
    return redaction(plateforme)


def _etat(redac: Redaction, identifiant: str) -> str:
    return redac.publication(identifiant).etat


def test_a_draft_becomes_what_is_in_effect_in_seven_steps(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    assert redac.publication(brouillon).version == "2"
    redac.modifier(brouillon, PHRASE, AUTRE_PHRASE)
    do, digest = redac.plateforme.do, redac.digest(brouillon)
    etats = [_etat(redac, brouillon)]
    for command in (
        VerifierBrouillon(redac.auteur, brouillon, digest),
        TesterBrouillon(redac.auteur, brouillon, digest),
        ConstaterSimulation(SYSTEME, brouillon, digest, RESUME),
        SoumettreBrouillon(redac.auteur, brouillon, digest),
        ApprouverPublication(redac.autre, brouillon, digest),
        PublierVersion(redac.auteur, brouillon, digest),
    ):
        do(command)
        etats.append(_etat(redac, brouillon))
    assert etats == ["brouillon", "verifiee", "testee", "simulee", "soumise", "approuvee", "publiee"]
    rules = {rule.id: rule for rule in redac.edition().packs["profilage/doctrine-2021"].rules}
    assert rules["PROF-DOC-001"].because == AUTRE_PHRASE
    redac.plateforme.assert_faithful()


def test_what_each_step_found_is_kept_with_what_it_looked_at(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    redac.modifier(brouillon, PHRASE, AUTRE_PHRASE)
    redac.simule(brouillon)
    tenue = redac.publication(brouillon)
    assert tenue.controle is not None
    assert tenue.essai is not None
    assert tenue.simulation is not None
    assert {c["digest"] for c in (tenue.controle, tenue.essai, tenue.simulation)} == {tenue.digest}
    assert tenue.controle["erreurs"] == 0
    assert tenue.essai["echecs"] == []
    assert tenue.essai["cas"] == 10
    assert tenue.essai["compares"] >= 500
    assert tenue.simulation["resume"] == RESUME


def test_an_edit_goes_back_to_the_start(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    redac.approuve(brouillon)
    redac.modifier(brouillon, PHRASE, AUTRE_PHRASE)
    assert _etat(redac, brouillon) == "brouillon"
    with pytest.raises(GateRefused, match="pas encore vérifié"):
        redac.plateforme.do(PublierVersion(redac.autre, brouillon, redac.digest(brouillon)))


def test_nobody_approves_what_they_wrote_or_submitted(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    do = redac.plateforme.do
    contenu = redac.publication(brouillon).contenu.replace(PHRASE, AUTRE_PHRASE)
    do(ModifierBrouillon(redac.autre, brouillon, redac.digest(brouillon), contenu))
    redac.simule(brouillon)
    digest = redac.digest(brouillon)
    do(SoumettreBrouillon(redac.auteur, brouillon, digest))
    for qui in (redac.auteur, redac.autre):
        with pytest.raises(GateRefused, match="un autre administrateur doit l'approuver"):
            do(ApprouverPublication(qui, brouillon, digest))
    with pytest.raises(GateRefused, match="engage une personne"):
        do(ApprouverPublication(SYSTEME, brouillon, digest))
    assert _etat(redac, brouillon) == "soumise"


def test_people_of_a_company_and_auditeurs_touch_no_draft(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    for email in ("responsable@edi.example", "auditeur@agence.example"):
        with pytest.raises(Forbidden):
            redac.plateforme.do(VerifierBrouillon(redac.plateforme.acteur(email), brouillon, redac.digest(brouillon)))


def test_a_draft_that_somebody_else_changed_is_not_overwritten(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    vu = redac.digest(brouillon)
    contenu = redac.publication(brouillon).contenu
    redac.modifier(brouillon, PHRASE, AUTRE_PHRASE)
    with pytest.raises(RevisionConflict):
        redac.plateforme.do(ModifierBrouillon(redac.autre, brouillon, vu, contenu.replace("SaaS", "service")))
    assert AUTRE_PHRASE in redac.publication(brouillon).contenu


def test_a_draft_with_errors_stays_a_draft_with_its_findings(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    redac.modifier(
        brouillon, "{fact: qualification.echange_mes, eq: aucun}", "{fact: qualification.echange_mes, eq: rien}"
    )
    redac.plateforme.do(VerifierBrouillon(redac.auteur, brouillon, redac.digest(brouillon)))
    tenue = redac.publication(brouillon)
    assert tenue.etat == "brouillon"
    assert tenue.controle is not None
    (constat,) = tenue.controle["constats"]
    assert (constat["constat"], constat["regle"]) == ("illisible", "PROF-DOC-001")
    assert "« rien » ne convient pas" in constat["phrase"]


def test_a_failing_case_sends_the_draft_back(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    redac.modifier(brouillon, "non_applicable: [A15.1]}\n    because", "non_applicable: [A06.1]}\n    because")
    digest = redac.digest(brouillon)
    redac.plateforme.do(VerifierBrouillon(redac.auteur, brouillon, digest))
    redac.plateforme.do(TesterBrouillon(redac.auteur, brouillon, digest))
    tenue = redac.publication(brouillon)
    assert tenue.etat == "brouillon"
    assert tenue.essai is not None
    assert "attendu mais pas conclu : non_applicable A15.1" in tenue.essai["echecs"][0]


def test_steps_are_not_skipped(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    digest = redac.digest(brouillon)
    for command in (
        TesterBrouillon(redac.auteur, brouillon, digest),
        ConstaterSimulation(SYSTEME, brouillon, digest, RESUME),
        SoumettreBrouillon(redac.auteur, brouillon, digest),
        ApprouverPublication(redac.autre, brouillon, digest),
        PublierVersion(redac.autre, brouillon, digest),
        RetirerPublication(redac.autre, brouillon, digest),
    ):
        with pytest.raises(GateRefused):
            redac.plateforme.do(command)


def test_what_was_checked_among_other_documents_is_checked_again(redac: Redaction) -> None:
    brouillon, autre = redac.brouillon(*PROFILAGE), redac.brouillon(*VERDICT)
    redac.simule(brouillon)
    redac.publie(autre)
    with pytest.raises(GateRefused, match="Ce qui est en vigueur a changé depuis la simulation"):
        redac.plateforme.do(SoumettreBrouillon(redac.auteur, brouillon, redac.digest(brouillon)))
    redac.publie(brouillon)


def test_a_version_takes_effect_at_midnight_in_paris(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    redac.approuve(brouillon)
    with pytest.raises(ValidationRefused, match="doit être à venir"):
        redac.plateforme.do(PublierVersion(redac.autre, brouillon, redac.digest(brouillon), date(2026, 3, 2)))
    redac.plateforme.do(PublierVersion(redac.autre, brouillon, redac.digest(brouillon), date(2026, 7, 1)))
    assert redac.publication(brouillon).effet_le == datetime(2026, 6, 30, 22, 0, tzinfo=UTC)
    versions = []
    with Session(redac.plateforme.engine) as session:
        for instant in (datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC), datetime(2026, 6, 30, 22, 0, tzinfo=UTC)):
            versions += [
                version for genre, code, version, _ in en_vigueur(session, instant) if (genre, code) == PROFILAGE
            ]
    assert versions == ["1", "2"]
    redac.plateforme.assert_faithful()


def test_of_two_versions_for_the_same_day_the_last_published_takes_effect(redac: Redaction) -> None:
    for _ in range(2):
        brouillon = redac.brouillon(*PROFILAGE)
        redac.approuve(brouillon)
        redac.plateforme.do(PublierVersion(redac.autre, brouillon, redac.digest(brouillon), date(2026, 7, 1)))
    with Session(redac.plateforme.engine) as session:
        en_effet = en_vigueur(session, datetime(2026, 7, 1, 8, 0, tzinfo=UTC))
    assert [version for genre, code, version, _ in en_effet if (genre, code) == PROFILAGE] == ["3"]


def test_going_back_is_a_publication_like_any_other(redac: Redaction) -> None:
    premiere = redac.contenu(*PROFILAGE)
    brouillon = redac.brouillon(*PROFILAGE)
    redac.modifier(brouillon, PHRASE, AUTRE_PHRASE)
    redac.publie(brouillon)
    with pytest.raises(ValidationRefused, match="Cette version est en vigueur"):
        redac.plateforme.do(RetirerPublication(redac.autre, brouillon, redac.digest(brouillon)))
    redac.plateforme.clock.instant = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    retour = redac.brouillon(*PROFILAGE, premiere)
    assert redac.publication(retour).version == "3"
    redac.publie(retour)
    rules = {rule.id: rule for rule in redac.edition().packs["profilage/doctrine-2021"].rules}
    assert rules["PROF-DOC-001"].because == PHRASE
    redac.plateforme.do(RetirerPublication(redac.autre, brouillon, redac.digest(brouillon)))
    assert _etat(redac, brouillon) == "retiree"
    redac.plateforme.assert_faithful()


def test_a_questionnaire_that_a_démarche_uses_is_not_retired(redac: Redaction) -> None:
    publiee = redac.identifiant("questionnaire", "interoperabilite", "2021")
    with pytest.raises(ValidationRefused, match="ne tient pas"):
        redac.plateforme.do(RetirerPublication(redac.autre, publiee, redac.digest(publiee)))


def test_what_was_submitted_is_sent_back_with_a_reason(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    redac.approuve(brouillon)
    digest = redac.digest(brouillon)
    with pytest.raises(ValidationRefused, match="Dites pourquoi"):
        redac.plateforme.do(RenvoyerBrouillon(redac.autre, brouillon, digest, "  "))
    redac.plateforme.do(RenvoyerBrouillon(redac.autre, brouillon, digest, "La raison de PROF-DOC-002 est obscure."))
    tenue = redac.publication(brouillon)
    assert (tenue.etat, tenue.motif_renvoi) == ("brouillon", "La raison de PROF-DOC-002 est obscure.")
    assert (tenue.soumis_par, tenue.approuve_par) == (None, None)


def test_undoing_and_redoing_follow_what_was_written(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    premiere = redac.publication(brouillon).contenu
    redac.modifier(brouillon, PHRASE, AUTRE_PHRASE)
    redac.modifier(brouillon, "qu'en SaaS", "qu'en service")
    derniere = redac.publication(brouillon).contenu
    do = redac.plateforme.do
    do(AnnulerModification(redac.auteur, brouillon, redac.digest(brouillon)))
    do(AnnulerModification(redac.auteur, brouillon, redac.digest(brouillon)))
    assert redac.publication(brouillon).contenu == premiere
    with pytest.raises(ValidationRefused, match="rien à annuler"):
        do(AnnulerModification(redac.auteur, brouillon, redac.digest(brouillon)))
    do(RetablirModification(redac.auteur, brouillon, redac.digest(brouillon)))
    do(RetablirModification(redac.auteur, brouillon, redac.digest(brouillon)))
    assert redac.publication(brouillon).contenu == derniere
    with pytest.raises(ValidationRefused, match="rien à rétablir"):
        do(RetablirModification(redac.auteur, brouillon, redac.digest(brouillon)))
    redac.plateforme.assert_faithful()


def test_a_draft_that_is_given_up_no_longer_changes(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    redac.plateforme.do(AbandonnerBrouillon(redac.auteur, brouillon, redac.digest(brouillon)))
    with pytest.raises(GateRefused, match="abandonné"):
        redac.plateforme.do(VerifierBrouillon(redac.auteur, brouillon, redac.digest(brouillon)))
    assert redac.publication(redac.brouillon(*PROFILAGE)).version == "3"


@pytest.mark.parametrize(
    ("genre", "code", "contenu", "attendu"),
    [
        ("regles", "verdict/essai", "pack: autre\nfamily: verdict\n", "attendu ici : « regles verdict/essai »"),
        ("regles", "verdict/essai", "pack: &a [*a]\nfamily: verdict\n", "ni ancre"),
        ("regles", "verdict/essai", "- une liste\n", "doit nommer « pack » et « family »"),
        ("regles", "verdict/essai", "pack: {", "du YAML bien formé"),
        ("parcours", "essai", "genre: parcours\n", "attendu"),
        ("recette", "essai", "pack: essai\n", "genre de document n'existe pas"),
    ],
)
def test_what_is_no_such_document_opens_no_draft(
    redac: Redaction, genre: str, code: str, contenu: str, attendu: str
) -> None:
    with pytest.raises(ValidationRefused, match=attendu):
        redac.plateforme.do(CreerBrouillon(redac.auteur, genre, code, contenu))


def test_a_version_that_does_not_exist_is_not_found(redac: Redaction) -> None:
    with pytest.raises(NotFound):
        redac.plateforme.do(VerifierBrouillon(redac.auteur, "personne", "0" * 64))


def test_the_journal_has_every_step_with_the_full_difference(redac: Redaction) -> None:
    brouillon = redac.brouillon(*PROFILAGE)
    redac.modifier(brouillon, PHRASE, AUTRE_PHRASE)
    redac.publie(brouillon)
    with Session(redac.plateforme.engine) as session:
        siennes = [
            ecriture(session, "agence", e.seq)
            for e in reversed(page(session, "agence", None, 8).ecritures)
            if e.event.startswith("publication.")
        ]
    pas = [(e.body["event"], *((t["from"], t["to"]) for t in e.body["transitions"])) for e in siennes]
    assert pas == [
        ("publication.brouillon",),
        ("publication.modifiee", ("brouillon", "brouillon")),
        ("publication.verifiee", ("brouillon", "verifiee")),
        ("publication.testee", ("verifiee", "testee")),
        ("publication.simulee", ("testee", "simulee")),
        ("publication.soumise", ("simulee", "soumise")),
        ("publication.approuvee", ("soumise", "approuvee")),
        ("publication.publiee", ("approuvee", "publiee")),
    ]
    assert siennes[1].content is not None
    (lignes,) = siennes[1].content["values"]
    assert [ligne for ligne in lignes if ligne[0] in "+-"][2:] == [
        f"-    because: {PHRASE}",
        f"+    because: {AUTRE_PHRASE}",
    ]


def test_an_older_database_opens_télésanté_and_mon_espace_santé_by_two_administrateurs(
    empty_engine: Engine, signer: Signer
) -> None:
    door = _door(empty_engine, signer)
    _older(door)
    initialise(door)
    redac = redaction(Plateforme(empty_engine, signer, SetClock(DEBUT), door))
    with Session(empty_engine) as session:
        attente = session.scalars(select(Publication.id).where(Publication.etat == "brouillon")).all()
    assert len(attente) == 2
    for brouillon in attente:
        redac.publie(brouillon)
    assert all(demarche.ouverte for demarche in redac.edition().catalogue.demarches.values())
    redac.plateforme.assert_faithful()


def test_a_shipped_version_whose_number_administrateurs_took_waits_under_the_next_one(
    empty_engine: Engine, signer: Signer
) -> None:
    door = _door(empty_engine, signer)
    _older(door)
    initialise(door)
    redac = redaction(Plateforme(empty_engine, signer, SetClock(DEBUT), door))
    brouillon = redac.identifiant("parcours", "doctrine", "2")
    redac.modifier(brouillon, "titre: Télésoin", "titre: Télésoins")
    initialise(door)
    initialise(door)
    with Session(empty_engine) as session:
        doctrine = select(Publication.version, Publication.etat).where(
            Publication.genre == "parcours", Publication.code == "doctrine"
        )
        versions = sorted(tuple(row) for row in session.execute(doctrine))
    assert versions == [("1", "publiee"), ("2", "brouillon"), ("3", "brouillon")]
    livree = redac.publication(redac.identifiant("parcours", "doctrine", "3"))
    assert "titre: Télésoin\n" in livree.contenu
    assert 'version: "3"' in livree.contenu
    redac.plateforme.assert_faithful()


def test_one_administrateur_alone_does_not_publish_what_came_with_the_program(
    empty_engine: Engine, signer: Signer
) -> None:
    door = _door(empty_engine, signer)
    _older(door)
    initialise(door)
    redac = redaction(Plateforme(empty_engine, signer, SetClock(DEBUT), door))
    seul = replace(redac, autre=redac.auteur)
    with Session(empty_engine) as session:
        brouillon = session.scalars(select(Publication.id).where(Publication.etat == "brouillon")).first()
    assert brouillon is not None
    with pytest.raises(GateRefused, match="Vous avez soumis ce brouillon"):
        seul.publie(brouillon)
