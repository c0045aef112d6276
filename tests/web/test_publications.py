"""The pages of drafts: the list, the road of one, its table, its editor, its cases, its text out and in."""

import re

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests.support.builders import ADMINISTRATEUR, Site
from tests.support.reading import read as as_shown
from tests.support.rediger import Redaction, redaction
from tests.support.visiting import Visitor, visitor
from workflows.commands.publications import SoumettreBrouillon

PROFILAGE = ("regles", "profilage/doctrine-2021")


@pytest.fixture
def redac(site: Site) -> Redaction:
    """Two administrateurs at work."""
    return redaction(site)


@pytest.fixture
def admin(app: Flask) -> Visitor:
    """The first of them."""
    return visitor(app, ADMINISTRATEUR)


@pytest.fixture
def page(redac: Redaction) -> str:
    """The address of a draft."""
    return f"/administration/publications/{redac.brouillon(*PROFILAGE)}"


def read(answer: TestResponse) -> str:
    """The page, its spaces that do not break as any other."""
    return as_shown(answer).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def _id(page: str) -> str:
    return page.rpartition("/")[2]


def _contenu(redac: Redaction, page: str) -> str:
    return redac.publication(_id(page)).contenu


def test_every_document_is_listed_with_its_versions_and_its_draft(admin: Visitor, page: str) -> None:
    liste = read(admin.get("/administration/publications"))
    for words in ("Profilage : doctrine-2021", "Questionnaire : interoperabilite", "version 2", "en vigueur"):
        assert words in liste
    assert page in liste


def test_what_awaits_a_second_administrateur_stands_first(admin: Visitor, redac: Redaction, page: str) -> None:
    redac.simule(_id(page))
    assert "attend l’approbation" not in read(admin.get("/administration/publications"))
    redac.plateforme.do(SoumettreBrouillon(redac.auteur, _id(page), redac.digest(_id(page))))
    liste = read(admin.get("/administration/publications"))
    assert "1 version attend l’approbation d’un second administrateur" in liste
    assert "Profilage : doctrine-2021, version 2" in liste


def test_the_administrateurs_who_can_approve_are_told_under_the_bell(app: Flask, redac: Redaction, page: str) -> None:
    second = visitor(app, "admin2@agence.example")
    assert "Aucune notification" in read(second.get("/notifications"))
    redac.soumis(_id(page))
    assert "Notifications, 1 non lue" in read(second.get("/administration"))
    told = second.get("/notifications")
    assert "Approbation demandée" in read(told)
    assert "Profilage : doctrine-2021, version 2" in read(told)
    assert f'href="{page}"' in told.text
    assert second.post("/notifications/lues").status_code == 303
    assert "non lue" not in read(second.get("/administration"))


def test_the_source_of_a_pack_is_written_beside_its_table(admin: Visitor, redac: Redaction, page: str) -> None:
    before = _contenu(redac, page)
    fields = {"digest_vu": redac.digest(_id(page)), "nom": "doctrine-2021", "source": "Arrêté du 3 mars 2026 : annexe"}
    assert admin.post(page + "/entete", **fields).status_code == 303
    assert 'source: "Arrêté du 3 mars 2026 : annexe"' in _contenu(redac, page)
    assert _contenu(redac, page).partition("rules:")[2] == before.partition("rules:")[2]
    assert "Arrêté du 3 mars 2026 : annexe</textarea>" in read(admin.get(page + "/regles"))


def test_another_name_opens_a_copy_and_leaves_the_pack_its_own(admin: Visitor, redac: Redaction, page: str) -> None:
    before = _contenu(redac, page)
    fields = {"digest_vu": redac.digest(_id(page)), "nom": "doctrine-2026", "source": "Doctrine 2026"}
    answer = admin.post(page + "/entete", **fields)
    assert answer.status_code == 303
    assert "Profilage : doctrine-2026, version 1" in read(admin.get(answer.location))
    assert _contenu(redac, page) == before


