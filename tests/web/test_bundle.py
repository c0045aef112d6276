"""« Télécharger les résultats »: what is in the ZIP, that it proves itself, that whoever changes it is found."""

import io
import json
import zipfile
from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.database import will_write
from models.journal import JournalHead
from models.preuve import Preuve
from models.signing_key import Signer
from reports.bundle_format import ENTRIES, KEY, MANIFEST, NOTE
from reports.verification_bundle import BundleRefused, verify_bundle
from tests.support.builders import CONTRIBUTEUR, Site
from tests.support.bundles import Members, bundle_address, check, download, forged, manifest, members
from tests.support.finishing import (
    QUESTIONNAIRE,
    STRATEGIE,
    TELESOIN,
    en_telesoin,
    projeter_strategie,
    reference,
    revalider,
    rouvrir,
    strategie_evaluee,
)
from tests.support.partager import ETHIQUE, SANS
from tests.support.visiting import visitor
from tests.web.conftest import both_databases


@both_databases
def test_a_référencement_is_taken_away_with_its_proofs_and_proves_itself(app: Flask, site: Site) -> None:
    data = download(app, site, reference(site), SANS)
    held, said = members(data), manifest(data)
    report = check(data)
    assert report.ok, report.faults
    assert report.key == site.signer.fingerprint
    assert report.erased == 0
    cles = ("interoperabilite-2021", "urbanisation-2021", "securite-2021", ETHIQUE)
    documents = {f"resultats/{cle}.{ending}" for cle in cles for ending in ("pdf", "xlsx", "json")}
    preuves = [preuve["fichier"] for preuve in said["preuves"]]
    assert set(held) == {*documents, *preuves, ENTRIES, NOTE, KEY, "LISEZ-MOI.txt", MANIFEST}
    assert len(preuves) == len({sha256(held[name]).hexdigest() for name in preuves}) == 6
    assert sum(len(preuve["usages"]) for preuve in said["preuves"]) > 6
    assert [verdict["resultat"] for verdict in said["verdicts"]] == ["atteint"] * 4
    assert said["verdicts"][0]["niveau"] == "Atteint pour Mon espace santé Référencement sans échange de données"
    assert json.loads(held[f"resultats/{ETHIQUE}.json"])["verdict"]["resultat"] == "atteint"


@both_databases
def test_the_same_state_gives_the_same_files_but_for_where_the_journal_stands(app: Flask, site: Site) -> None:
    sujet, someone = en_telesoin(site), visitor(app, CONTRIBUTEUR)
    address = bundle_address(site, sujet, TELESOIN)
    before = _sizes(site)
    first = someone.get(address)
    site.clock.instant += timedelta(minutes=5)
    second = members(someone.get(address).data)
    # each download is one entry of the journal, and what leaves says where the journal stood: all else is the same
    assert _sizes(site) == before | {"convergence/EDI": before["convergence/EDI"] + 2}
    once = members(first.data)
    assert once.keys() == second.keys()
    moved = {name for name in once if once[name] != second[name]}
    assert moved == {"manifest.json", "resultats/telesoin-2021.pdf", "resultats/telesoin-2021.json", ENTRIES, NOTE}
    assert first.headers["Content-Disposition"] == "attachment; filename=caresoin-v2-1-telesoin-resultats.zip"
    assert first.mimetype == "application/zip"
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(first.data)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def _sizes(site: Site) -> dict[str, int]:
    with Session(site.engine) as session:
        return {row.log: row.size for row in session.execute(select(JournalHead.log, JournalHead.size))}


def test_the_roadmaps_are_there_where_there_are_projections(app: Flask, site: Site) -> None:
    sujet = strategie_evaluee(site)
    projeter_strategie(site, sujet)
    data = download(app, site, sujet, STRATEGIE)
    assert check(data).ok, check(data).faults
    roads = {f"feuilles-de-route/politique-globale-2021.{ending}" for ending in ("pdf", "json")}
    assert roads <= members(data).keys()
    assert [(v["projection"], v["echeance"]) for v in manifest(data)["verdicts"]] == [(False, None), (True, "2027-01")]


def test_only_the_subjects_own_entries_go_out(app: Flask, site: Site) -> None:
    autre = en_telesoin(site)
    sujet = en_telesoin(site)
    data = download(app, site, sujet, TELESOIN)
    lines = [json.loads(line) for line in members(data)[ENTRIES].splitlines()]
    said = manifest(data)["journal"]
    assert len(lines) == said["ecritures"] < said["taille"]
    assert {json.loads(line["body"])["stream"] for line in lines} == {f"sujet/{sujet}"}
    assert autre.encode() not in members(data)[ENTRIES]
    assert all(line["salt"] and line["content"] for line in lines)


def test_the_verdict_that_stands_is_the_one_of_the_last_validation(app: Flask, site: Site) -> None:
    sujet = en_telesoin(site)
    rouvrir(site, sujet)
    revalider(site, sujet)
    data = download(app, site, sujet, TELESOIN)
    assert check(data).ok, check(data).faults
    assert json.loads(members(data)[f"resultats/{QUESTIONNAIRE}.json"])["validation"]["numero"] == 2


