"""The breadcrumbs of a dossier and of what is inside it."""

from flask import url_for

from models.snapshot import SujetSnapshot
from referentiels.catalogue import Demarche, Parcours

Trail = list[tuple[str, str | None]]


def dossier_trail(parcours: Parcours, demarche: Demarche, sujet: SujetSnapshot, *last: str) -> Trail:
    """From the parcours to the dossier, then to what is named; the last one has no link."""
    dossier = url_for("industriel.dossier", reference=sujet.reference, demarche=demarche.code)
    steps: Trail = [
        (parcours.titre, url_for("industriel.parcours", code=parcours.code)),
        (demarche.titre, url_for("industriel.demarche", code=parcours.code, demarche=demarche.code)),
        (f"{sujet.libelle} : {demarche.titre}", dossier),
        *((label, None) for label in last),
    ]
    return [*steps[:-1], (steps[-1][0], None)]
