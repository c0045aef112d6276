"""A parcours whose only démarche is not open yet, whatever the shipped ones are."""

from referentiels.loading import read_document
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import PublierGraine

PARCOURS = "a-venir"
FERMEE = "plus-tard"
TITRE = "Démarche à venir"

_TEXTE = f"""\
genre: parcours
code: {PARCOURS}
version: "1"
ordre: 9
titre: Parcours à venir
carte: true
accroche: Une accroche
description: Une description
etapes: [Une étape.]
introduction: [Une introduction.]
presentation: {{question: Qu'est-ce ?, texte: Un parcours à venir.}}
demarches:
  - code: {FERMEE}
    titre: {TITRE}
    description: Une description
    cycle: simple
    ouverte: false
"""


def publish_closed(plateforme: Plateforme) -> None:
    """Publish that parcours."""
    document = read_document(_TEXTE, PARCOURS)
    plateforme.do(PublierGraine(SYSTEME, "parcours", PARCOURS, document.version, document.digest, document.texte))