@pytest.mark.parametrize(("vu", "raison"), [("infectee", "quarantaine"), ("en_attente", "attend l'analyse")])
def test_a_proof_that_may_not_go_out_is_named_with_the_reason(app: Flask, site: Site, vu: str, raison: str) -> None:
    sujet = reference(site)
    with Session(site.engine) as session:
        will_write(session.connection())
        condamnee = session.scalars(select(Preuve).where(Preuve.sujet_id == sujet).order_by(Preuve.id)).first()
        assert condamnee is not None
        empreinte, condamnee.antivirus = condamnee.empreinte, vu
        session.commit()
    data = download(app, site, sujet, SANS)
    told = {preuve["sha256"]: preuve for preuve in manifest(data)["preuves"]}
    left_out = told[empreinte]
    assert (left_out["fichier"], left_out["ecartee"]) == (None, vu)
    assert raison in left_out["raison"]
    assert sum(preuve["fichier"] is not None for preuve in told.values()) == 5
    assert empreinte not in {sha256(content).hexdigest() for content in members(data).values()}
    assert check(data).ok, check(data).faults


def test_whatever_is_changed_in_it_is_found(app: Flask, site: Site) -> None:
    data = download(app, site, en_telesoin(site), TELESOIN)
    unfound = [attack.__name__ for attack in ATTACKS if check(forged(data, attack)).ok]
    assert unfound == []
    assert check(forged(data, lambda _: None)).ok


def _file_changed(held: Members) -> None:
    held["LISEZ-MOI.txt"] += b"."


def _file_removed(held: Members) -> None:
    del held[f"resultats/{QUESTIONNAIRE}.pdf"]


def _file_added(held: Members) -> None:
    held["preuves/99-autre.pdf"] = b"%PDF"


def _edit_manifest(held: Members, path: tuple[object, ...], value: object) -> None:
    said = json.loads(held[MANIFEST])
    place = said
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    held[MANIFEST] = json.dumps(said).encode()


def _verdict_changed(held: Members) -> None:
    _edit_manifest(held, ("verdicts", 0, "resultat"), "non_atteint")


def _position_changed(held: Members) -> None:
    _edit_manifest(held, ("journal", "taille"), 1)


def _edit_entries(held: Members, lines: list[bytes]) -> None:
    held[ENTRIES] = b"".join(lines)
    digest = {"sha256": sha256(held[ENTRIES]).hexdigest(), "taille": len(held[ENTRIES])}
    _edit_manifest(held, ("fichiers", ENTRIES), digest)
    _edit_manifest(held, ("journal", "ecritures"), len(lines))


def _entry_removed(held: Members) -> None:
    lines = held[ENTRIES].splitlines(keepends=True)
    _edit_entries(held, [*lines[:1], *lines[2:]])


def _entries_swapped(held: Members) -> None:
    first, second, *others = held[ENTRIES].splitlines(keepends=True)
    _edit_entries(held, [second, first, *others])


def _entry_repeated(held: Members) -> None:
    lines = held[ENTRIES].splitlines(keepends=True)
    _edit_entries(held, [*lines, lines[-1]])


def _entry_unreadable(held: Members) -> None:
    _edit_entries(held, [b"[]\n", *held[ENTRIES].splitlines(keepends=True)[1:]])


def _change_entry(held: Members, name: str, old: str, new: str) -> None:
    lines = held[ENTRIES].splitlines(keepends=True)
    number = next(n for n, line in enumerate(lines) if old in json.loads(line)[name])
    entry = json.loads(lines[number])
    entry[name] = entry[name].replace(old, new, 1)
    lines[number] = json.dumps(entry).encode() + b"\n"
    _edit_entries(held, lines)


def _value_changed(held: Members) -> None:
    _change_entry(held, "content", '"conforme"', '"non_conforme"')


def _body_changed(held: Members) -> None:
    _change_entry(held, "body", '"role":"contributeur"', '"role":"responsable"')


def _leaf_changed(held: Members) -> None:
    _change_entry(held, "leaf", "", "zz")


ATTACKS = (
    _file_changed,
    _file_removed,
    _file_added,
    _verdict_changed,
    _position_changed,
    _entry_removed,
    _entries_swapped,
    _entry_repeated,
    _entry_unreadable,
    _value_changed,
    _body_changed,
    _leaf_changed,
)


def test_a_journal_of_another_key_is_not_the_agencys(app: Flask, site: Site, tmp_path: object) -> None:
    data = download(app, site, en_telesoin(site), TELESOIN)
    other = Signer.generate(tmp_path / "autre").public  # type: ignore[operator]
    assert verify_bundle(io.BytesIO(data), site.signer.public).ok
    assert verify_bundle(io.BytesIO(data), other).faults == ("le journal n'est pas signé par la clé attendue",)


def _unsigned(held: Members) -> None:
    held[NOTE] = held[NOTE].replace(b"convergence/EDI\n", b"convergence/EDX\n", 1)


def _without_manifest(held: Members) -> None:
    held[MANIFEST] = b"{}"


def _manifest_of_another_shape(held: Members) -> None:
    _edit_manifest(held, ("verdicts",), 3)


def _entry_of_another_shape(held: Members) -> None:
    first, *others = held[ENTRIES].splitlines(keepends=True)
    _edit_entries(held, [json.dumps(json.loads(first) | {"seq": "x"}).encode() + b"\n", *others])


@pytest.mark.parametrize("attack", [_unsigned, _without_manifest, _manifest_of_another_shape, _entry_of_another_shape])
def test_what_is_no_bundle_at_all_is_refused(app: Flask, site: Site, attack: object) -> None:
    data = download(app, site, en_telesoin(site), TELESOIN)
    with pytest.raises(BundleRefused):
        check(forged(data, attack))  # type: ignore[arg-type]


def test_what_is_no_zip_is_refused() -> None:
    with pytest.raises(BundleRefused):
        check(b"rien")