def test_a_name_that_cannot_be_one_is_refused_and_kept_on_the_page(admin: Visitor, redac: Redaction, page: str) -> None:
    before = _contenu(redac, page)
    fields = {"digest_vu": redac.digest(_id(page)), "nom": "Doctrine 2026", "source": ""}
    answer = admin.post(page + "/entete", **fields)
    assert answer.status_code == 422
    shown = read(answer)
    for words in ("Le nom s’écrit en minuscules", "Écrivez la source", 'value="Doctrine 2026"'):
        assert words in shown
    assert _contenu(redac, page) == before


def test_a_pack_of_many_facts_has_columns_for_the_most_used_and_the_rest_in_words(
    admin: Visitor, redac: Redaction
) -> None:
    table = f"/administration/publications/{redac.brouillon('regles', 'verrou/socle-commun')}/regles"
    shown = read(admin.get(table))
    for column in ("Événement", "Autres conditions", "Alors", "Parce que"):
        assert f'<th scope="col">{column}</th>' in shown
    row = shown.partition('id="VERR-SOC-006"')[2].partition("</tr>")[0]
    assert "est « Valider »" in row
    assert "est « Contributeur »" in row


def test_undoing_in_the_table_stays_in_the_table(admin: Visitor, redac: Redaction, page: str) -> None:
    act = {"faire": "copier", "regle": "PROF-DOC-001"}
    admin.post(page + "/regles", digest_vu=redac.digest(_id(page)), **act)
    for faire in ("annuler", "retablir"):
        answer = admin.post(f"{page}/{faire}", digest_vu=redac.digest(_id(page)), retour="table")
        assert answer.location == page + "/regles"


def test_a_case_that_fails_is_told_in_words_and_leads_to_it(admin: Visitor, redac: Redaction, page: str) -> None:
    redac.modifier(_id(page), "expect: {non_applicable: [A15.1]}", "expect: {non_applicable: [A10.1]}")
    redac.teste(_id(page))
    shown = read(admin.get(page))
    assert f'href="{page}/cas/1">Cas 2</a> attendu en vain : Ne s’applique pas : A10.1' in shown
    assert "non_applicable A10.1" not in shown


def test_no_identifier_is_given_twice_on_a_page_of_drafts(admin: Visitor, page: str) -> None:
    for address in (page, page + "/regles", page + "/regles/nouvelle", "/administration/publications/nouveau"):
        ids = re.findall(r'\sid="([^"]+)"', admin.get(address).text)
        assert sorted(set(ids)) == sorted(ids), address


def test_a_questionnaire_that_changes_leads_to_its_comparison_word_by_word(admin: Visitor, redac: Redaction) -> None:
    brouillon = redac.brouillon("questionnaire", "interoperabilite")
    lue = redac.publication(brouillon)
    address = f"/administration/referentiels/interoperabilite/difference?avant=2021&apres={lue.version}"
    shown = admin.get(f"/administration/publications/{brouillon}").text.replace("&amp;", "&")
    assert f'href="{address}"' in shown
    assert "Ce que deviendraient les réponses" in read(admin.get(address))


def test_a_version_in_effect_is_copied_as_a_draft_in_one_click(admin: Visitor, redac: Redaction) -> None:
    source = redac.identifiant("regles", "verdict/doctrine-2021", "1")
    answer = admin.post("/administration/publications", de=source)
    assert answer.status_code == 303
    assert "Verdict : doctrine-2021, version 2" in read(admin.get(answer.location))


def test_the_page_takes_each_step_and_says_where_the_draft_stands(admin: Visitor, redac: Redaction, page: str) -> None:
    for faire, attendu in (("verifier", "Aucun constat"), ("tester", "10 cas d’exemple rejoués")):
        assert admin.post(f"{page}/{faire}", digest_vu=redac.digest(_id(page))).status_code == 303
        assert attendu in read(admin.get(page))
    refused = admin.post(f"{page}/soumettre", digest_vu=redac.digest(_id(page)))
    assert refused.status_code == 422
    assert "l'étape suivante est de le simuler" in read(refused)


