"""Who gets what at each route: one row a route and method, one column a visitor. A route without a row fails."""

from collections.abc import Callable

from tests.support.auditing import audited
from tests.support.builders import Site
from tests.support.finishing import finished
from tests.support.people import people
from tests.support.planning import PLAN, projeter
from tests.support.proved import proved
from tests.support.rediger import drafted
from tests.support.sujets import archived, free_product, left, reference_of, strategie
from tests.web.matrix_agence import COMPTES as COMPTES_DE_L_AGENCE
from tests.web.matrix_agence import PROCESSUS, SIMULATIONS, agence
from tests.web.matrix_audit import AUDIT
from tests.web.matrix_referentiels import REFERENTIELS
from tests.web.rows import (
    ADMINISTRATEURS,
    AUDITEURS,
    EVERYBODY,
    FORBIDDEN,
    INDUSTRIELS,
    NOT_FOUND,
    OBJECT,
    OBJECT_OF_RESPONSABLE,
    OPEN,
    OWN_OF_RESPONSABLE,
    PREVENUS,
    RESPONSABLES,
    SIGN_IN,
    SIGNED_IN,
    Route,
    get,
    post,
)
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES


def objects(site: Site) -> dict[str, str]:
    """Things of the company of CONTRIBUTEUR and RESPONSABLE, made anew for each visitor."""
    return {
        "sujet": site.produit(),
        "brouillon": site.produit(valide=False),
        "parcours": "doctrine",
        "demarche": SOCLES,
        "questionnaire": INTEROP,
        "critere": "A10.1",
    }


def decided(site: Site) -> dict[str, str]:
    """The number of an entry of EDI's log that rules decided."""
    outcome = site.valider(site.produit(nom="Décidé"))
    return {"decidee": str(outcome.seq)}


def evaluated(site: Site) -> dict[str, str]:
    """The reference of a product whose Interopérabilité was validated, without all its levels, and projected."""
    sujet = site.produit(nom="Évalué")
    site.valider(sujet, FORTES | {"A10.1": "rouge"})
    projeter(site, sujet, PLAN[0])
    return {"evalue": str(site.sujet(sujet).reference)}


def subjects(site: Site) -> dict[str, str]:
    """References of products in the states that their pages show; the company's stratégie globale."""
    return {
        "strategie": strategie(site),
        "reference": str(reference_of(site, site.produit(nom="Inscrit"))),
        "libre": str(reference_of(site, free_product(site, nom="Libre"))),
        "archive": str(reference_of(site, archived(site, nom="Archivé"))),
        "quitte": str(reference_of(site, left(site, nom="Parti"))),
    }


SHELL = (
    get("static", "/static/css/tokens.css", EVERYBODY),
    get("sante.alive", "/sante", EVERYBODY),
    get("sante.alive", "/sante/vivant", EVERYBODY),
    get("sante.ready", "/sante/pret", EVERYBODY),
    # the visitors of the tests are on this very machine
    get("supervision.metrics", "/metrics", EVERYBODY),
    get("comptes.connexion", "/connexion", EVERYBODY),
    post("comptes.connexion", "/connexion", EVERYBODY),
    get("comptes.accueil", "/", SIGNED_IN),
    post("comptes.deconnexion", "/deconnexion", SIGNED_IN),
    get("comptes.mon_compte", "/mon-compte", SIGNED_IN),
    post("comptes.mon_compte", "/mon-compte", SIGNED_IN),
)

EVALUATION = "/dossiers/{evalue}/socles/evaluations/interoperabilite-2021"

