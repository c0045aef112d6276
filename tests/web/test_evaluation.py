"""Answering an evaluation through its pages without scripts: drafts, faults, conflicts, requests, validations."""

from functools import partial

import pytest
from flask import Flask

from tests.support.answering import Answering, answers, dossier_address, evaluation_address
from tests.support.builders import AUTRE, CONTRIBUTEUR, RESPONSABLE, Site
from tests.support.forms import form_fields
from tests.support.reading import read
from tests.support.statements import count_statements
from tests.support.visiting import visitor
from tests.web.conftest import both_databases
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.commands.evaluations import DemanderValidation
from workflows.commands.sujets import ArchiverSujet

ADDED = "RESTE À LIRE"
LEGEND = (
    "Sélectionnez le niveau de maturité de votre produit du moins mature (rouge) au plus mature (vert) "
    "ou indiquez que ce critère n'est pas applicable (gris)"
)


def _answering(app: Flask, site: Site, sujet: str, email: str = CONTRIBUTEUR) -> Answering:
    return Answering(visitor(app, email), evaluation_address(site, sujet))


@both_databases
def test_the_questionnaire_shows_what_the_guide_shows(app: Flask, site: Site) -> None:
    page = read(_answering(app, site, site.produit()).open())
    for words in (
        "Questionnaire d'évaluation : Interopérabilité 2021",
        "Informations utiles au démarrage",
        "Cible :",
        "Pour en savoir plus",
        "Niveau recommandé par la doctrine :",
        "Objectif du critère :",
        LEGEND,
        "Ajouter des commentaires",
        "Retour",
        "Enregistrer comme brouillon",
        "Enregistrer et demander validation",
    ):
        assert words in page


def test_nothing_is_selected_before_somebody_chooses(app: Flask, site: Site) -> None:
    person = _answering(app, site, site.produit())
    assert [name for name in person.fields if name.startswith("niveau-")] == []
    assert " checked" not in read(person.open())


@both_databases
def test_a_draft_is_kept_and_found_again(app: Flask, site: Site) -> None:
    sujet = site.produit()
    person = _answering(app, site, sujet)
    answer = person.send(**answers({"A10.1": "jaune"}), **{"commentaire-A10.1": "Deux\r\nlignes"})
    assert answer.status_code == 303
    assert answer.location.endswith(person.address)
    page = person.open()
    assert "Brouillon enregistré." in page.text
    assert person.fields["niveau-A10.1"] == "jaune"
    assert person.fields["commentaire-A10.1"] == "Deux\nlignes"
    site.assert_faithful()


def test_sending_what_was_not_changed_writes_nothing(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    before = site.evaluation(sujet)
    person = _answering(app, site, sujet)
    assert person.send().status_code == 303
    assert "Tout est déjà enregistré" in read(person.open())
    assert site.evaluation(sujet) == before


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("niveau-A10.1", "violet", "n'est pas un des niveaux proposés"),
        ("commentaire-A10.1", "x" * 10_001, "le commentaire a 10001 caractères, il peut en avoir 10000"),
        ("commentaire-A10.1", "avant\x07après", "contient des caractères de contrôle"),
        ("niveau-Z99.9", "vert", "Le critère Z99.9 n'appartient pas à ce questionnaire."),
        ("depend-A10.1", "x' OR 1=1", "choisissez un des produits option de votre entreprise"),
        ("depend-A10.1", "nul\x00", "choisissez un des produits option de votre entreprise"),
    ],
)
@both_databases
def test_what_cannot_be_kept_is_named_and_nothing_typed_is_lost(
    app: Flask, site: Site, field: str, value: str, sentence: str
) -> None:
    sujet = site.produit()
    person = _answering(app, site, sujet)
    typed = {"niveau-A10.2": "orange", "commentaire-A08.5.01": ADDED, field: value}
    answer = person.send(**typed)
    assert answer.status_code == 422
    assert sentence in read(answer)
    assert ADDED in read(answer)
    assert 'id="niveau-A10-2-orange" name="niveau-A10.2" value="orange" checked' in answer.text
    assert site.evaluation(sujet).reponses == {}


