"""As of: what stood at a position of the journal is read again later, to the byte, whatever happened since."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from models.compte import Compte
from models.database import writing
from models.erasure import erasure_of
from models.restitution import EFFACE
from models.signing_key import Signer
from models.snapshot import SujetSnapshot
from reports.position import PositionDuJournal, note_a, position_a, position_actuelle, position_de
from reports.restitution import RienACetInstant, restituer
from reports.results import Lecteur
from reports.results_json import resultats_json
from reports.roadmap_json import feuille_json
from reports.roadmap_reading import LecteurDeRoute
from reports.xlsx import resultats_xlsx
from rules.decision import Judge
from rules.edition import Edition, EditionCache
from rules.families import Decideur
from tests.conftest import DEBUT
from tests.support.databases import open_address, sqlite_copy
from tests.support.planning import PLAN, evalue, planifier, projeter
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.clock import SetClock, jour
from workflows.commands.base import SYSTEME
from workflows.commands.comptes import DesactiverCompte
from workflows.commands.dossiers import QuitterDemarche, RejoindreDemarche
from workflows.commands.effacement import EffacerPersonne
from workflows.commands.evaluations import (
    DemanderValidation,
    EnregistrerEvaluation,
    ModifierEvaluation,
    ValiderEvaluation,
)
from workflows.commands.projections import ModifierProjection, ValiderProjection
from workflows.commands.sujets import ArchiverSujet, DesarchiverSujet, ModifierIdentification, ModifierQualification
from workflows.demonstration import QUALIFICATION
from workflows.errors import Refused
from workflows.execution import Door
from workflows.handlers.effacement import code_de

READER = Judge("reference")
VALEURS = ("vert", "jaune", "orange", "rouge")

Pas = Callable[[Plateforme, str], object]


@dataclass(frozen=True)
class Pris:
    """What a company saw and could take away at a position."""

    position: PositionDuJournal
    sujet: SujetSnapshot
    documents: tuple[bytes | None, ...]


def documents(
    session: Session,
    edition: Edition,
    edition_at: Callable[..., Edition],
    sujet: SujetSnapshot,
    position: PositionDuJournal,
    note: str | None,
) -> tuple[bytes | None, ...]:
    """Results and roadmap, None where nothing is validated."""
    demarche = edition.catalogue.demarches[SOCLES]
    volet = demarche.volet(INTEROP)
    assert volet is not None
    lus = Lecteur(session, edition_at, decideur).lire(edition, sujet, demarche, volet)
    feuille = LecteurDeRoute(session, edition_at, decideur, jour(position.instant)).lire(
        edition, sujet, demarche, volet
    )
    return (
        resultats_json(lus, note, position).encode() if lus.validation else None,
        resultats_xlsx(lus) if lus.validation else None,
        feuille_json(feuille, note, position).encode() if feuille.validation else None,
    )


def decideur(edition: Edition) -> Decideur:
    return Decideur(edition, READER.read)


def prendre(plateforme: Plateforme, editions: EditionCache, sujet: str) -> Pris:
    """What the tables in use give now."""
    with Session(plateforme.engine) as session:
        position = position_actuelle(session, "EDI", plateforme.clock.now())
        snapshot = plateforme.sujet(sujet)
        with restituer(session, editions, sujet, position) as lu:
            edition = lu.edition
        note = note_a(session, position)
        faits = documents(session, edition, lambda _instant, _digest: edition, snapshot, position, note)
    return Pris(position, snapshot, faits)


def relire(plateforme: Plateforme, editions: EditionCache, sujet: str, position: PositionDuJournal) -> Pris:
    """The same from the journal alone."""
    with Session(plateforme.engine) as session, restituer(session, editions, sujet, position) as lu:
        note = note_a(session, position)
        return Pris(position, lu.sujet, documents(lu.session, lu.edition, lu.edition_at, lu.sujet, position, note))


def repondre(critere: str, valeur: str) -> Pas:
    def faire(p: Plateforme, sujet: str) -> object:
        saisies = p.saisies(sujet, {critere: valeur}, f"Prévu le {p.clock.now():%d} à l’été")
        return p.do(EnregistrerEvaluation(p.contributeur, sujet, SOCLES, INTEROP, saisies))

    return faire


def renommer(p: Plateforme, sujet: str) -> object:
    identification = p.identification(p.contributeur, nom=f"Careoptim {p.clock.now():%d}")
    return p.do(ModifierIdentification(p.contributeur, sujet, identification, p.sujet(sujet).revision))


def requalifier(code: str) -> Pas:
    changee = {
        question: code if question == min(QUALIFICATION) else valeur for question, valeur in QUALIFICATION.items()
    }
    return lambda p, sujet: p.do(ModifierQualification(p.contributeur, sujet, changee, p.sujet(sujet).revision))


PAS: tuple[Pas, ...] = (
    lambda p, s: p.repondre(s, FORTES),
    lambda p, s: p.do(ValiderEvaluation(p.responsable, s, SOCLES, INTEROP)),
    lambda p, s: p.do(ValiderEvaluation(p.contributeur, s, SOCLES, INTEROP)),
    lambda p, s: p.do(DemanderValidation(p.contributeur, s, SOCLES, INTEROP)),
    lambda p, s: p.do(ModifierEvaluation(p.contributeur, s, SOCLES, INTEROP)),
    lambda p, s: planifier(p, s, *PLAN),
    lambda p, s: p.do(ValiderProjection(p.responsable, s, SOCLES, INTEROP)),
    lambda p, s: p.do(ModifierProjection(p.contributeur, s, SOCLES, INTEROP)),
    lambda p, s: p.do(QuitterDemarche(p.contributeur, s, SOCLES)),
    lambda p, s: p.do(RejoindreDemarche(p.contributeur, s, SOCLES)),
    lambda p, s: p.do(ArchiverSujet(p.responsable, s)),
    lambda p, s: p.do(DesarchiverSujet(p.responsable, s)),
    lambda p, s: p.produit(nom="Un autre"),
    renommer,
    requalifier("oui"),
    requalifier("non"),
)

pas = st.one_of(st.sampled_from(PAS), st.builds(repondre, st.sampled_from(sorted(FORTES)), st.sampled_from(VALEURS)))


@given(marche=st.lists(pas, min_size=6, max_size=14))
@settings(max_examples=6, deadline=None, phases=[Phase.explicit, Phase.generate])
def test_whatever_follows_what_was_seen_and_taken_at_a_position_is_given_again_to_the_byte(
    sqlite_template: Path, signer: Signer, judge: Judge, editions: EditionCache, marche: list[Pas]
) -> None:
    with TemporaryDirectory() as folder:
        engine, clock = open_address(sqlite_copy(sqlite_template, Path(folder))), SetClock(DEBUT)
        plateforme = Plateforme(engine, signer, clock, Door(engine, signer, clock, judge, editions))
        sujet = evalue(plateforme)
        projeter(plateforme, sujet)
        pris = [prendre(plateforme, editions, sujet)]
        for faire in marche:
            clock.instant += timedelta(days=1)
            try:
                faire(plateforme, sujet)
            except Refused:
                continue
            pris.append(prendre(plateforme, editions, sujet))
        assert all(pris[0].documents)
        for alors in pris:
            assert relire(plateforme, editions, sujet, alors.position) == alors
        engine.dispose()


def test_both_databases_give_a_position_again(plateforme: Plateforme, editions: EditionCache) -> None:
    sujet = plateforme.produit()
    plateforme.valider(sujet, FORTES | {"A10.1": "rouge"})
    alors = prendre(plateforme, editions, sujet)
    plateforme.clock.instant += timedelta(days=1)
    plateforme.do(ModifierEvaluation(plateforme.contributeur, sujet, SOCLES, INTEROP))
    plateforme.repondre(sujet, {"A10.1": "vert"})
    assert plateforme.sujet(sujet) != alors.sujet
    assert relire(plateforme, editions, sujet, alors.position) == alors
    with Session(plateforme.engine) as session:
        log, hier = alors.position.log, DEBUT
        assert position_a(session, log, hier) == alors.position
        assert position_de(session, log, alors.position.taille - 1) == alors.position
        assert position_de(session, log, 10_000) is None


def test_before_it_was_begun_there_is_nothing(plateforme: Plateforme, editions: EditionCache) -> None:
    sujet = plateforme.produit()
    with Session(plateforme.engine) as session:
        avant = position_a(session, "convergence/EDI", DEBUT - timedelta(days=1))
        with pytest.raises(RienACetInstant), restituer(session, editions, sujet, avant):
            pass


def test_an_erased_value_is_said_to_be_and_the_rest_stands(plateforme: Plateforme, editions: EditionCache) -> None:
    sujet = plateforme.produit()
    seq = plateforme.repondre(sujet, {"A10.1": "jaune"}).seq
    position = prendre(plateforme, editions, sujet).position
    _erase(plateforme, seq)
    with Session(plateforme.engine) as session, restituer(session, editions, sujet, position) as lu:
        assert lu.sujet.evaluations[INTEROP].reponses == {}
        assert lu.sujet.evaluations[INTEROP].etat == EFFACE
        assert lu.sujet.nom == "Careoptim"


def _erase(plateforme: Plateforme, seq: Any) -> None:
    with writing(plateforme.engine) as connection:
        erased = "UPDATE journal_payload SET salt = NULL, content = NULL WHERE log = 'convergence/EDI' AND seq = :seq"
        connection.execute(text(erased), {"seq": seq})


def test_after_a_person_was_erased_what_they_answered_is_still_read_without_their_words(
    plateforme: Plateforme, editions: EditionCache
) -> None:
    sujet = plateforme.produit()
    saisies = plateforme.saisies(sujet, {"A10.1": "jaune"}, "Demandez à Camille.")
    plateforme.do(EnregistrerEvaluation(plateforme.contributeur, sujet, SOCLES, INTEROP, saisies))
    alors = prendre(plateforme, editions, sujet)
    plateforme.clock.instant += timedelta(days=1)
    parti = plateforme.contributeur
    plateforme.do(DesactiverCompte(SYSTEME, "contributeur@edi.example"))
    with Session(plateforme.engine) as session:
        compte = session.get_one(Compte, parti.compte_id)
        code = code_de(compte, erasure_of(session, compte, texts=True))
    plateforme.do(EffacerPersonne(SYSTEME, str(parti.compte_id), textes=True, confirmation=code))
    relu = relire(plateforme, editions, sujet, alors.position).sujet
    assert replace(relu, evaluations={}, description="") == replace(alors.sujet, evaluations={}, description="")
    (avant,), (apres,) = (each.evaluations[INTEROP].reponses.values() for each in (alors.sujet, relu))
    assert apres == replace(avant, commentaire="")
    maintenant = prendre(plateforme, editions, sujet)
    assert relire(plateforme, editions, sujet, maintenant.position) == maintenant