def test_an_author_is_told_that_another_must_approve(admin: Visitor, redac: Redaction) -> None:
    autre = redac.brouillon("regles", "verdict/doctrine-2021")
    redac.simule(autre)
    adresse = f"/administration/publications/{autre}"
    admin.post(f"{adresse}/soumettre", digest_vu=redac.digest(autre))
    refused = admin.post(f"{adresse}/approuver", digest_vu=redac.digest(autre))
    assert refused.status_code == 422
    assert "un autre administrateur doit l'approuver" in read(refused)


def test_findings_are_shown_with_their_rule_and_a_questionnaire_that_shows_them(
    admin: Visitor, redac: Redaction, page: str
) -> None:
    redac.modifier(
        _id(page),
        "      - {recommande: {A05.1: vert}}",
        "      - {recommande: {A05.1: rouge}}\n      - {non_applicable: [A05.1]}",
    )
    admin.post(f"{page}/verifier", digest_vu=redac.digest(_id(page)))
    shown = read(admin.get(page))
    assert "Brouillon" in shown
    assert "finding-error" in shown
    assert "se contredit" in shown
    assert "Un questionnaire qui le montre" in shown


def test_the_difference_is_said_rule_by_rule(admin: Visitor, redac: Redaction, page: str) -> None:
    redac.modifier(
        _id(page), "qualification.mise_a_disposition, eq: saas}", "qualification.mise_a_disposition, eq: standard}"
    )
    shown = read(admin.get(page))
    assert "PROF-DOC-004 · modifiée" in shown
    assert "<del" in shown
    assert "PROF-DOC-005 ·" not in shown


def test_what_is_exported_is_imported_and_exported_to_the_byte(admin: Visitor, redac: Redaction, page: str) -> None:
    sorti = admin.get(f"{page}/contenu.yaml").data
    assert sorti.decode() == _contenu(redac, page)
    autre = sorti.decode().replace("qu'en SaaS", "qu'en service")
    repris = admin.post(f"{page}/contenu", digest_vu=redac.digest(_id(page)), contenu=autre.replace("\n", "\r\n"))
    assert repris.status_code == 303
    assert admin.get(f"{page}/contenu.yaml").data.decode() == autre


def test_a_text_that_is_no_pack_is_refused_and_given_back(admin: Visitor, redac: Redaction, page: str) -> None:
    refused = admin.post(f"{page}/contenu", digest_vu=redac.digest(_id(page)), contenu="pack: {cassé")
    assert refused.status_code == 422
    assert "du YAML bien formé" in read(refused)
    assert "pack: {cassé" in read(refused)


def test_a_new_document_comes_from_its_text(admin: Visitor) -> None:
    texte = "pack: nouveau\nfamily: verdict\nsource: Un texte\nrules: []\n"
    answer = admin.post("/administration/publications/nouveau", contenu=texte, motif="Un essai")
    assert answer.status_code == 303
    assert "Verdict : nouveau, version 1" in read(admin.get(answer.location))
    refused = admin.post("/administration/publications/nouveau", contenu="rien")
    assert refused.status_code == 422
    assert ">rien</textarea>" in refused.text.replace("\n", "")


