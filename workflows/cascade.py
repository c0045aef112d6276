"""What follows from a change: projections open, dossiers take their own transitions, verdicts are given."""

from models.chargement import Agregat
from models.chargement_saisie import lire_le_reste
from models.dossier import Dossier, Projection
from models.notification import Avis
from models.reponse import Verdict, VerdictProjection
from models.snapshot import DossierSnapshot, SujetSnapshot, ValidationSnapshot
from referentiels.catalogue import Demarche
from rules.avancement import EtatEvaluation, avancement, etats_du_dossier, statut_dossier
from rules.facts import Demande
from rules.perimetre import valeurs_de
from workflows.context import Contexte, nouvel_identifiant
from workflows.handlers.avis import prevenir
from workflows.handlers.demandes_closes import Objet, demande_close
from workflows.handlers.inscription import completer
from workflows.machines.cycles import MACHINES
from workflows.machines.gate import events_from, steps
from workflows.machines.projection import ProjectionMachine
from workflows.passage import move

FOLLOWED = ("debloquer", "bloquer")


def follow(context: Contexte) -> None:
    """Let every dossier of the subject follow what was just done, in the order of their identifiers."""
    agregat = context.agregat
    if agregat is None or agregat.sujet.etat != "valide":
        return
    if agregat.partiel:
        lire_le_reste(context.session, agregat)
    for dossier in sorted(agregat.dossiers, key=lambda dossier: dossier.id):
        demarche = context.edition.catalogue.demarches.get(dossier.demarche)
        if demarche is not None and not dossier.quitte:
            _follow(context, agregat, dossier, demarche)


def _follow(context: Contexte, agregat: Agregat, dossier: Dossier, demarche: Demarche) -> None:
    completer(agregat, dossier, demarche, context)
    snapshot = agregat.snapshot()
    etats = etats_du_dossier(context.decideur, snapshot, demarche)
    moved = [_judge(context, agregat, demarche, etat) for etat in etats.values()]
    for projection in agregat.projections:
        if projection.dossier_id == dossier.id:
            moved.append(_open_or_close(context, snapshot, dossier, demarche, projection, etats))
            if context.projetee == projection.id:
                etat = etats[projection.questionnaire]
                moved.append(_judge_projection(context, agregat, demarche, projection, etat))
    vu = _advance(context, agregat, dossier, demarche, etats, agregat.snapshot() if any(moved) else snapshot)
    dossier.statut = statut_dossier(demarche, vu, etats).value


def _judge(context: Contexte, agregat: Agregat, demarche: Demarche, etat: EtatEvaluation) -> bool:
    """Give the verdict of this démarche on the last validation, once, and again only if it changed; whether it did."""
    validation = etat.evaluation.validation if etat.evaluation is not None else None
    if validation is None or not etat.complete or not _to_judge(context, demarche, validation):
        return False
    valeurs = valeurs_de(validation.reponses)
    resultat, decision = context.decideur.verdict(etat.perimetre, valeurs)
    dernier = validation.verdicts.get(demarche.code)
    if resultat is None or (dernier is not None and dernier.resultat == resultat):
        return False
    verdict = Verdict(
        id=nouvel_identifiant(),
        validation_id=validation.id,
        demarche=demarche.code,
        numero=dernier.numero + 1 if dernier is not None else 1,
        resultat=resultat,
        rendu_le=context.now,
        edition=context.edition.digest,
        regles=decision.rule_set,
        decision=decision.to_json(),
    )
    context.session.add(verdict)
    agregat.evalue.verdicts.append(verdict)
    return True


def _to_judge(context: Contexte, demarche: Demarche, validation: ValidationSnapshot) -> bool:
    # A publication judges nothing again: a verdict stands until the answers or the qualification change.
    return demarche.code not in validation.verdicts or context.requalifie


