"""Documents published beside those that are shipped, as an installation with files of its own has them."""

from referentiels.loading import read_document
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import PublierGraine


def publish(plateforme: Plateforme, *textes: str) -> None:
    """Publish référentiels that no other version of stands in the way of."""
    for texte in textes:
        lu = read_document(texte, "essai")
        plateforme.do(PublierGraine(SYSTEME, lu.genre, lu.code, lu.version, lu.digest, lu.texte))
