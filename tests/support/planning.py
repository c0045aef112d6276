"""Projections made as people make them, for products of the builders."""

from datetime import date

from flask import Flask
from sqlalchemy.orm import Session

from reports.roadmap import FeuilleDeRoute
from reports.roadmap_reading import LecteurDeRoute
from rules.decision import Judge
from rules.edition import Edition, build_edition
from rules.families import Decideur
from tests.support.answering import Answering, dossier_address
from tests.support.builders import CONTRIBUTEUR, Site
from tests.support.visiting import visitor
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES, Plateforme
from workflows.commands.evaluations import ModifierEvaluation, ValiderEvaluation
from workflows.commands.projections import (
    EnregistrerProjection,
    ModifierProjection,
    SaisieProjection,
    ValiderProjection,
)
from workflows.installation import seeds

NOW = date(2026, 3, 2)
"""The day on which the builders' clock stands."""

FAIBLES = FORTES | {"A10.1": "rouge", "A08.5.01": "orange"}
"""Two obligatory critères below their recommended level: A10.1 wants orange, A08.5.01 vert."""

PLAN = (
    SaisieProjection("A10.1", {"orange": "2026-10", "vert": "2027-06"}, False, "Par étapes."),
    SaisieProjection("A08.5.01", {"vert": "2027-01"}),
)

ENOUGH = {"mois-orange-A10.1": "2026-10", "mois-vert-A08.5.01": "2027-01"}
"""The fields of a projection that can be validated."""

HORS_CIBLE = SaisieProjection("A08.5.01", {}, non_applicable=True)


def projection_address(site: Site, sujet: str, questionnaire: str = INTEROP) -> str:
    """The page of one of the projections of a product."""
    return f"{dossier_address(site, sujet)}/projections/{questionnaire}"


def planning(app: Flask, site: Site, sujet: str, email: str = CONTRIBUTEUR) -> Answering:
    """Somebody in front of the projection of a product."""
    return Answering(visitor(app, email), projection_address(site, sujet))


def evalue(plateforme: Plateforme) -> str:
    """A product whose Interopérabilité is validated, with two critères to plan."""
    sujet = plateforme.produit()
    plateforme.valider(sujet, FAIBLES)
    return sujet


def planifier(plateforme: Plateforme, sujet: str, *saisies: SaisieProjection) -> None:
    """Keep plans as a draft, seen at their current revisions."""
    reponses = plateforme.projection(sujet).reponses
    vues = tuple(
        SaisieProjection(
            saisie.critere,
            saisie.echeances,
            saisie.non_applicable,
            saisie.commentaire,
            reponses[saisie.critere].revision if saisie.critere in reponses else 0,
        )
        for saisie in saisies
    )
    plateforme.do(EnregistrerProjection(plateforme.contributeur, sujet, SOCLES, INTEROP, vues))


def projeter(plateforme: Plateforme, sujet: str, *saisies: SaisieProjection) -> None:
    """A projection validated by the responsable, with PLAN unless told otherwise."""
    if plateforme.projection(sujet).etat == "valide":
        plateforme.do(ModifierProjection(plateforme.contributeur, sujet, SOCLES, INTEROP))
    planifier(plateforme, sujet, *(saisies or PLAN))
    plateforme.do(ValiderProjection(plateforme.responsable, sujet, SOCLES, INTEROP))


def reevaluer(plateforme: Plateforme, sujet: str, valeurs: dict[str, str]) -> None:
    """The evaluation edited, and validated anew."""
    plateforme.do(ModifierEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))
    plateforme.repondre(sujet, valeurs)
    plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, SOCLES, INTEROP))


def shipped_edition() -> Edition:
    """What is shipped, ready to decide."""
    return build_edition(seeds())


def lire_feuille(
    plateforme: Plateforme, edition: Edition, sujet: str, jour: date = NOW, numero: int | None = None
) -> FeuilleDeRoute:
    """The roadmap of Interopérabilité as the reports give it on that day."""
    reader = Judge("reference")
    demarche = edition.catalogue.demarches[SOCLES]
    volet = demarche.volet(INTEROP)
    assert volet is not None
    with Session(plateforme.engine) as session:
        lecteur = LecteurDeRoute(session, lambda _i, _d: edition, lambda e: Decideur(e, reader.read), jour)
        return lecteur.lire(edition, plateforme.sujet(sujet), demarche, volet, numero)