def test_ten_thousand_characters_are_kept(app: Flask, site: Site) -> None:
    sujet = site.produit()
    text = "é\n" * 4_999 + "éé"
    assert _answering(app, site, sujet).send(**{"commentaire-A10.1": text}).status_code == 303
    assert site.evaluation(sujet).reponses["A10.1"].commentaire == text


def test_a_revision_that_is_no_number_is_one_that_nobody_has(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, {"A10.1": "vert"})
    answer = _answering(app, site, sujet).send(**{"niveau-A10.1": "rouge", "revision-A10.1": "²"})
    assert answer.status_code == 409


def test_an_option_product_of_the_company_can_be_named(app: Flask, site: Site) -> None:
    option = site.produit(nom="Module", type_produit="option")
    site.produit(site.acteur(AUTRE), nom="Étranger", type_produit="option")
    sujet = site.produit()
    person = _answering(app, site, sujet)
    page = read(person.open())
    assert "Dépend d'un produit option" in page
    assert "Module - v1" in page
    assert "Étranger" not in page
    assert person.send(**{"niveau-A10.1": "vert", "depend-A10.1": option}).status_code == 303
    assert site.evaluation(sujet).reponses["A10.1"].depend_de == option


def test_an_option_of_another_company_is_refused(app: Flask, site: Site) -> None:
    foreign = site.produit(site.acteur(AUTRE), nom="Étranger", type_produit="option")
    answer = _answering(app, site, site.produit()).send(**{"depend-A10.1": foreign})
    assert answer.status_code == 422


# --- two people


@both_databases
def test_two_people_in_different_criteres_are_both_kept(app: Flask, site: Site) -> None:
    sujet = site.produit()
    one, other = (_answering(app, site, sujet, email) for email in (CONTRIBUTEUR, RESPONSABLE))
    assert one.send(**{"niveau-A10.1": "vert"}).status_code == 303
    assert other.send(**{"niveau-A10.2": "rouge"}).status_code == 303
    valeurs = {code: reponse.valeur for code, reponse in site.evaluation(sujet).reponses.items()}
    assert valeurs == {"A10.1": "vert", "A10.2": "rouge"}


def _in_conflict(app: Flask, site: Site) -> tuple[str, Answering, str]:
    sujet = site.produit()
    site.repondre(sujet, {"A10.1": "jaune"})
    one, other = (_answering(app, site, sujet, email) for email in (CONTRIBUTEUR, RESPONSABLE))
    assert other.send(**{"niveau-A10.1": "orange", "commentaire-A10.1": "le leur"}).status_code == 303
    answer = one.send(**{"niveau-A10.1": "vert", "commentaire-A10.1": "le mien", "niveau-A10.2": "rouge"})
    assert answer.status_code == 409
    return sujet, one, read(answer)


@both_databases
def test_both_texts_of_a_conflict_are_shown_and_the_rest_is_kept(app: Flask, site: Site) -> None:
    sujet, _one, page = _in_conflict(app, site)
    assert "le leur" in page
    assert "le mien" in page
    assert "Celle de Responsable" in page
    reponses = site.evaluation(sujet).reponses
    assert reponses["A10.2"].valeur == "rouge"
    assert reponses["A10.1"].commentaire == "le leur"


