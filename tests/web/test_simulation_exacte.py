"""A simulation says exactly what the live path says, dossier by dossier, whatever the publication changes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.balayage import bornes, lire_lot
from models.chargement import charger
from models.editions import documents, en_vigueur
from models.snapshot import PublicationSnapshot
from models.sujet import Sujet
from referentiels.loading import read_document
from rules.constat import Portes, constater
from rules.decision import Judge
from rules.edition import Edition, build_edition
from rules.families import ContradictoryProfile, ContradictoryVerdict, Decideur
from rules.language import Conclusion
from rules.reprise import avec_reprises
from rules.simulation import Changement, Genre, Simulation, comparer
from tests.support.builders import Site
from tests.support.populating import populate
from tests.support.prochaine_version import SUIVANTE, suite
from tests.web.conftest import both_databases
from workflows.machines.cycles import transitions

Constats = Mapping[tuple[str, str], tuple[Changement, ...]]
PAS = transitions()


def _documents(site: Site) -> tuple[PublicationSnapshot, ...]:
    with Session(site.engine) as session:
        return documents(session, en_vigueur(session, site.clock.now()))


def simulated(engine: Engine, avant: Edition, apres: Edition, taille: int = 3) -> Constats:
    """What the simulation says of each dossier that changes, by subject and démarche."""
    simulation, found = Simulation(avant, apres, PAS), dict[tuple[str, str], tuple[Changement, ...]]()
    with engine.connect() as connection:
        for borne in bornes(connection, simulation.demarches(), taille):
            for sujet in lire_lot(connection, borne, simulation.demarches()):
                for code in sujet.dossiers:
                    if changes := simulation.changements(sujet, code):
                        assert (sujet.id, code) not in found, "lu deux fois"
                        found[sujet.id, code] = changes
    return found


def one_by_one(engine: Engine, avant: Edition, apres: Edition) -> Constats:
    """What the live path says, every part of every dossier evaluated whole under both editions."""
    read, found = Judge("reference").read, dict[tuple[str, str], tuple[Changement, ...]]()
    with Session(engine) as session:
        for identifiant in session.scalars(select(Sujet.id).where(Sujet.etat == "valide")):
            agregat = charger(session, Sujet.id == identifiant)
            assert agregat is not None
            sujet = agregat.snapshot()
            for code, dossier in sujet.dossiers.items():
                if not dossier.quitte:
                    decideurs = [Decideur(edition, read) for edition in (avant, apres)]
                    demarches = [edition.catalogue.demarches[code] for edition in (avant, apres)]
                    seen_as = [avec_reprises(edition.catalogue, sujet) for edition in (avant, apres)]
                    pairs = zip(decideurs, seen_as, demarches, strict=True)
                    try:
                        seen = [constater(d, vu, demarche, Portes(PAS)) for d, vu, demarche in pairs]
                        changes = tuple(comparer(seen[0], seen[1]))
                    except (ContradictoryProfile, ContradictoryVerdict) as both:
                        changes = (Changement(Genre.CONTRADICTION, "", code, "", str(both)),)
                    if changes:
                        found[identifiant, code] = changes
    return found


def without(edition: Edition, pack: str, *ranks: int) -> Edition:
    """The same edition but for the rules of a pack at these ranks."""
    kept = edition.packs[pack]
    gone = [kept.rules[rank] for rank in ranks]
    rules = tuple(rule for rule in kept.rules if rule not in gone)
    return Edition(
        f"{edition.digest} sans {ranks}", edition.catalogue, {**edition.packs, pack: replace(kept, rules=rules)}
    )


def _variants(edition: Edition) -> Iterator[tuple[str, Edition]]:
    for code, pack in edition.packs.items():
        for rank in sorted({len(pack.rules) // 2, len(pack.rules) - 1}):
            yield f"{code} {pack.rules[rank].id}", without(edition, code, rank)
        doubled = tuple(replace(rule, id=f"{rule.id}-BIS", when=pack.rules[0].when) for rule in pack.rules[-1:])
        yield (
            f"{code} +",
            Edition("+", edition.catalogue, {**edition.packs, code: replace(pack, rules=pack.rules + doubled)}),
        )
    code, conclusion = "profilage/doctrine-2021", Conclusion("recommande", "A10.1", "vert", 0)
    pack = edition.packs[code]
    higher = replace(pack.rules[0], id="PROF-DOC-999", then=(conclusion,))
    yield "un niveau", Edition("niveau", edition.catalogue, {**edition.packs, code: replace(pack, rules=(higher,))})


def _ordered(constats: Constats) -> dict[tuple[str, str], list[Changement]]:
    return {dossier: sorted(changes, key=repr) for dossier, changes in constats.items()}


def test_every_kind_of_change_of_rules_is_told_as_the_live_path_would(site: Site) -> None:
    populate(site)
    edition, kinds, touched = build_edition(_documents(site)), set[Genre](), 0
    for name, variant in _variants(edition):
        expected = _ordered(one_by_one(site.engine, edition, variant))
        assert _ordered(simulated(site.engine, edition, variant)) == expected, name
        kinds |= {change.genre for changes in expected.values() for change in changes}
        touched += bool(expected)
    # the variants reach all that can change by rules alone: a test that compares nothing with nothing proves nothing
    assert kinds >= set(Genre) - {Genre.DEMARCHE, Genre.CONTRADICTION}
    assert touched >= 8


@both_databases
def test_both_databases_say_the_same_in_batches_of_any_size(site: Site) -> None:
    populate(site)
    edition = build_edition(_documents(site))
    variant = without(without(edition, "completude/socle-commun", 0), "verrou/socle-commun", 5)
    expected = _ordered(one_by_one(site.engine, edition, variant))
    assert expected
    for taille in (1, 2, 500):
        assert _ordered(simulated(site.engine, edition, variant, taille)) == expected


def test_another_version_of_what_is_judged_changes_what_the_live_path_says_it_does(site: Site) -> None:
    populate(site)
    published = _documents(site)
    avant = build_edition(published)
    changed = [
        replace(d, contenu=d.contenu.replace("nature: obligation", "nature: option", 3), digest="autre")
        if d.code == "interoperabilite"
        else d
        for d in published
    ]
    assert changed != list(published)
    apres = build_edition(changed)
    expected = _ordered(one_by_one(site.engine, avant, apres))
    assert {change.genre for changes in expected.values() for change in changes} >= {Genre.VERDICT}
    assert _ordered(simulated(site.engine, avant, apres)) == expected


def test_a_next_version_is_compared_with_the_one_whose_answers_it_takes_over(site: Site) -> None:
    populate(site)
    published = _documents(site)
    text = "nature: obligation"
    la_suite = suite((text, "nature: option"))
    lus = [read_document(each, "suite") for each in (la_suite.questionnaire, *la_suite.parcours)]
    nouveaux = [PublicationSnapshot(lu.genre, lu.code, lu.version, lu.digest, lu.texte) for lu in lus]
    remplaces = {(d.genre, d.code) for d in nouveaux if d.genre != "questionnaire"}
    kept = [d for d in published if (d.genre, d.code) not in remplaces]
    avant, apres = build_edition(published), build_edition([*kept, *nouveaux])
    expected = _ordered(one_by_one(site.engine, avant, apres))
    assert _ordered(simulated(site.engine, avant, apres)) == expected
    told = {(c.genre, c.questionnaire, c.avant, c.apres) for changes in expected.values() for c in changes}
    # what was validated is a draft again, of the next version; no critère comes or goes
    assert (Genre.VERDICT, SUIVANTE, "atteint", "") in told
    assert not [each for each in told if each[0] is Genre.CRITERE]


def test_what_changes_nothing_is_not_even_read(site: Site) -> None:
    populate(site)
    edition = build_edition(_documents(site))
    assert Simulation(edition, build_edition(_documents(site)), PAS).demarches() == ()
    telesante = Simulation(edition, without(edition, "verdict/telesante-2021", 0), PAS)
    assert set(telesante.demarches()) == {"teleconsultation", "teleexpertise", "telesoin"}
    with site.engine.connect() as connection:
        assert len(bornes(connection, telesante.demarches(), 1)) == 2


def test_a_démarche_that_is_gone_is_said_of_each_of_its_dossiers(site: Site) -> None:
    site.produit()
    published = _documents(site)
    avant = build_edition(published)
    parcours = tuple(p for p in avant.catalogue.parcours if p.code != "doctrine")
    apres = Edition("sans", replace(avant.catalogue, parcours=parcours), avant.packs)
    (changes,) = simulated(site.engine, avant, apres).values()
    assert [change.genre for change in changes] == [Genre.DEMARCHE]
