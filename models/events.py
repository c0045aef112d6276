"""The closed vocabulary of the journal: what can have happened. An unknown event cannot be written."""

from enum import StrEnum


class Event(StrEnum):
    """What an entry of the journal says happened; a value is never renamed nor reused, for it is signed."""

    JOURNAL_OUVERT = "journal.ouvert"
    JOURNAL_CHECKPOINTS = "journal.checkpoints"
    JOURNAL_CLE = "journal.cle"
    RESTAURATION = "restauration"
    COURRIELS_RELANCES = "courriels.relances"

    ENTREPRISE_CREEE = "entreprise.creee"
    ENTREPRISE_RENOMMEE = "entreprise.renommee"
    ENTREPRISE_SUSPENDUE = "entreprise.suspendue"
    ENTREPRISE_ROUVERTE = "entreprise.rouverte"
    COMPTE_CREE = "compte.cree"
    COMPTE_MODIFIE = "compte.modifie"
    COMPTE_DESACTIVE = "compte.desactive"
    COMPTE_CONNEXION = "compte.connexion"
    COMPTE_DECONNEXION = "compte.deconnexion"
    COMPTE_INVITE = "compte.invite"
    COMPTE_INVITATION_ANNULEE = "compte.invitation_annulee"
    COMPTE_INVITATION_ACCEPTEE = "compte.invitation_acceptee"
    COMPTE_ROLE = "compte.role"
    COMPTE_SUSPENDU = "compte.suspendu"
    COMPTE_REACTIVE = "compte.reactive"
    COMPTE_MOT_DE_PASSE_DEMANDE = "compte.mot_de_passe_demande"
    COMPTE_MOT_DE_PASSE_REINITIALISE = "compte.mot_de_passe_reinitialise"
    COMPTE_EFFACE = "compte.efface"

    NOTIFICATION_LUE = "notification.lue"

    PUBLICATION_PUBLIEE = "publication.publiee"
    PUBLICATION_BROUILLON = "publication.brouillon"
    PUBLICATION_MODIFIEE = "publication.modifiee"
    PUBLICATION_VERIFIEE = "publication.verifiee"
    PUBLICATION_TESTEE = "publication.testee"
    PUBLICATION_SIMULEE = "publication.simulee"
    PUBLICATION_SOUMISE = "publication.soumise"
    PUBLICATION_APPROUVEE = "publication.approuvee"
    PUBLICATION_RENVOYEE = "publication.renvoyee"
    PUBLICATION_RETIREE = "publication.retiree"
    PUBLICATION_ABANDONNEE = "publication.abandonnee"

    SUJET_COMMENCE = "sujet.commence"
    SUJET_IDENTIFICATION = "sujet.identification"
    SUJET_QUALIFICATION = "sujet.qualification"
    SUJET_VALIDE = "sujet.valide"
    SUJET_ABANDONNE = "sujet.abandonne"
    SUJET_ARCHIVE = "sujet.archive"
    SUJET_DESARCHIVE = "sujet.desarchive"

    DOSSIER_REJOINT = "dossier.rejoint"
    DOSSIER_QUITTE = "dossier.quitte"
    DOSSIER_REPRIS = "dossier.repris"
    DOSSIER_FINALISE = "dossier.finalise"
    DOSSIER_FINALISATION_VUE = "dossier.finalisation_vue"

    EVALUATION_ENREGISTREE = "evaluation.enregistree"
    EVALUATION_DEMANDEE = "evaluation.demandee"
    EVALUATION_REPRISE = "evaluation.reprise"
    EVALUATION_RENVOYEE = "evaluation.renvoyee"
    EVALUATION_VALIDEE = "evaluation.validee"
    EVALUATION_MODIFIEE = "evaluation.modifiee"

    PROJECTION_ENREGISTREE = "projection.enregistree"
    PROJECTION_DEMANDEE = "projection.demandee"
    PROJECTION_REPRISE = "projection.reprise"
    PROJECTION_RENVOYEE = "projection.renvoyee"
    PROJECTION_VALIDEE = "projection.validee"
    PROJECTION_MODIFIEE = "projection.modifiee"

    PREUVE_DEPOSEE = "preuve.deposee"
    PREUVE_ATTACHEE = "preuve.attachee"
    PREUVE_RETIREE = "preuve.retiree"
    PREUVE_JEU_CHOISI = "preuve.jeu_choisi"
    PREUVE_DEPOT_FINALISE = "preuve.depot_finalise"
    PREUVE_DEPOT_ROUVERT = "preuve.depot_rouvert"
    PREUVE_ANALYSEE = "preuve.analysee"

    DOSSIER_CONSULTE = "dossier.consulte"
    DOCUMENT_EMPORTE = "document.emporte"

    REFUS = "refus"
    DECISION_SUSPENDUE = "decision.suspendue"


OPENS_A_LOG = frozenset({Event.JOURNAL_OUVERT, Event.ENTREPRISE_CREEE})
"""Events of the agency's log that name, among their objects, the `log` that they open."""
