"""The life of a dossier: where its lifecycles stand, and every step that led there, refusals and rules included."""

from dataclasses import dataclass
from heapq import merge
from itertools import islice

from flask import render_template, request
from flask_babel import gettext as _

from models.chargement import charger
from models.compte import Role
from models.database import db
from models.reperes import Genre
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Demarche
from reports.dossier_audite import DossierAudite, dossier_audite
from reports.piste import Ligne, PageDePiste, Position, Selection, lire, positions_de
from reports.piste_noms import noms_de
from webapp.audit.blueprint import bp
from webapp.audit.consultation import consulter
from webapp.audit.diagramme import Diagramme, dessiner
from webapp.audit.lignes import LigneLisible, ligne_lisible
from webapp.audit.passages import Passage, passages
from webapp.runtime import edition
from webapp.security import acces
from workflows.errors import NotFound
from workflows.machines.cycles import MACHINES
from workflows.machines.evaluation import EvaluationMachine
from workflows.machines.projection import ProjectionMachine

PAR_PAGE = 50


@dataclass(frozen=True, slots=True)
class Etape:
    """One entry of the life: the entry in words, what it moved, the rules that decided and of which decision."""

    ligne: LigneLisible
    passages: tuple[Passage, ...]
    regles: tuple[tuple[str, str, int], ...]


@bp.get("/dossiers/<identifiant>")
@acces(Role.AUDITEUR)
def vie_du_dossier(identifiant: str) -> str:
    """The state diagrams and the steps, from the most recent."""
    dossier = dossier_audite(db.session(), identifiant)
    if dossier is None:
        raise NotFound(_("Ce dossier n’existe pas."))
    consulter(dossier.sujet, dossier.id)
    apres = Position.parse(request.args.get("apres", ""))
    lue = _page(dossier, apres)
    noms = noms_de(db.session(), lue.lignes)
    catalogue = edition().catalogue
    demarche = catalogue.demarches.get(dossier.demarche)
    agregat = charger(db.session(), Sujet.id == dossier.sujet)
    assert agregat is not None
    return render_template(
        "audit/vie.html",
        dossier=dossier,
        demarche=demarche,
        diagrammes=_diagrammes(agregat.snapshot(), demarche) if demarche is not None else (),
        etapes=[_etape(ligne, ligne_lisible(ligne, noms, catalogue)) for ligne in lue.lignes],
        apres=apres,
        suivante=lue.suivante,
    )


def _page(dossier: DossierAudite, apres: Position | None) -> PageDePiste:
    """Entries about the dossier, and those made from its démarche though they name none, such as refusals."""
    selections = (
        Selection(((Genre.DOSSIER, dossier.id),)),
        Selection(((Genre.SUJET, dossier.sujet), (Genre.DEMARCHE, dossier.demarche))),
    )
    listes = [positions_de(db.session(), each, apres, PAR_PAGE + 1) for each in selections]
    toutes = dict.fromkeys(merge(*listes, key=_rang, reverse=True))
    positions = tuple(islice(toutes, PAR_PAGE + 1))
    lignes = lire(db.session(), positions[:PAR_PAGE])
    return PageDePiste(lignes, positions[PAR_PAGE - 1] if len(positions) > PAR_PAGE else None)


def _rang(position: Position) -> tuple[int, str, int]:
    return position.instant, position.log, position.seq


def _diagrammes(sujet: SujetSnapshot, demarche: Demarche) -> tuple[Diagramme, ...]:
    """The diagram of the démarche, then of each of its questionnaires."""
    dossier = sujet.dossiers[demarche.code]
    dessins = [dessiner(MACHINES[demarche.cycle], demarche.titre, dossier.etat)]
    questionnaires = edition().catalogue.questionnaires
    for volet in demarche.volets:
        titre = questionnaires[volet.questionnaire].titre
        if volet.questionnaire in sujet.evaluations:
            etat = sujet.evaluations[volet.questionnaire].etat
            dessins.append(dessiner(EvaluationMachine, _("Évaluation %(titre)s", titre=titre), etat))
        if volet.questionnaire in dossier.projections:
            etat = dossier.projections[volet.questionnaire].etat
            dessins.append(dessiner(ProjectionMachine, _("Projection %(titre)s", titre=titre), etat))
    return tuple(dessins)


def _etape(ligne: Ligne, lisible: LigneLisible) -> Etape:
    decisions = ligne.content["decisions"] if ligne.content is not None else []
    # what applies is decided at each step and moves nothing: it stays in the entry
    decisives = [(index, each) for index, each in enumerate(decisions) if each["family"] in ("verrou", "verdict")]
    regles = {fired["rule"]: (fired["label"], index) for index, each in decisives for fired in each["fired"]}
    return Etape(
        lisible,
        tuple(each for each in passages(ligne.body) if each.mene_ailleurs),
        tuple((id_, *dite) for id_, dite in regles.items()),
    )