def test_a_conflict_with_one_s_own_other_tab_says_so_and_leads_back(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    one, other = (_answering(app, site, sujet, CONTRIBUTEUR) for _ in range(2))
    other.send(**{"commentaire-A10.1": "dans l’autre"})
    answer = one.send(**{"commentaire-A10.1": "ici"})
    page = read(answer)
    assert answer.status_code == 409
    assert "Vous avez vous-même modifié ce critère entre-temps" in page
    assert "une autre personne" not in page
    assert "Mon autre réponse" in page
    assert f'href="{evaluation_address(site, sujet)}">Retour</a>' in page


@pytest.mark.parametrize(
    ("choice", "valeur", "commentaire"),
    [
        ("mienne", "vert", "le mien"),
        ("sienne", "orange", "le leur"),
        ("ensemble", "vert", "le leur\n\nle mien"),
    ],
)
def test_the_person_chooses_what_a_conflict_leaves(
    app: Flask, site: Site, choice: str, valeur: str, commentaire: str
) -> None:
    sujet, one, page = _in_conflict(app, site)
    one.fields = _conflict_fields(page)
    assert one.send(**{"choix-A10.1": choice}).status_code == 303
    kept = site.evaluation(sujet).reponses["A10.1"]
    assert (kept.valeur, kept.commentaire) == (valeur, commentaire)


def test_a_conflict_in_which_nothing_was_chosen_stays_one(app: Flask, site: Site) -> None:
    sujet, one, page = _in_conflict(app, site)
    one.fields = _conflict_fields(page)
    answer = one.send()
    assert answer.status_code == 409
    assert "le mien" in read(answer)
    assert site.evaluation(sujet).reponses["A10.1"].commentaire == "le leur"


def _conflict_fields(page: str) -> dict[str, str]:
    return form_fields(page, "conflit")


def test_an_untouched_critere_never_conflicts(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    one, other = (_answering(app, site, sujet, email) for email in (CONTRIBUTEUR, RESPONSABLE))
    assert other.send(**{"niveau-A10.1": "rouge"}).status_code == 303
    assert one.send(**{"niveau-A10.2": "rouge"}).status_code == 303
    valeurs = {code: reponse.valeur for code, reponse in site.evaluation(sujet).reponses.items()}
    assert (valeurs["A10.1"], valeurs["A10.2"]) == ("rouge", "rouge")


def test_an_event_asked_for_in_a_conflict_does_not_happen(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    one, other = (_answering(app, site, sujet, email) for email in (RESPONSABLE, CONTRIBUTEUR))
    other.send(**{"niveau-A10.1": "rouge"})
    answer = one.send("valider", **{"niveau-A10.1": "orange"})
    assert answer.status_code == 409
    assert "Votre demande n’a pas été transmise" in read(answer)
    assert site.evaluation(sujet).etat == "brouillon"


# --- one critère at a time, by the script of the page


@both_databases
def test_a_field_that_is_left_is_kept_and_the_page_is_told_when(app: Flask, site: Site) -> None:
    sujet = site.produit()
    person = _answering(app, site, sujet)
    told = person.autosave("A10.1", **{"niveau-A10.1": "vert"})
    assert told.status_code == 200
    assert told.json is not None
    assert told.json["enregistre_a"] == "09 h 00"
    assert told.json["criteres"]["A10.1"]["revision"] == 1
    assert told.json["conflits"] == {}
    again = person.autosave(
        "A10.1",
        **{
            "niveau-A10.1": "rouge",
            "revision-A10.1": str(told.json["criteres"]["A10.1"]["revision"]),
            "vu-A10.1": told.json["criteres"]["A10.1"]["vu"],
        },
    )
    assert again.json is not None
    assert again.json["criteres"]["A10.1"]["revision"] == 2
    assert site.evaluation(sujet).reponses["A10.1"].valeur == "rouge"


def test_the_script_is_told_who_wrote_meanwhile(app: Flask, site: Site) -> None:
    sujet = site.produit()
    one, other = (_answering(app, site, sujet, email) for email in (CONTRIBUTEUR, RESPONSABLE))
    other.autosave("A10.1", **{"niveau-A10.1": "vert"})
    told = one.autosave("A10.1", **{"niveau-A10.1": "rouge"})
    assert told.json is not None
    assert told.json["conflits"] == {"A10.1": "Responsable"}
    assert told.json["criteres"] == {}


def test_the_script_is_told_why_something_is_not_kept(app: Flask, site: Site) -> None:
    told = _answering(app, site, site.produit()).autosave("A10.1", **{"commentaire-A10.1": "x" * 10_001})
    assert told.status_code == 422
    assert told.json is not None
    assert "10001 caractères" in told.json["erreurs"][0]


def test_the_script_is_told_that_the_session_has_ended(app: Flask, site: Site) -> None:
    person = _answering(app, site, site.produit())
    person.someone.post("/deconnexion")
    told = person.autosave("A10.1", **{"niveau-A10.1": "vert"})
    assert told.status_code == 401
    assert told.mimetype == "application/problem+json"


# --- validating


@both_databases
def test_validating_with_something_missing_names_it_and_keeps_the_rest(app: Flask, site: Site) -> None:
    sujet = site.produit()
    person = _answering(app, site, sujet, RESPONSABLE)
    missing = {code: valeur for code, valeur in FORTES.items() if code != "A10.1"}
    answer = person.send("valider", **answers(missing))
    assert answer.status_code == 422
    assert '<a href="#niveau-A10-1">A10.1' in read(answer)
    assert '<a href="#niveau-A10-2">A10.2' not in read(answer)
    assert "Vos réponses sont enregistrées" in read(answer)
    assert site.evaluation(sujet).etat == "brouillon"
    assert len(site.evaluation(sujet).reponses) == 6


@both_databases
def test_a_responsable_validates_and_the_card_says_the_level(app: Flask, site: Site) -> None:
    sujet = site.produit()
    person = _answering(app, site, sujet, RESPONSABLE)
    answer = person.send("valider", **answers(FORTES | {"A10.1": "rouge"}))
    assert answer.status_code == 303
    assert answer.location.endswith(dossier_address(site, sujet))
    assert "Non atteint pour Doctrine du Numérique en Santé" in person.someone.get(answer.location).text
    site.assert_faithful()


def test_a_contributeur_is_told_why_there_is_no_validation_button(app: Flask, site: Site) -> None:
    page = read(_answering(app, site, site.produit()).open())
    assert "evaluations/interoperabilite-2021/valider" not in page
    assert "<strong>Valider</strong> : Seul un responsable de l'entreprise peut valider un questionnaire." in page


def test_a_contributeur_who_validates_all_the_same_is_refused_and_keeps_the_draft(app: Flask, site: Site) -> None:
    sujet = site.produit()
    answer = _answering(app, site, sujet).send("valider", **answers(FORTES))
    assert answer.status_code == 422
    assert "Seul un responsable" in read(answer)
    assert len(site.evaluation(sujet).reponses) == 7


@both_databases
def test_a_request_is_frozen_sent_back_with_a_reason_asked_again_and_validated(app: Flask, site: Site) -> None:
    sujet = site.produit()
    contributeur = _answering(app, site, sujet)
    assert contributeur.send("demander", **answers(FORTES)).status_code == 303
    frozen = read(contributeur.open())
    assert "Validation demandée" in frozen
    assert "Enregistrer comme brouillon" not in frozen
    assert "Reprendre la demande" in frozen

    responsable = _answering(app, site, sujet, RESPONSABLE)
    refused = responsable.send("renvoyer", motif="  ")
    assert refused.status_code == 422
    assert "Indiquez le motif du renvoi" in read(refused)
    assert responsable.send("renvoyer", motif="Précisez A10.1.").status_code == 303

    back = read(contributeur.open())
    assert "Motif du renvoi :" in back
    assert "Précisez A10.1." in back
    assert contributeur.send("demander", **{"commentaire-A10.1": "Voilà."}).status_code == 303
    responsable.open()
    assert responsable.send("valider").status_code == 303
    assert site.evaluation(sujet).etat == "valide"
    site.assert_faithful()


def test_the_one_who_asked_takes_the_request_back(app: Flask, site: Site) -> None:
    sujet = site.produit()
    person = _answering(app, site, sujet)
    person.send("demander", **answers(FORTES))
    person.open()
    assert person.send("reprendre").status_code == 303
    assert "Enregistrer comme brouillon" in read(person.open())


def test_another_person_may_not_take_the_request_back_and_is_told_who_may(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    site.do(DemanderValidation(site.contributeur, sujet, SOCLES, INTEROP))
    page = read(_answering(app, site, sujet, RESPONSABLE).open())
    assert "evaluations/interoperabilite-2021/reprendre" not in page
    assert "Seule la personne qui a demandé la validation peut reprendre sa demande" in page


@pytest.mark.parametrize("motif", ["x" * 10_001, "cloche\x07"])
def test_a_reason_that_cannot_be_kept_is_refused(app: Flask, site: Site, motif: str) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    site.do(DemanderValidation(site.contributeur, sujet, SOCLES, INTEROP))
    assert _answering(app, site, sujet, RESPONSABLE).send("renvoyer", motif=motif).status_code == 422
    assert site.evaluation(sujet).etat == "a_valider"


def test_what_was_typed_while_somebody_else_froze_the_questionnaire_is_given_back(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.repondre(sujet, FORTES)
    person = _answering(app, site, sujet)
    site.do(DemanderValidation(site.responsable, sujet, SOCLES, INTEROP))
    answer = person.send(**{"commentaire-A10.1": ADDED})
    assert answer.status_code == 422
    assert "attend" in read(answer)
    assert "Ce que vous aviez saisi n’a pas été enregistré" in read(answer)
    assert ADDED in read(answer)


# --- editing after a validation


@both_databases
def test_editing_anew_keeps_the_validated_answer_in_sight(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet)
    person = _answering(app, site, sujet)
    assert "Ces réponses ont été validées" in read(person.open())
    answer = person.send("modifier")
    assert answer.status_code == 303
    assert answer.location.endswith(person.address)
    assert "Dernière réponse validée :" not in read(person.open())
    person.send(**{"niveau-A10.1": "rouge"})
    page = read(person.open())
    assert page.count("Dernière réponse validée :") == 1
    assert site.evaluation(sujet).validation is not None
    assert site.evaluation(sujet).validation.reponses["A10.1"].valeur == "vert"  # type: ignore[union-attr]


def test_a_validated_questionnaire_is_only_read(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet)
    page = read(_answering(app, site, sujet, RESPONSABLE).open())
    assert 'name="vu-A10.1"' not in page
    assert "Editer" in page


# --- what profiling says


def test_a_critere_that_does_not_apply_is_left_out_and_the_page_says_why(app: Flask, site: Site) -> None:
    sujet = site.produit(type_produit="option")
    page = read(visitor(app, CONTRIBUTEUR).get(evaluation_address(site, sujet, "urbanisation-2021")))
    assert 'id="critere-A05-1"' not in page
    assert "1 critère ne s’applique pas et n’est pas demandé" in page
    assert "Un produit option s'ouvre depuis un produit socle" in page


def test_an_archived_product_is_only_read_and_the_reason_is_said_once(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.do(ArchiverSujet(site.responsable, sujet))
    page = read(_answering(app, site, sujet, RESPONSABLE).open())
    assert page.count("Ce produit est archivé") == 1
    assert page.index("Ce produit est archivé") < page.index("Informations utiles au démarrage")
    assert "Enregistrer comme brouillon</button>" not in page


def test_a_validated_questionnaire_of_an_archived_product_does_not_offer_to_edit_it(app: Flask, site: Site) -> None:
    sujet = site.produit()
    site.valider(sujet)
    site.do(ArchiverSujet(site.responsable, sujet))
    page = read(_answering(app, site, sujet, RESPONSABLE).open())
    assert "Ce questionnaire ne peut pas être modifié" in page
    assert "« Editer »" not in page.replace("\u00a0", " ")


@pytest.mark.parametrize("event", ["valider", "demander", "reprendre", "renvoyer", "modifier"])
def test_the_address_of_a_button_reloaded_opens_the_questionnaire(app: Flask, site: Site, event: str) -> None:
    sujet = site.produit()
    address = evaluation_address(site, sujet)
    answer = visitor(app, RESPONSABLE).get(f"{address}/{event}")
    assert (answer.status_code, answer.location) == (303, address)
    assert site.evaluation(sujet).etat == "a_completer"


@pytest.mark.parametrize("end", ["inconnu", "politique-globale-2021"])
def test_a_questionnaire_of_another_demarche_or_subject_does_not_exist(app: Flask, site: Site, end: str) -> None:
    address = evaluation_address(site, site.produit(), end)
    assert visitor(app, CONTRIBUTEUR).get(address).status_code == 404


def test_an_unknown_action_does_not_exist(app: Flask, site: Site) -> None:
    person = _answering(app, site, site.produit())
    assert person.send("effacer").status_code == 404
    assert person.someone.get(f"{person.address}/effacer").status_code == 404


def test_the_page_asks_as_many_statements_for_thirty_six_answers_as_for_one(app: Flask, site: Site) -> None:
    few, many = site.produit(), site.produit(nom="Plein")
    site.repondre(few, {"A10.1": "vert"})
    site.repondre(many, FORTES)
    someone = visitor(app, CONTRIBUTEUR)
    addresses = [evaluation_address(site, sujet) for sujet in (few, many)]
    first, second = (count_statements(app, partial(someone.get, where)) for where in addresses)
    assert first == second
