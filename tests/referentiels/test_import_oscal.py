"""A catalog of OSCAL becomes a questionnaire: parameters are written into the prose, what has no place is listed."""

from tests.referentiels.importing import imported, questionnaire, refused, with_drafts
from tests.support.frameworks import CATALOG, published


def test_groups_become_sections_controls_criteres_and_parameters_words() -> None:
    importe = imported(CATALOG, "c.json")
    lu = questionnaire(importe)
    assert (lu.cle, importe.format) == ("petit-catalogue-1-0", "oscal")
    (section,) = lu.sections
    assert (section.titre, section.reference, section.identifiant) == ("Accès", "1", "g1")
    critere, masquage = lu.criteres.values()
    assert (critere.code, critere.titre, critere.objectif) == ("PETIT.AC.1", "Verrouillage", "Protéger la session.")
    assert critere.exigence == (
        "Verrouiller [un ou plusieurs parmi : après [une durée] ; au départ], [p9].\n\na. : Sans délai.\n\n"
        "Voir le poste.\n\nRéférences :\n– Guide d'hygiène (https://cyber.gouv.fr/guide)"
    )
    assert (masquage.code, masquage.exigence) == ("PETIT.AC.1.1", "Masquer l'écran.")
    with_drafts(importe)


def test_what_has_no_place_here_is_listed_with_its_place() -> None:
    ecarts = {str(ecart) for ecart in imported(CATALOG, "c.json").non_repris}
    assert ecarts == {
        "« catalog.metadata.roles » : une liste de 1 : sans équivalent dans un questionnaire.",
        "« catalog.groups[0].controls[0].props[1] » : sort-id = ac-01 : sans équivalent dans un questionnaire.",
        "« catalog.groups[0].controls[0].links[1].href » : #ac-2 : un critère ne renvoie pas à un autre.",
        "« catalog.groups[0].controls[1] » : Ancien : contrôle retiré (withdrawn) du catalogue.",
        "« params » : p9 : paramètre que le catalogue ne définit pas.",
        (
            "« catalog.back-matter.resources[0].document-ids » : une liste de 1 : "
            "d'une ressource citée, le titre et l'adresse sont repris."
        ),
    }


def test_parameters_that_name_each_other_end_as_their_names() -> None:
    boucle = CATALOG.replace('"une durée"', '"{{ insert: param, p1 }}"')
    exigence = next(iter(questionnaire(imported(boucle, "c.json")).criteres.values())).exigence
    assert "[p1]" in exigence or "[p2]" in exigence


def test_parameters_that_grow_are_cut_and_it_is_said() -> None:
    gros = CATALOG.replace('"une durée"', '"' + "{{ insert: param, p2 }}" * 200 + '"')
    importe = imported(gros, "c.json")
    assert any("un texte a 10000 caractères au plus" in ecart.raison for ecart in importe.non_repris)


def test_the_example_catalog_of_oscal_is_read() -> None:
    importe = imported(published("oscal/basic-catalog.json"), "basic-catalog.json")
    assert [section.titre for section in questionnaire(importe).sections] == [
        "Organization of Information Security",
        "Access control",
    ]
    assert importe.non_repris == ()
    with_drafts(importe)


def test_an_identifier_given_twice_is_refused() -> None:
    assert "un identifiant que nul autre groupe ou contrôle n'a" in refused(
        CATALOG.replace('"id": "ac-1.1"', '"id": "ac-1"'), "c.json"
    )