def test_rules_are_moved_copied_disabled_and_deleted_in_the_table(admin: Visitor, redac: Redaction, page: str) -> None:
    def act(faire: str, regle: str) -> None:
        answer = admin.post(f"{page}/regles", digest_vu=redac.digest(_id(page)), faire=faire, regle=regle)
        assert answer.status_code == 303

    act("monter", "PROF-DOC-002")
    act("copier", "PROF-DOC-003")
    act("basculer", "PROF-DOC-004")
    act("supprimer", "PROF-DOC-005")
    shown = read(admin.get(f"{page}/regles"))
    ids = [part.split('"')[0] for part in shown.split('<tr id="')[1:]]
    assert ids == [
        "PROF-DOC-002",
        "PROF-DOC-001",
        "PROF-DOC-003",
        "PROF-DOC-008",
        "PROF-DOC-004",
        "PROF-DOC-006",
        "PROF-DOC-007",
    ]
    assert "désactivée" in shown
    assert "cas échou" in shown
    admin.post(f"{page}/annuler", digest_vu=redac.digest(_id(page)))
    assert 'id="PROF-DOC-005"' in read(admin.get(f"{page}/regles"))


def _fields() -> MultiDict[str, str]:
    return MultiDict(
        [
            ("label", "Une règle neuve"),
            ("because", "Parce que c'est un essai."),
            ("c.kind", "all"),
            ("c.n", "2"),
            ("c.0.kind", "compare"),
            ("c.0.fact", "sujet.type"),
            ("c.0.op", "eq"),
            ("c.0.v", "produit"),
            ("c.1.kind", "any"),
            ("c.1.n", "2"),
            ("c.1.0.kind", "compare"),
            ("c.1.0.fact", "qualification.mise_a_disposition"),
            ("c.1.0.op", "eq"),
            ("c.1.0.v", "saas"),
            ("c.1.0.v", "standard"),
            ("c.1.1.kind", "compare"),
            ("c.1.1.fact", "sujet.certifications"),
            ("c.1.1.op", "ge"),
            ("c.1.1.v", "2"),
            ("t.n", "1"),
            ("t.0.verb", "recommande"),
            ("t.0.target", "A10.1"),
            ("t.0.value", "vert"),
        ]
    )


def _send(admin: Visitor, address: str, fields: MultiDict[str, str], **more: str) -> tuple[int, str]:
    sent = MultiDict(fields)
    sent.update({"csrf_token": admin.token(), **more})
    answer = admin.client.post(address, data=sent)
    return answer.status_code, read(answer)


def test_a_rule_is_written_from_lists_alone(admin: Visitor, redac: Redaction, page: str) -> None:
    address = f"{page}/regles/nouvelle"
    assert "Choisissez un critère" in read(admin.get(address))
    status, _ = _send(admin, address, _fields(), faire="enregistrer:", digest_vu=redac.digest(_id(page)))
    assert status == 303
    shown = read(admin.get(f"{page}/regles"))
    assert "PROF-DOC-008" in shown
    assert "Niveau recommandé de A10.1 : vert" in shown
    assert "{fact: qualification.mise_a_disposition, in: [saas, standard]}" in _contenu(redac, page)


def test_buttons_of_the_editor_keep_nothing(admin: Visitor, redac: Redaction, page: str) -> None:
    avant = _contenu(redac, page)
    address = f"{page}/regles/nouvelle"
    for faire, attendu in (
        ("condition:c.1", 'name="c.1.2.kind"'),
        ("groupe:c", 'name="c.2.0.kind"'),
        ("retirer:c.0", 'name="c.0.0.fact"'),
        ("descendre:c.0", 'name="c.0.0.fact"'),
        ("choisir:c.0", 'name="c.0.fact"'),
        ("conclusion:", 'name="t.1.verb"'),
    ):
        status, shown = _send(admin, address, _fields(), faire=faire)
        assert status == 200
        assert attendu in shown, faire
    assert _contenu(redac, page) == avant


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({"c.0.fact": "inconnu"}, "Choisissez le fait"),
        ({"c.0.v": "voiture"}, "ne convient pas"),
        ({"c.1.1.v": "beaucoup"}, "un entier de 0"),
        ({"c.1.n": "0"}, "Un groupe est vide"),
        ({"t.0.target": "Z99"}, "Choisissez le critère"),
        ({"t.0.value": "bleu"}, "l’un de ses niveaux"),
        ({"t.n": "0"}, "au moins une chose"),
        ({"because": " "}, "la raison"),
        ({"c.n": "-1"}, "Enregistrer"),
    ],
)
def test_what_a_list_does_not_have_is_refused_and_nothing_typed_is_lost(
    admin: Visitor, redac: Redaction, page: str, changes: dict[str, str], attendu: str
) -> None:
    fields = _fields()
    for name, value in changes.items():
        fields.setlist(name, [value])
    avant, digest = _contenu(redac, page), redac.digest(_id(page))
    status, shown = _send(admin, f"{page}/regles/nouvelle", fields, faire="enregistrer:", digest_vu=digest)
    if "c.n" in changes:
        assert status == 303
        return
    assert status == 422
    assert attendu in shown
    assert "Une règle neuve" in shown
    assert _contenu(redac, page) == avant


