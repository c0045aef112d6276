"""The content that is published: the guide's words and numbers, and the care of what was written beside them."""

import re
from collections import Counter

import pytest

from referentiels.catalogue import Cycle, Nature, Origine, TypeQuestionnaire, TypeSujet
from referentiels.loading import Document
from tests.referentiels.published import criteres, packs, published, seeds, texts

MATURITE = TypeQuestionnaire.MATURITE
TITRE_A10_1 = (
    "Alignement des nomenclatures sur une source d'autorité et intégration automatique, gestion des mises à jour"
)
FAUTES_DE_FRAPPE = {
    "a typographic apostrophe": r"[’‘]",
    "a straight quotation mark": r'"',
    "two spaces": r"  ",
    "a colon, semicolon or question mark without its space": r"[^\s:/][;?!]|[a-zé)»][:](?!//)",
    "a space before a comma or a full stop": r" [,.](?!\.)(?![a-z]{2,5}\b)",
    "an opening quotation mark without its space": r"«(?! )",
    "a closing quotation mark without its space": r"(?<! )»",
    "a doubled word": r"\b(\w{2,}) \1\b",
    "a leftover": r"TODO|XXX|lorem|à compléter plus tard",
}


def test_the_guides_parcours_and_démarches_are_there_in_its_order() -> None:
    assert [(p.code, p.titre, p.carte) for p in published().parcours] == [
        ("doctrine", "Doctrine du Numérique en Santé", True),
        ("mon-espace-sante", "Mon espace santé", True),
        ("segur", "Ségur du Numérique en Santé", False),
    ]
    assert [(d.titre, d.cycle, d.ouverte) for d in published().demarches.values()] == [
        ("Evaluation et projection socles", Cycle.PROJECTION, True),
        ("Téléconsultation", Cycle.SIMPLE, True),
        ("Téléexpertise", Cycle.SIMPLE, True),
        ("Télésoin", Cycle.SIMPLE, True),
        ("Référencement sans échange de données", Cycle.SIMPLE, True),
        ("Référencement avec échange de données", Cycle.SIMPLE, True),
    ]


def test_the_socles_have_the_guides_numbers_of_critères_each_projected() -> None:
    socles = published().demarches["socles"]
    nombres = {v.questionnaire: len(published().questionnaires[v.questionnaire].criteres) for v in socles.volets}
    assert nombres == {
        "politique-globale-2021": 4,
        "interoperabilite-2021": 7,
        "urbanisation-2021": 6,
        "securite-2021": 36,
    }
    assert all(volet.projection and volet.criteres is None and not volet.seuils for volet in socles.volets)
    assert [v.questionnaire for v in socles.volets_de(TypeSujet.STRATEGIE)] == ["politique-globale-2021"]


def test_the_cards_speak_the_guides_words() -> None:
    doctrine, espace = published().parcours[:2]
    assert doctrine.accroche == "Évaluez la maturité de vos produits à la Doctrine du Numérique en Santé"
    assert espace.accroche == "Faites référencer votre solution au catalogue de services Mon espace santé"
    assert doctrine.etapes[2] == (
        "Réalisez la projection de votre produit afin de définir votre feuille de route pour atteindre le niveau "
        "recommandé par la doctrine du numérique en santé."
    )
    assert doctrine.presentation.question == "Qu'est-ce que la Doctrine du Numérique en Santé ?"
    assert doctrine.presentation.lien is not None
    assert doctrine.presentation.lien.titre == "Consulter la Doctrine du Numérique en Santé"
    assert len(doctrine.etapes) == len(espace.etapes) == 3


def test_the_qualification_asks_the_guides_questions() -> None:
    produit, strategie = (published().qualifications[sujet] for sujet in TypeSujet)
    assert [(q.numero, q.code, len(q.choix)) for q in produit.questions] == [
        ("01", "referencement_mes", 2),
        ("02", "echange_mes", 4),
        ("03", "referencement_bsp", 2),
        ("04", "echange_bsp", 4),
        ("05", "mise_a_disposition", 3),
    ]
    (question,) = strategie.questions
    assert question.libelle == "L'entreprise propose d'autres services que les produits qu'elle commercialise"
    assert [choix.libelle for choix in question.choix] == ["Oui", "Non"]


