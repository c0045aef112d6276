"""What documents are refused for once they are put together."""

from tests.referentiels.builders import (
    CONFORMITE,
    MATURITE,
    PARCOURS,
    PRODUIT,
    STRATEGIE,
    TOUS,
    catalogue,
    misfits,
    spoil,
)


def test_the_samples_make_a_catalogue() -> None:
    publie = catalogue(*TOUS)
    assert sorted(publie.questionnaires) == ["essai-2021", "ethique-essai-1"]
    assert {sujet.value for sujet in publie.qualifications} == {"produit", "strategie"}


def test_a_volet_names_a_published_questionnaire() -> None:
    (phrase,) = misfits(CONFORMITE, PARCOURS)
    assert phrase == (
        "1.yaml, ligne 19, « demarches[0].volets[0].questionnaire » : « essai-2021 » n'est pas accepté ; "
        "attendu : un questionnaire publié (ethique-essai-1)."
    )


def test_a_scope_names_critères_of_its_questionnaire() -> None:
    (phrase,) = misfits(MATURITE, CONFORMITE, spoil(PARCOURS, "A01.2]", "ESS.1.1]"))
    assert "« demarches[0].volets[0].criteres[1] » : « ESS.1.1 »" in phrase
    assert "un critère du questionnaire essai-2021" in phrase


def test_a_threshold_is_a_level_of_its_critère() -> None:
    (phrase,) = misfits(MATURITE, CONFORMITE, spoil(PARCOURS, "A01.1: orange", "A01.1: jaune"))
    assert "« demarches[0].volets[0].seuils.A01.1 » : « jaune »" in phrase
    assert "l'un des niveaux du critère : rouge, orange, vert" in phrase


def test_grey_is_no_threshold() -> None:
    (phrase,) = misfits(MATURITE, CONFORMITE, spoil(PARCOURS, "A01.1: orange", "A01.1: gris"))
    assert "« gris » n'est pas accepté" in phrase


def test_a_threshold_outside_the_scope_is_refused() -> None:
    texte = spoil(PARCOURS, "criteres: [A01.1, A01.2]", "criteres: [A01.2]")
    (phrase,) = misfits(MATURITE, CONFORMITE, texte)
    assert "le seuil d'un critère du périmètre, dans essai-2021" in phrase


def test_a_critère_without_threshold_is_of_the_scope_and_has_no_level() -> None:
    texte = spoil(PARCOURS, "seuils: {A01.1: orange}", "seuils: {A01.1: orange}\n        sans_seuil: [A01.1, ESS.1.1]")
    double, ailleurs = misfits(MATURITE, CONFORMITE, texte)
    assert "« demarches[0].volets[0].sans_seuil[0] » : « A01.1 »" in double
    assert "un critère auquel seuils ne donne pas de niveau" in double
    assert "« demarches[0].volets[0].sans_seuil[1] » : « ESS.1.1 »" in ailleurs
    assert "un critère du périmètre, dans essai-2021" in ailleurs


def test_a_conformity_questionnaire_is_not_projected() -> None:
    texte = PARCOURS.replace(
        "ethique-essai-1\n        sujet: produit", "ethique-essai-1\n        sujet: produit\n        projection: true"
    )
    (phrase,) = misfits(MATURITE, CONFORMITE, texte)
    assert "false pour un questionnaire de conformité" in phrase


def test_a_projected_questionnaire_says_how_to_project() -> None:
    sans = spoil(MATURITE, "informations_projection: [Donnez une date.]\n", "")
    (phrase,) = misfits(sans, CONFORMITE, PARCOURS)
    assert "les informations_projection du questionnaire essai-2021" in phrase


def test_a_critère_belongs_to_one_questionnaire() -> None:
    autre = spoil(spoil(MATURITE, "code: essai", "code: autre"), "code: A01.2", "code: A01.3")
    (phrase,) = misfits(MATURITE, autre)
    assert phrase.startswith("0.yaml, ligne 17, « sections[0].criteres[0].code » : « A01.1 »")
    assert "déjà dans 1.yaml" in phrase


def test_a_démarche_belongs_to_one_parcours() -> None:
    second = spoil(spoil(PARCOURS, "code: essais", "code: encore"), "ordre: 1", "ordre: 2")
    phrases = misfits(MATURITE, CONFORMITE, PARCOURS, second)
    assert [phrase.split(" : ")[1] for phrase in phrases] == [
        "« socles-essai » n'est pas accepté ; attendu",
        "« plus-tard » n'est pas accepté ; attendu",
    ]


def test_two_parcours_do_not_share_a_place() -> None:
    second = spoil(PARCOURS, "code: essais", "code: encore").split("demarches:")[0]
    (phrase,) = misfits(*TOUS, second)
    assert "un ordre qu'aucun autre parcours n'a" in phrase


def test_two_questions_do_not_make_the_same_fact() -> None:
    (phrase,) = misfits(PRODUIT, spoil(STRATEGIE, "code: autres", "code: echange"))
    assert "un code de question unique" in phrase


def test_a_document_is_published_in_one_version_except_questionnaires() -> None:
    (phrase,) = misfits(PRODUIT, spoil(PRODUIT, 'version: "1"', 'version: "2"'))
    assert "un seul document de ce code" in phrase
    (phrase,) = misfits(MATURITE, spoil(MATURITE, "Premier critère", "Autre titre"))
    assert "un seul document de ce code" in phrase


def test_all_misfits_are_named_at_once() -> None:
    texte = spoil(spoil(PARCOURS, "A01.1: orange", "A01.1: jaune"), "ethique-essai-1", "ethique-essai-2")
    assert len(misfits(MATURITE, CONFORMITE, texte)) == 2