def test_a_case_is_added_shown_and_removed(admin: Visitor, redac: Redaction, page: str) -> None:
    fields = MultiDict(
        [
            ("c.n", "1"), ("c.0.fact", "produit.nil"), ("c.0.v", "true"),
            ("t.n", "1"), ("t.0.verb", "non_applicable"), ("t.0.target", "A15.1"),
        ]
    )  # fmt: skip
    digest = redac.digest(_id(page))
    status, _ = _send(admin, f"{page}/cas/nouveau", fields, faire="enregistrer:", digest_vu=digest)
    assert status == 303
    shown = read(admin.get(f"{page}/regles"))
    assert "attendu en vain : Ne s’applique pas : A15.1" in shown
    assert "1 cas échoue" in shown
    status, _ = _send(admin, f"{page}/cas/10", fields, faire="supprimer:", digest_vu=redac.digest(_id(page)))
    assert status == 303
    assert "1 cas échoue" not in read(admin.get(f"{page}/regles"))


def test_what_does_not_exist_is_not_found(admin: Visitor, redac: Redaction, page: str) -> None:
    for address in (
        "/administration/publications/personne",
        f"{page}/regles/PROF-DOC-999",
        f"{page}/cas/99",
        f"/administration/publications/{redac.identifiant('parcours', 'doctrine', '2')}/regles",
    ):
        assert admin.get(address).status_code == 404
    assert admin.post(f"{page}/inventer").status_code == 404


@pytest.mark.parametrize("famille", ["profilage", "verdict", "recommandation"])
def test_a_real_dossier_becomes_a_case_without_a_name(
    admin: Visitor, redac: Redaction, site: Site, famille: str
) -> None:
    sujet = site.produit(nom="Nom à taire", type_produit="option", description="Secret")
    site.repondre(sujet, {"A10.1": "rouge"})
    brouillon = redac.brouillon("regles", f"{famille}/doctrine-2021")
    page = f"/administration/publications/{brouillon}"
    avant = redac.publication(brouillon).contenu
    answer = admin.post(f"{page}/cas-reel", digest_vu=redac.digest(brouillon))
    assert answer.status_code == 303
    contenu = redac.publication(brouillon).contenu
    assert contenu.startswith(avant)
    ajoute = contenu.removeprefix(avant)
    assert ajoute.startswith("  - given: {")
    assert "Nom à taire" not in ajoute
    assert sujet not in ajoute
    shown = read(admin.get(f"{page}/regles"))
    assert "tiré d’un dossier réel est ajouté" in shown
    assert "cas échou" not in shown


def test_without_a_dossier_no_case_is_made_up(admin: Visitor, redac: Redaction, page: str) -> None:
    avant = _contenu(redac, page)
    answer = admin.post(f"{page}/cas-reel", digest_vu=redac.digest(_id(page)))
    assert answer.status_code == 303
    assert "Aucun dossier ne donne un cas" in read(admin.get(f"{page}/regles"))
    assert _contenu(redac, page) == avant