@pytest.mark.parametrize(
    ("code", "titre", "couleurs", "recommande"),
    [
        ("A08.7.1", "Services d'Hébergement des Données de Santé (HDS)", "rouge orange jaune vert gris", "vert"),
        ("A09.1", "Suivi opérationnel de la sécurité", "rouge orange jaune vert", "vert"),
        (
            "A08.5.01",
            "Partage et/ou échange de documents (producteur de documents CDA) - structuration minimale",
            "rouge orange vert gris",
            "vert",
        ),
        (
            "A10.1",
            TITRE_A10_1,
            "rouge orange jaune vert gris",
            "orange",
        ),
    ],
)
def test_the_critères_that_the_guide_shows_are_the_guides(
    code: str, titre: str, couleurs: str, recommande: str
) -> None:
    critere = next(critere for critere in criteres() if critere.code == code)
    assert (critere.titre, critere.recommande, critere.origine) == (titre, recommande, Origine.GUIDE)
    assert [niveau.code for niveau in critere.niveaux] == couleurs.split()


def test_only_the_critères_of_the_guides_screens_claim_to_come_from_it() -> None:
    assert {critere.code for critere in criteres() if critere.origine is Origine.GUIDE} == {
        "A08.7.1",
        "A09.1",
        "A08.5.01",
        "A10.1",
        "QUA.1.1",
    }


def test_no_two_critères_say_the_same() -> None:
    for champ in ("titre", "objectif"):
        comptes = Counter(getattr(critere, champ) for critere in criteres())
        assert [texte for texte, nombre in comptes.items() if nombre > 1] == []
    niveaux = Counter(niveau.texte for critere in criteres(MATURITE) for niveau in critere.ordonnes)
    assert [texte for texte, nombre in niveaux.items() if nombre > 1] == []


def test_every_critère_rests_on_a_named_text_and_chapter() -> None:
    assert [critere.code for critere in criteres() if not critere.source.article] == []


def test_most_critères_bind_and_some_are_left_to_choice() -> None:
    natures = Counter(critere.nature for critere in criteres())
    assert natures[Nature.OBLIGATION] > 4 * natures[Nature.OPTION] > 0


def test_every_section_says_why_it_matters_and_what_is_aimed_at() -> None:
    sections = [s for q in published().questionnaires.values() for s in q.sections]
    assert [section.code for section in sections if not (section.contexte and section.cible and section.liens)] == []


def test_levels_are_sentences() -> None:
    for critere in criteres(MATURITE):
        for niveau in critere.niveaux:
            assert niveau.texte[0].isupper(), (critere.code, niveau.code)
            assert niveau.texte.endswith("."), (critere.code, niveau.code)


@pytest.mark.parametrize("faute", FAUTES_DE_FRAPPE)
@pytest.mark.parametrize("document", seeds(), ids=lambda document: document.fichier)
def test_the_french_is_set_without(document: Document, faute: str) -> None:
    motif = re.compile(FAUTES_DE_FRAPPE[faute])
    lus = ((place, texte) for place, texte in texts(document.contenu) if not place.endswith((".url", ".date")))
    assert [(place, texte) for place, texte in lus if motif.search(texte)] == []


@pytest.mark.parametrize("faute", FAUTES_DE_FRAPPE)
def test_the_french_of_the_rules_is_set_without(faute: str) -> None:
    motif = re.compile(FAUTES_DE_FRAPPE[faute])
    for pack in packs().values():
        for rule in pack.rules:
            conclusions = [str(conclusion.value) for conclusion in rule.then]
            fautifs = [texte for texte in (rule.label, rule.because, *conclusions) if motif.search(texte)]
            assert fautifs == [], rule.id
