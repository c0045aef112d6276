"""Rows of the agency's pages of companies and accounts."""

from functools import partial
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.compte import Entreprise
from models.publication import Publication
from tests.support.builders import ADMINISTRATEUR, CONTRIBUTEUR, Site
from tests.support.people import account
from tests.web.rows import ADMINISTRATEURS, AGENTS, get, post
from workflows.commands.agence import InviterAgent
from workflows.simulations import demander

ENTREPRISE = "/administration/entreprises/{entreprise}"
COMPTE = "/administration/comptes/{compte_industriel}"
INVITATION = "/administration/invitations/{invitation_agence}"

COMPTES = (
    get("administration.entreprises_inscrites", "/administration/entreprises", ADMINISTRATEURS),
    post("administration.inscrire_entreprise", "/administration/entreprises", ADMINISTRATEURS),
    get("administration.entreprise", ENTREPRISE, ADMINISTRATEURS),
    post("administration.renommer_entreprise", ENTREPRISE + "/nom", ADMINISTRATEURS),
    post("administration.suspendre_entreprise", ENTREPRISE + "/suspendre", ADMINISTRATEURS),
    post("administration.rouvrir_entreprise", ENTREPRISE + "/rouvrir", ADMINISTRATEURS),
    post("administration.inviter_en_entreprise", ENTREPRISE + "/invitations", ADMINISTRATEURS),
    get("administration.comptes", "/administration/comptes", ADMINISTRATEURS),
    post("administration.inviter_agent", "/administration/comptes/invitations", ADMINISTRATEURS),
    get("administration.compte", COMPTE, ADMINISTRATEURS),
    post("administration.nommer", COMPTE + "/role", ADMINISTRATEURS),
    post("administration.fermer_compte", COMPTE + "/fermer", ADMINISTRATEURS),
    post("administration.rouvrir_compte", COMPTE + "/rouvrir", ADMINISTRATEURS),
    post("administration.renvoyer_invitation", INVITATION + "/renvoyer", ADMINISTRATEURS),
    post("administration.retirer_invitation", INVITATION + "/annuler", ADMINISTRATEURS),
)

PROCESSUS = (
    get("administration.processus", "/administration/processus", AGENTS),
    get("administration.processus_de", "/administration/processus/socles", AGENTS),
    get("administration.processus_fichier", "/administration/processus/socles.bpmn", AGENTS),
    get("administration.page_moyennes", "/administration/moyennes", ADMINISTRATEURS),
    get("administration.moyennes_fichier", "/administration/moyennes.csv", ADMINISTRATEURS),
)

SIMULATION = "/administration/publications/{publication_simulee}/simulation"

SIMULATIONS = (
    get("administration.simulation", SIMULATION, ADMINISTRATEURS),
    post("administration.demander_simulation", SIMULATION, ADMINISTRATEURS),
    post("administration.annuler_simulation", SIMULATION + "/annuler", ADMINISTRATEURS),
    get("administration.simulation_fichier", SIMULATION + ".csv", ADMINISTRATEURS),
)


def agence(site: Site) -> dict[str, str]:
    """A company without anybody signed in, an account of it, an invitation into the agency."""
    with Session(site.engine) as session:
        entreprise = session.scalars(select(Entreprise.id).where(Entreprise.reference == "EDI")).one()
        # the longest name is the one that a narrow screen has trouble with
        longest = select(Publication).order_by(func.length(Publication.code).desc(), Publication.code)
        publication = session.scalars(longest).first()
        assert publication is not None
        simulee, digest = publication.id, publication.digest
    site.door.aside(partial(demander, publication_id=simulee, digest_vu=digest, compte=None))
    admin = site.acteur(ADMINISTRATEUR)
    return {
        "entreprise": entreprise,
        "publication_simulee": simulee,
        "compte_industriel": account(site, CONTRIBUTEUR).id,
        "invitation_agence": str(site.do(InviterAgent(admin, f"{uuid4().hex}@agence.example", "auditeur")).identifiant),
    }
