"""Documents published beside those that are shipped, as an installation with files of its own has them."""

from collections.abc import Mapping, Sequence

from referentiels.loading import read_document
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import PublierGraine

_PARCOURS = """\
genre: parcours
code: {code}
version: "1"
ordre: 9
titre: {titre}
carte: true
accroche: Une accroche
description: Une description
etapes: [Une étape.]
introduction: [Une introduction.]
presentation: {{question: Qu'est-ce ?, texte: Un essai.}}
demarches:
"""
_DEMARCHE = """\
  - code: {code}
    titre: Démarche d'essai
    description: Une description
    cycle: simple
    ouverte: true
    volets:
{volets}
    regles:
      profilage: [doctrine-2021]
      verrou: [{verrou}]
      completude: [socle-commun]
      verdict: [doctrine-2021]
      recommandation: [doctrine-2021]
"""


def publish(plateforme: Plateforme, *textes: str) -> None:
    """Publish référentiels that no other version of stands in the way of."""
    for texte in textes:
        lu = read_document(texte, "essai")
        plateforme.do(PublierGraine(SYSTEME, lu.genre, lu.code, lu.version, lu.digest, lu.texte))


def parcours(
    demarches: Mapping[str, Sequence[str]],
    code: str = "essai",
    titre: str = "Parcours d'essai",
    verrou: str = "socle-commun",
) -> str:
    """A parcours of open démarches of products: of each, its code and its volets; all have the gates of that pack."""
    faites = (
        _DEMARCHE.format(code=une, volets="\n".join(f"      - {{{each}}}" for each in volets), verrou=verrou)
        for une, volets in demarches.items()
    )
    return _PARCOURS.format(code=code, titre=titre) + "".join(faites)


def volet(questionnaire: str, more: str = "") -> str:
    """What a démarche asks of a questionnaire: all of it, unless `more` says otherwise."""
    return f"questionnaire: {questionnaire}, sujet: produit{', ' if more else ''}{more}"
