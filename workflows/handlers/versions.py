"""The next version of a product: another product, whose answers come as drafts to be confirmed, never as verdicts."""

from typing import Any

from models.chargement import Agregat, charger
from models.dossier import Evaluation
from models.events import Event
from models.preuve import Preuve
from models.reponse import Reponse
from models.sujet import Sujet
from referentiels.catalogue import Demarche, TypeSujet
from rules.reprise import Reprise, precedente, reprises
from workflows.commands.evaluations import EnregistrerEvaluation
from workflows.commands.sujets import CommencerVersion
from workflows.context import Contexte, nouvel_identifiant
from workflows.errors import NotFound, ValidationRefused
from workflows.handlers.acces import agregat_de
from workflows.handlers.cible import CibleEvaluation
from workflows.handlers.inscription import inscrire
from workflows.outcome import Outcome
from workflows.passage import move

REPRIS = ("nom", "type_produit", "nil", "responsable_id", "description", "certifications", "qualification")
"""What the next version begins with; its own version is left to be said."""


def commencer_version(command: CommencerVersion, context: Contexte) -> None:
    """Begin an initialisation with what was said of the product; the same identifier twice changes nothing.

    Raises: ValidationRefused for what is no validated product, or was put away.
    """
    source = agregat_de(command, context).sujet
    if source.type != TypeSujet.PRODUIT or source.etat != "valide":
        raise ValidationRefused("Seul un produit déjà ajouté peut avoir une nouvelle version.")
    if source.archive:
        raise ValidationRefused("Ce produit est archivé : désarchivez-le d'abord pour en faire une nouvelle version.")
    existant = context.session.get(Sujet, command.identifiant)
    if existant is not None and existant.entreprise_id != source.entreprise_id:
        raise NotFound("Ce produit n'existe pas.")
    context.outcome = Outcome(identifiant=command.identifiant)
    if existant is not None:
        return
    suivant = Sujet(
        id=command.identifiant,
        entreprise_id=source.entreprise_id,
        type=source.type,
        etat="brouillon",
        version="",
        version_de=source.id,
        cree_le=context.now,
        cree_par=str(command.acteur.compte_id),
        **{champ: getattr(source, champ) for champ in REPRIS},
    )
    context.session.add(suivant)
    context.tell(Event.SUJET_COMMENCE, f"sujet/{suivant.id}", sujet=suivant.id, version_de=source.id)


def reprendre(agregat: Agregat, context: Contexte) -> None:
    """Once the next version is validated: the same démarches, and the answers of the one before as drafts."""
    source = charger(context.session, Sujet.id == agregat.sujet.version_de)
    if source is None:
        return
    suivies = [context.edition.catalogue.demarches.get(d.demarche) for d in source.dossiers if not d.quitte]
    ouvertes = [d for d in suivies if d is not None and d.ouverte and d.volets_de(TypeSujet.PRODUIT)]
    for demarche in ouvertes:
        inscrire(agregat, demarche, context)
    preuves = _Preuves(agregat, source, context)
    for evaluation in source.evaluations:
        questionnaire, reponses = _a_reprendre(source, evaluation, ouvertes, context)
        qui_en_usent = [d for d in ouvertes if d.volet(questionnaire) is not None]
        if qui_en_usent and reponses:
            _reprendre_les_reponses(agregat, qui_en_usent[0], questionnaire, reponses, preuves, context)


def _a_reprendre(
    source: Agregat, evaluation: Evaluation, ouvertes: list[Demarche], context: Contexte
) -> tuple[str, list[Reprise[Reponse]]]:
    """The questionnaire that asks these answers now, and them as it has them: it may have been published anew."""
    catalogue, connus = context.edition.catalogue, [autre.questionnaire for autre in source.evaluations]
    avant, courantes = evaluation.questionnaire, source.evalue.courantes(evaluation)
    for volet in (volet for demarche in ouvertes for volet in demarche.volets_de(TypeSujet.PRODUIT)):
        cle = volet.questionnaire
        if cle not in connus and precedente(catalogue, cle, connus) == avant:
            return cle, list(reprises(catalogue, avant, cle, courantes))
    return avant, [Reprise(reponse, reponse.critere, reponse.valeur, True, None) for reponse in courantes]


class _Preuves:
    """The proofs of the version before, given to this one as they are used: rows of its own on the same files."""

    def __init__(self, agregat: Agregat, source: Agregat, context: Contexte) -> None:
        self._agregat, self._context = agregat, context
        self._sources = {preuve.id: preuve for preuve in source.preuves}
        self._prises: dict[str, str] = {}

    def reprises(self, reprise: Reprise[Reponse]) -> list[dict[str, str]] | None:
        """The same proofs under their new identifiers, where they are still awaited."""
        if reprise.source.preuves is None:
            return None
        gardees = [f for f in reprise.source.preuves if reprise.garde(f["jeu"], f["type"])]
        return [fournie | {"preuve": self._prise(fournie["preuve"])} for fournie in gardees]

    def _prise(self, identifiant: str) -> str:
        if identifiant not in self._prises:
            preuve = _copie(self._sources[identifiant], self._agregat.sujet)
            self._context.session.add(preuve)
            self._agregat.preuves.append(preuve)
            self._prises[identifiant] = preuve.id
        return self._prises[identifiant]


def _copie(preuve: Preuve, sujet: Sujet) -> Preuve:
    gardes = ("nom", "description", "format", "taille", "empreinte", "antivirus", "deposee_le", "deposee_par")
    valeurs: dict[str, Any] = {champ: getattr(preuve, champ) for champ in gardes}
    return Preuve(id=nouvel_identifiant(), sujet_id=sujet.id, **valeurs)


def _reprendre_les_reponses(
    agregat: Agregat,
    demarche: Demarche,
    questionnaire: str,
    reponses: list[Reprise[Reponse]],
    preuves: _Preuves,
    context: Contexte,
) -> None:
    command = EnregistrerEvaluation(context.acteur, agregat.sujet.id, demarche.code, questionnaire)
    cible = CibleEvaluation(command, context, lambda _command, _context: agregat)
    for reprise in reponses:
        reponse = reprise.source
        copie = Reponse(
            id=nouvel_identifiant(),
            evaluation_id=cible.passage.id,
            critere=reprise.critere,
            rang=1,
            valeur=reprise.valeur,
            commentaire=reponse.commentaire,
            depend_de=reponse.depend_de,
            courante=True,
            figee=False,
            a_reconfirmer=reprise.valeur is not None,
            preuves=preuves.reprises(reprise),
            jeu_de_preuves=reponse.jeu_de_preuves if reprise.preuves is None else None,
            revision=1,
            modifie_le=context.now,
            modifie_par=str(context.acteur.compte_id),
        )
        context.session.add(copie)
        agregat.evalue.reponses.append(copie)
    _en_brouillon(cible)


def _en_brouillon(cible: CibleEvaluation) -> None:
    """Nobody saves this draft, so no gate is asked: what forbids saving is told to whoever comes to confirm it."""
    passage = cible.passage
    passage.etat = move(cible.context, cible.machine, passage.id, passage.etat, "enregistrer", {})
    passage.revision += 1


HANDLERS: dict[Any, Any] = {CommencerVersion: commencer_version}