def _judge_projection(
    context: Contexte, agregat: Agregat, demarche: Demarche, projection: Projection, etat: EtatEvaluation
) -> bool:
    """Give the verdict on a projection that was just validated; whether there is one."""
    vue = agregat.snapshot().dossiers[demarche.code].projections[projection.questionnaire].validation
    evaluee = etat.evaluation.validation if etat.evaluation is not None else None
    if vue is None or evaluee is None:
        return False
    valides = valeurs_de(evaluee.reponses)
    resultat, echeance, decision = context.decideur.verdict_projection(etat.perimetre, valides, vue.reponses)
    if resultat is None:
        return False
    verdict = VerdictProjection(
        id=nouvel_identifiant(),
        validation_id=vue.id,
        demarche=demarche.code,
        numero=1,
        resultat=resultat,
        echeance=echeance,
        rendu_le=context.now,
        edition=context.edition.digest,
        regles=decision.rule_set,
        decision=decision.to_json(),
    )
    context.session.add(verdict)
    agregat.projete.verdicts.append(verdict)
    return True


def _open_or_close(
    context: Contexte,
    sujet: SujetSnapshot,
    dossier: Dossier,
    demarche: Demarche,
    projection: Projection,
    etats: dict[str, EtatEvaluation],
) -> bool:
    """A projection follows its own theme alone: open once it is validated, to be seen again after a new validation.

    Whether it moved.
    """
    etat = etats.get(projection.questionnaire)
    if etat is None:
        return False
    revue = ("reviser",) if _to_review(context, sujet, dossier, projection, etat) else ()
    events = [e for e in events_from(ProjectionMachine, projection.etat) if e in (*FOLLOWED, *revue)]
    if not events:
        return False
    demande = Demande(
        machine=ProjectionMachine.machine,
        etat=projection.etat,
        role=context.acteur.role,
        theme=etat.evaluation,
        theme_complet=etat.complete,
    )
    forbidden = context.decideur.interdits(demarche, sujet, sujet.dossiers[dossier.demarche], demande, events)
    event = next((event for event in events if not forbidden[event]), None)
    if event is not None:
        if projection.etat == "a_valider":
            objet = Objet(sujet.id, demarche.code, projection.questionnaire, projection=True)
            demande_close(context, objet)
            prevenir(context, Avis.DEMANDE_CADUQUE, (projection.demandeur_id,), objet)
        projection.etat = move(context, ProjectionMachine, projection.id, projection.etat, event, forbidden)
        # A request that was made for another plan is no longer one.
        projection.demandeur_id = projection.demande_le = None
    return event is not None


def _to_review(
    context: Contexte, sujet: SujetSnapshot, dossier: Dossier, projection: Projection, etat: EtatEvaluation
) -> bool:
    """Whether the projection no longer answers the evaluation that stands, or what now applies."""
    evaluee = etat.evaluation.validation if etat.evaluation is not None else None
    if context.revalidee == projection.questionnaire:
        return True
    vue = sujet.dossiers[dossier.demarche].projections[projection.questionnaire].validation
    if projection.etat != "valide" or vue is None or evaluee is None:
        return False
    if vue.evaluation_validation_id != evaluee.id:
        return True
    valides = valeurs_de(evaluee.reponses)
    return context.requalifie and bool(context.decideur.manques_projection(etat.perimetre, valides, vue.reponses))


def _advance(
    context: Contexte,
    agregat: Agregat,
    dossier: Dossier,
    demarche: Demarche,
    etats: dict[str, EtatEvaluation],
    snapshot: SujetSnapshot,
) -> DossierSnapshot:
    """Take the transitions that are open, one after the other, never back to a state that was just left.

    Rules that leave both ways open would otherwise send it to and fro.
    """
    machine = MACHINES[demarche.cycle]
    passes = {dossier.etat}
    for _ in machine.states:
        vu = snapshot.dossiers[dossier.demarche]
        demande = Demande(machine=machine.machine, etat=dossier.etat, role=context.acteur.role)
        events = [s.event for s in steps(machine) if s.source == dossier.etat and s.target not in passes]
        forbidden = context.decideur.interdits(demarche, snapshot, vu, demande, events, avancement(vu, etats))
        event = next((event for event in events if not forbidden[event]), None)
        if event is None:
            break
        dossier.etat = move(context, machine, dossier.id, dossier.etat, event, forbidden)
        passes.add(dossier.etat)
        dossier.finalise_le = context.now if dossier.etat == "finalisee" else None
        snapshot = agregat.snapshot()
    return snapshot.dossiers[dossier.demarche]