DOSSIERS = (
    get("industriel.dossier", "/dossiers/{evalue}/socles", OBJECT),
    get("industriel.evaluation", EVALUATION, OBJECT),
    get("industriel.classeur", EVALUATION + "/classeur", OBJECT),
    post("industriel.classeur", EVALUATION + "/classeur", OBJECT),
    get("industriel.classeur_fichier", EVALUATION + "/classeur.xlsx", OBJECT),
    post("industriel.evaluation", EVALUATION, OBJECT),
    get("industriel.evaluation_apres", EVALUATION + "/valider", OBJECT),
    post("industriel.evaluation_evenement", EVALUATION + "/modifier", OBJECT),
    get("industriel.resultats", EVALUATION + "/resultats", OBJECT),
    get("industriel.resultats", EVALUATION + "/resultats/1", OBJECT),
    get("industriel.comparaison", EVALUATION + "/comparaison", OBJECT),
    get("industriel.resultats_fichier", EVALUATION + "/resultats.json", OBJECT),
)

PROJECTION = "/dossiers/{evalue}/socles/projections/interoperabilite-2021"

PROJECTIONS = (
    get("industriel.projection", PROJECTION, OBJECT),
    post("industriel.projection", PROJECTION, OBJECT),
    get("industriel.projection_apres", PROJECTION + "/valider", OBJECT),
    post("industriel.projection_evenement", PROJECTION + "/modifier", OBJECT),
    get("industriel.feuille_de_route", PROJECTION + "/feuille-de-route", OBJECT),
    get("industriel.feuille_de_route", PROJECTION + "/feuille-de-route/1", OBJECT),
    get("industriel.comparaison_projection", PROJECTION + "/comparaison", OBJECT),
    get("industriel.feuille_de_route_fichier", PROJECTION + "/feuille-de-route.json", OBJECT),
)

FINALISATION = (
    get("industriel.resultats_du_dossier", "/dossiers/{finalise}/telesoin/resultats.zip", OBJECT),
    post("industriel.fermer_finalisation", "/dossiers/{finalise}/telesoin/finalisation/fermer", OBJECT),
)

PREUVES = (
    get("industriel.preuves", "{preuves}", OBJECT),
    post("industriel.preuves", "{preuves}", OBJECT),
    post("industriel.preuves_action", "{preuves}/retirer", OBJECT, preuve="{preuve}", type="{type}"),
    get("industriel.preuve", "/preuves/{preuve}", (SIGN_IN, OPEN, OPEN, NOT_FOUND, FORBIDDEN, OPEN)),
)

DRAFT = "/produits/brouillons/{brouillon}"
STRATEGIE = "/strategie-globale"

