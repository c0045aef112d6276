"""Whatever is uploaded, a document is read or its faults are named; nothing else ever comes out."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from referentiels.faults import Faute
from referentiels.loading import ReferentielInvalid, read_document
from referentiels.reading import read_yaml
from tests.referentiels.builders import TOUS

MODELES = [read_document(texte, "f.yaml").contenu for texte in TOUS]
FEUILLES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.text(max_size=5), st.sampled_from(["vert", "gris"])
)
VALEURS = st.recursive(
    FEUILLES, lambda v: st.one_of(st.lists(v, max_size=3), st.dictionaries(st.text(max_size=4), v)), max_leaves=4
)


def places(contenu: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    cles = contenu.keys() if isinstance(contenu, dict) else range(len(contenu)) if isinstance(contenu, list) else ()
    return [place, *(p for cle in cles for p in places(contenu[cle], (*place, cle)))]


def replaced(contenu: Any, place: tuple[Any, ...], valeur: Any) -> Any:
    if not place:
        return valeur
    copie = deepcopy(contenu)
    parent = copie
    for pas in place[:-1]:
        parent = parent[pas]
    parent[place[-1]] = valeur
    return copie


def faults_or_none(lire: Callable[[], object]) -> tuple[Faute, ...] | None:
    """The faults found, None where the text is accepted; anything else raised is a failure."""
    try:
        lire()
    except ReferentielInvalid as refus:
        return refus.faults
    return None


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_document_spoiled_anywhere_is_read_or_named_faulty(data: st.DataObject) -> None:
    modele = data.draw(st.sampled_from(MODELES))
    place = data.draw(st.sampled_from(places(modele)))
    texte = json.dumps(replaced(modele, place, data.draw(VALEURS)))
    fautes = faults_or_none(lambda: read_document(texte, "f.yaml"))
    assert fautes is None or (fautes and all(faute.ligne >= 1 and faute.attendu for faute in fautes))


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_named_faulty(texte: str) -> None:
    assert faults_or_none(lambda: read_yaml(texte, "f.yaml")) != ()
