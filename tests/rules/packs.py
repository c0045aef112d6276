"""A small pack of each family, to be read as it is or spoiled."""

from rules.language import Fact, FactType, Pack, Vocabulary
from rules.pack import load_pack
from tests.rules.builders import ALL_TYPES

CRITERE = Fact("critere.code", FactType.SYMBOL, "Critère", tuple(f"A{n:02}.1" for n in range(300)))
DROITS = Fact("droits", FactType.SYMBOL, "Droits", ("oui", "non", "on", "off", "yes", "null", "true", "1"))

PACK = """\
pack: doctrine-2021
family: profilage
source: Doctrine du numérique en santé 2021
rules:
  - id: PROF-DOC-012
    label: Le produit n'échange rien
    when:
      all:
        - {fact: produit.type, eq: socle}
        - not: {fact: preuves.manquantes, ge: 2}
    then:
      - {non_applicable: [A15.1, A15.2]}
      - {recommande: {A08.1: vert}}
    because: Rien à évaluer.
cases:
  - given: {produit.type: socle}
    expect: {non_applicable: [A15.1, A15.2], recommande: {A08.1: vert}}
  - given: {produit.type: option}
    expect: {}
"""


def vocabulary_of(family: str) -> Vocabulary:
    """The same facts for every family."""
    return Vocabulary(family, {fact.name: fact for fact in (*ALL_TYPES, CRITERE, DROITS)})


def load(text: str) -> Pack:
    """The pack, under the name that faults show."""
    return load_pack(text, "essai.yaml", vocabulary_of)


def of_family(family: str, then: str, expect: str = "{}", when: str = "{}") -> str:
    """A pack of one rule and one case, on lines 5 and 10."""
    return f"""\
pack: essai
family: {family}
source: Texte
rules:
  - id: R-1
    label: Règle
    when: {when}
    then: {then}
    because: Parce que.
  # le cas est ligne 12
cases:
  - given: {{}}
    expect: {expect}
"""