PRODUITS = (
    get("industriel.tableau_de_bord", "/tableau-de-bord", INDUSTRIELS),
    get("industriel.calendrier", "/feuille-de-route", INDUSTRIELS),
    get("industriel.calendrier_fichier", "/feuille-de-route.csv", INDUSTRIELS),
    get("industriel.parcours", "/parcours/doctrine", INDUSTRIELS),
    get("industriel.demarche", "/parcours/doctrine/socles", INDUSTRIELS),
    get("industriel.ajouter_a_la_demarche", "/parcours/doctrine/socles/ajouter-un-produit", INDUSTRIELS),
    post(
        "industriel.ajouter_a_la_demarche", "/parcours/doctrine/socles/ajouter-un-produit", OBJECT, reference="{libre}"
    ),
    post("industriel.demarrer_strategie", "/parcours/doctrine/socles/strategie-globale", INDUSTRIELS),
    get("industriel.produits", "/produits", INDUSTRIELS),
    get("industriel.nouveau_produit", "/produits/nouveau", INDUSTRIELS),
    post("industriel.nouveau_produit", "/produits/nouveau", INDUSTRIELS),
    get("industriel.nouvelle_strategie", "/strategie-globale/nouvelle", INDUSTRIELS),
    post("industriel.nouvelle_strategie", "/strategie-globale/nouvelle", INDUSTRIELS),
    get("industriel.brouillon_identification", DRAFT + "/identification", OBJECT),
    post("industriel.brouillon_identification", DRAFT + "/identification", OBJECT),
    get("industriel.brouillon_qualification", DRAFT + "/qualification", OBJECT),
    post("industriel.brouillon_qualification", DRAFT + "/qualification", OBJECT),
    get("industriel.brouillon_recapitulatif", DRAFT + "/recapitulatif", OBJECT),
    post("industriel.brouillon_recapitulatif", DRAFT + "/recapitulatif", OBJECT),
    post("industriel.abandonner", DRAFT + "/abandonner", OBJECT),
    get("industriel.produit", "/produits/{reference}", OBJECT),
    get("industriel.produit", "/produits/{archive}", OBJECT),
    get("industriel.produit", "/produits/{quitte}", OBJECT),
    get("industriel.produit_ajoute", "/produits/{libre}/ajoute", OBJECT),
    get("industriel.produit_identification", "/produits/{reference}/identification", OBJECT),
    post("industriel.produit_identification", "/produits/{reference}/identification", OBJECT),
    get("industriel.produit_qualification", "/produits/{reference}/qualification", OBJECT),
    post("industriel.produit_qualification", "/produits/{reference}/qualification", OBJECT),
    get("industriel.strategie_identification", STRATEGIE + "/identification?de={strategie}", OBJECT),
    post("industriel.strategie_identification", STRATEGIE + "/identification?de={strategie}", OBJECT),
    get("industriel.strategie_qualification", STRATEGIE + "/qualification?de={strategie}", OBJECT),
    post("industriel.strategie_qualification", STRATEGIE + "/qualification?de={strategie}", OBJECT),
    get("industriel.nouvelle_version", "/produits/{reference}/nouvelle-version", OBJECT),
    post("industriel.nouvelle_version", "/produits/{reference}/nouvelle-version", OBJECT),
    get("industriel.archiver", "/produits/{reference}/archiver", OBJECT),
    post("industriel.archiver", "/produits/{reference}/archiver", OBJECT),
    get("industriel.desarchiver", "/produits/{archive}/desarchiver", OBJECT),
    post("industriel.desarchiver", "/produits/{archive}/desarchiver", OBJECT),
    get("industriel.nouvelle_demarche", "/produits/{libre}/nouvelle-demarche/doctrine", OBJECT),
    post("industriel.nouvelle_demarche", "/produits/{libre}/nouvelle-demarche/doctrine", OBJECT, demarche="socles"),
    get("industriel.quitter", "/dossiers/{reference}/socles/quitter", OBJECT),
    post("industriel.quitter", "/dossiers/{reference}/socles/quitter", OBJECT),
    get("industriel.revenir", "/dossiers/{quitte}/socles/revenir", OBJECT),
    post("industriel.revenir", "/dossiers/{quitte}/socles/revenir", OBJECT),
)

COMPTE = "/entreprise/comptes/{compte}"

PERSONNES = (
    get("industriel.a_valider", "/a-valider", RESPONSABLES),
    get("industriel.vos_demandes", "/vos-demandes", INDUSTRIELS),
    get("industriel.notifications", "/notifications", PREVENUS),
    post("industriel.notifications_lues", "/notifications/lues", PREVENUS),
    post("industriel.notification_lue", "/notifications/{notification}/lue", OWN_OF_RESPONSABLE),
    post("comptes.choisir_courriels", "/mon-compte/courriels", PREVENUS),
    get("industriel.equipe", "/entreprise/comptes", RESPONSABLES),
    post("industriel.inviter", "/entreprise/invitations", RESPONSABLES),
    post("industriel.annuler_invitation", "/entreprise/invitations/{invitation}/annuler", OBJECT_OF_RESPONSABLE),
    get("industriel.compte", COMPTE, OBJECT_OF_RESPONSABLE),
    post("industriel.changer_role", COMPTE + "/role", OBJECT_OF_RESPONSABLE),
    post("industriel.suspendre", COMPTE + "/suspendre", OBJECT_OF_RESPONSABLE),
    post("industriel.reactiver", COMPTE + "/reactiver", OBJECT_OF_RESPONSABLE),
    get("comptes.invitation", "{lien_invitation}", EVERYBODY),
    post("comptes.invitation", "{lien_invitation}", EVERYBODY),
    get("comptes.mot_de_passe_oublie", "/mot-de-passe-oublie", EVERYBODY),
    post("comptes.mot_de_passe_oublie", "/mot-de-passe-oublie", EVERYBODY),
    get("comptes.nouveau_mot_de_passe", "{lien_mot_de_passe}", EVERYBODY),
    post("comptes.nouveau_mot_de_passe", "{lien_mot_de_passe}", EVERYBODY),
)

