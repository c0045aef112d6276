"""What evaluations and projections have in common: requests, sending back, validation, editing anew."""

from collections.abc import Mapping
from dataclasses import replace

from models.notification import Avis
from models.snapshot import SujetSnapshot
from workflows.errors import GateRefused, Moved, ValidationRefused
from workflows.handlers.avis import aux_responsables, objet_de, prevenir
from workflows.handlers.cible import Cible
from workflows.handlers.commentaire import clean, text_faults
from workflows.handlers.demandes_closes import demande_close
from workflows.outcome import Outcome


def saved(cible: Cible, ecrites: int, avant: SujetSnapshot | None = None) -> None:
    """A draft was kept: the machine says whether it might, and the dossiers follow where the state changed.

    Gates see the subject as it stood before, where it is given: what was written is no fact of theirs.
    """
    if ecrites:
        touched(cible, avant)
    cible.tell("enregistrer")


def touched(cible: Cible, avant: SujetSnapshot | None = None) -> None:
    """Something of the draft changed; gates see the subject as it now stands, or as it did before."""
    before = cible.passage.etat
    cible.fire("enregistrer", snapshot=avant)
    cible.passage.revision += 1
    cible.context.cascade = cible.passage.etat != before


def demander(cible: Cible, vues: Mapping[str, int] | None) -> None:
    """Freeze a complete draft until a responsable looks at it."""
    _as_seen(cible, vues)
    _fire_if_complete(cible, "demander")
    cible.passage.demandeur_id = cible.context.acteur.compte_id
    cible.passage.demande_le = cible.context.now
    cible.passage.demande_dans = cible.demarche.code
    cible.passage.motif_renvoi = ""
    aux_responsables(cible, Avis.VALIDATION_DEMANDEE)
    _done(cible, "demander")


def reprendre(cible: Cible) -> None:
    """Take the request back: the draft can be edited again."""
    cible.fire("reprendre")
    cible.passage.demandeur_id = cible.passage.demande_le = None
    demande_close(cible.context, objet_de(cible))
    aux_responsables(cible, Avis.DEMANDE_REPRISE)
    _done(cible, "reprendre")


def renvoyer(cible: Cible, motif: str) -> None:
    """Send the request back with a reason, which the page shows until the next request."""
    fautes = tuple(text_faults("Motif", clean(motif)))
    if fautes:
        raise ValidationRefused(fields=tuple(("motif", phrase) for phrase in fautes))
    snapshot = cible.agregat.snapshot()
    cible.fire("renvoyer", replace(cible.demande(snapshot), motif=bool(motif.strip())), snapshot)
    cible.passage.motif_renvoi = clean(motif)
    demande_close(cible.context, objet_de(cible))
    demandeur, tenu = cible.passage.demandeur_id, cible.passage.motif_renvoi
    prevenir(cible.context, Avis.VALIDATION_RENVOYEE, (demandeur,), objet_de(cible), tenu)
    _done(cible, "renvoyer")


def modifier(cible: Cible) -> None:
    """Open a new draft; what was validated stays the official answer."""
    cible.fire("modifier")
    _done(cible, "modifier")


def valider(cible: Cible, vues: Mapping[str, int] | None) -> None:
    """Freeze the answers of a complete draft; what follows (verdicts, dossiers) is the cascade's."""
    _as_seen(cible, vues)
    passage, session = cible.passage, cible.context.session
    if passage.etat != "a_valider":
        # Sent back or taken up again, it was not this that was asked for.
        passage.demandeur_id = passage.demande_le = None
    _fire_if_complete(cible, "valider")
    passage.validations += 1
    validation = cible.new_validation()
    session.add(validation)
    cible.suivi.validations.append(validation)
    if passage.demandeur_id is not None:
        demande_close(cible.context, objet_de(cible))
        prevenir(cible.context, Avis.VALIDATION_PRONONCEE, (passage.demandeur_id,), objet_de(cible))
    passage.demandeur_id = passage.demande_le = None
    passage.motif_renvoi = ""
    for reponse in cible.courantes():
        reponse.figee = True
        session.add(cible.freeze(validation.id, reponse.id))
        cible.suivi.validees.append((validation.id, reponse))
    _done(cible, "valider")


def _as_seen(cible: Cible, vues: Mapping[str, int] | None) -> None:
    """Raises: Moved where an answer that this démarche asks for is not at the revision that the person saw."""
    if vues is None:
        return
    maintenant = revisions(cible)
    perimetre = cible.perimetre(cible.agregat.snapshot())
    attendus = (*perimetre.desactivables, *(each.critere.code for each in perimetre.applicables))
    changes = [code for code in attendus if maintenant.get(code, 0) != vues.get(code, 0)]
    if changes:
        raise Moved(
            "Des réponses ont changé depuis que vous avez ouvert cette page : votre demande n'a pas été transmise.",
            "Relisez les critères ci-dessous, puis recommencez ; rien n'est perdu.",
            manques=cible.named(dict.fromkeys(changes, ("relecture",))),
        )


def _fire_if_complete(cible: Cible, event: str) -> None:
    snapshot = cible.agregat.snapshot()
    manques = cible.manques(snapshot)
    demande = replace(cible.demande(snapshot), manques=sum(len(quoi) for quoi in manques.values()))
    try:
        cible.fire(event, demande, snapshot)
    except GateRefused as refusal:
        if not manques:
            raise
        raise cible.incomplete(refusal, manques) from refusal


def _done(cible: Cible, verb: str) -> None:
    cible.passage.revision += 1
    cible.tell(verb)
    cible.context.cascade = True
    cible.context.outcome = Outcome(identifiant=cible.passage.id, reference=cible.agregat.sujet.reference)


def revisions(cible: Cible) -> dict[str, int]:
    """The revision of each current answer, for the page to send back."""
    return {reponse.critere: reponse.revision for reponse in cible.courantes()}