REDIGEE = "/administration/publications/{redigee}"

AGENCE = (
    get("administration.accueil", "/administration", ADMINISTRATEURS),
    get("administration.courriels", "/administration/courriels", ADMINISTRATEURS),
    post("administration.relancer_courriels", "/administration/courriels/relancer", ADMINISTRATEURS),
    get("administration.regles", "/administration/regles/verdict/doctrine-2021", ADMINISTRATEURS),
    get("administration.publications", "/administration/publications", ADMINISTRATEURS),
    post("administration.copier", "/administration/publications", ADMINISTRATEURS, de="{redigee}"),
    get("administration.nouveau", "/administration/publications/nouveau", ADMINISTRATEURS),
    post("administration.nouveau", "/administration/publications/nouveau", ADMINISTRATEURS),
    get("administration.publication", REDIGEE, ADMINISTRATEURS),
    get("administration.publication_yaml", REDIGEE + "/contenu.yaml", ADMINISTRATEURS),
    post("administration.publication_contenu", REDIGEE + "/contenu", ADMINISTRATEURS),
    post("administration.publication_action", REDIGEE + "/soumettre", ADMINISTRATEURS),
    get("administration.table_regles_page", REDIGEE + "/regles", ADMINISTRATEURS),
    post("administration.entete_regles", REDIGEE + "/entete", ADMINISTRATEURS, nom="doctrine-2021", source="Essai."),
    post(
        "administration.table_regles_action", REDIGEE + "/regles", ADMINISTRATEURS, faire="copier", regle="VERD-DOC-001"
    ),
    get("administration.editeur_regle", REDIGEE + "/regles/nouvelle", ADMINISTRATEURS),
    post("administration.editeur_regle", REDIGEE + "/regles/nouvelle", ADMINISTRATEURS, faire="enregistrer:"),
    post("administration.ajouter_cas_reel", REDIGEE + "/cas-reel", ADMINISTRATEURS),
    get("administration.editeur_cas", REDIGEE + "/cas/0", ADMINISTRATEURS),
    post("administration.editeur_cas", REDIGEE + "/cas/nouveau", ADMINISTRATEURS, faire="enregistrer:"),
    get("audit.accueil", "/audit", AUDITEURS),
    get("audit.verificateur", "/audit/verificateur", AUDITEURS),
    get("audit.cle_publique", "/audit/cle-publique.txt", AUDITEURS),
    get("audit.piste", "/audit/piste", AUDITEURS),
    get("audit.journal", "/audit/journaux/EDI/ecritures", AUDITEURS),
    get("audit.ecriture_entiere", "/audit/journaux/EDI/ecritures/0", AUDITEURS),
    get("decisions.decision", "/audit/journaux/EDI/ecritures/{decidee}/decisions/0", AUDITEURS),
    get("deroulement.page", "/audit/deroulement", AUDITEURS),
    get("deroulement.fichier", "/audit/deroulement/evenements.xes", AUDITEURS),
)

ROUTES: tuple[Route, ...] = (
    *SHELL,
    *PRODUITS,
    *DOSSIERS,
    *PROJECTIONS,
    *FINALISATION,
    *PREUVES,
    *PERSONNES,
    *AGENCE,
    *COMPTES_DE_L_AGENCE,
    *PROCESSUS,
    *REFERENTIELS,
    *AUDIT,
    *SIMULATIONS,
)

BUILDERS: tuple[Callable[[Site], dict[str, str]], ...] = (
    agence,
    objects,
    decided,
    evaluated,
    subjects,
    people,
    proved,
    finished,
    drafted,
    audited,
)
"""What makes the objects that rows name; a module of pages may add its own."""
