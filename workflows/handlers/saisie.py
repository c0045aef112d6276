"""Keeping entered answers: checked one by one, merged with a colleague's, never overwriting silently."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from models.reponse import Reponse
from models.snapshot import ReponseSnapshot, SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import TypeSujet
from referentiels.palette import GRIS
from rules.perimetre import Perimetre
from workflows.commands.evaluations import Saisie
from workflows.context import Contexte, nouvel_identifiant
from workflows.errors import ValidationRefused
from workflows.handlers.cible import Cible
from workflows.handlers.commentaire import clean, comment_faults, text_faults
from workflows.outcome import Conflit


def normalise(saisie: Saisie) -> Saisie:
    """The entry as it will be kept."""
    texte = clean(saisie.commentaire)
    return Saisie(saisie.critere, saisie.valeur or None, texte, saisie.depend_de or None, saisie.revision)


def check_entries(saisies: tuple[Saisie, ...], cible: Perimetre, sujet: SujetSnapshot, context: Contexte) -> None:
    """Refuse what cannot be kept, naming each critère.

    Raises: ValidationRefused.
    """
    fautes = tuple(faute for saisie in saisies for faute in _fautes(normalise(saisie), cible))
    fautes += tuple(_dependances(saisies, sujet, cible, context))
    if len({saisie.critere for saisie in saisies}) != len(saisies):
        fautes += (("", "Un même critère est présent deux fois dans l'envoi."),)
    if fautes:
        raise ValidationRefused(fields=fautes)


def _fautes(saisie: Saisie, perimetre: Perimetre) -> Iterator[tuple[str, str]]:
    code = saisie.critere
    if code in perimetre.desactivables:
        yield from _fautes_de_noeud(saisie)
        return
    cible = perimetre.profilees.get(code)
    if cible is None:
        yield code, f"Le critère {code} n'appartient pas à ce questionnaire."
        return
    if not cible.applicable:
        yield code, f"Critère {code} : il ne s'applique pas à ce produit, aucune réponse n'est attendue."
    if saisie.valeur is not None and cible.critere.niveau(saisie.valeur) is None:
        yield code, f"Critère {code} : « {saisie.valeur} » n'est pas un des niveaux proposés."
    yield from comment_faults(code, saisie.commentaire)


def _fautes_de_noeud(saisie: Saisie) -> Iterator[tuple[str, str]]:
    """A node says one thing only, that it is switched off; why is its comment."""
    code = saisie.critere
    if saisie.valeur not in (None, GRIS) or saisie.depend_de is not None:
        yield code, f"Section {code} : elle peut seulement être rendue non applicable, ou réactivée."
    for phrase in text_faults(f"Section {code} : le commentaire", saisie.commentaire):
        yield code, phrase


def connues_de(sujet: SujetSnapshot, questionnaire: str) -> Mapping[str, ReponseSnapshot]:
    """The current answers of one questionnaire."""
    evaluation = sujet.evaluations.get(questionnaire)
    return evaluation.reponses if evaluation is not None else {}


def _dependances(
    saisies: tuple[Saisie, ...], sujet: SujetSnapshot, perimetre: Perimetre, context: Contexte
) -> Iterator[tuple[str, str]]:
    deja = {code: reponse.depend_de for code, reponse in connues_de(sujet, perimetre.questionnaire.cle).items()}
    # What an answer already names is kept, even where that product has become something else since.
    citees = [s for s in saisies if s.depend_de and s.depend_de != deja.get(s.critere)]
    if sujet.type == TypeSujet.STRATEGIE:
        for saisie in citees:
            if saisie.depend_de not in perimetre.cibles or saisie.depend_de == saisie.critere:
                code = saisie.critere
                yield code, f"Critère {code} : choisissez un autre critère de votre stratégie globale."
        return
    if not citees:
        return
    options = select(Sujet.id).where(
        Sujet.id.in_({saisie.depend_de for saisie in citees}),
        Sujet.entreprise_id == sujet.entreprise_id,
        Sujet.type_produit == "option",
        Sujet.etat == "valide",
        Sujet.archive.is_(False),
    )
    connues = set(context.session.scalars(options))
    for saisie in citees:
        critere = saisie.critere
        if saisie.depend_de not in connues or saisie.depend_de == sujet.id:
            yield critere, f"Critère {critere} : choisissez un des produits option de votre entreprise."


def apply_entries(saisies: tuple[Saisie, ...], cible: Cible) -> tuple[int, tuple[Conflit, ...]]:
    """How many answers changed, and the ones that somebody else changed meanwhile, which are left as they are."""
    courantes: dict[str, Reponse] = {reponse.critere: reponse for reponse in cible.suivi.courantes(cible.passage)}
    ecrites, conflits = 0, []
    for saisie in map(normalise, saisies):
        reponse = courantes.get(saisie.critere)
        if reponse is None:
            ecrites += _first(saisie, cible)
        elif _same(saisie, reponse):
            continue
        elif not _entree_au(saisie.revision, reponse):
            conflits.append(_conflit(saisie, reponse))
        else:
            _rewrite(saisie, reponse, cible)
            ecrites += 1
    return ecrites, tuple(conflits)


def _same(saisie: Saisie, reponse: Reponse) -> bool:
    kept = (reponse.valeur, reponse.commentaire, reponse.depend_de or reponse.depend_du_critere)
    # Saving « à reconfirmer » as it stands is how it is confirmed.
    return kept == (saisie.valeur, saisie.commentaire, saisie.depend_de) and not reponse.a_reconfirmer


def _entree_au(revision: int, reponse: Reponse) -> bool:
    """Whether the answer is still what it was at that revision; proofs that changed since are no conflict."""
    entree = reponse.revision if reponse.revision_saisie is None else reponse.revision_saisie
    return entree <= revision <= reponse.revision


def _first(saisie: Saisie, cible: Cible) -> int:
    if saisie.valeur is None and not saisie.commentaire and saisie.depend_de is None:
        return 0
    _add(saisie, 1, 1, cible)
    return 1


def _rewrite(saisie: Saisie, reponse: Reponse, cible: Cible) -> None:
    if reponse.figee:
        _add(saisie, reponse.rang + 1, reponse.revision + 1, cible, reponse)
        return
    reponse.valeur, reponse.commentaire = saisie.valeur, saisie.commentaire
    reponse.depend_de, reponse.depend_du_critere = _dependance(saisie, cible)
    reponse.a_reconfirmer = False
    reponse.revision += 1
    reponse.revision_saisie = None
    reponse.modifie_le, reponse.modifie_par = cible.context.now, str(cible.context.acteur.compte_id)


def _dependance(saisie: Saisie, cible: Cible) -> tuple[str | None, str | None]:
    """The product and the critère that it says it depends on; at most one of them."""
    strategie = cible.agregat.sujet.type == TypeSujet.STRATEGIE
    return (None, saisie.depend_de) if strategie else (saisie.depend_de, None)


def _add(saisie: Saisie, rang: int, revision: int, cible: Cible, figee: Reponse | None = None) -> Reponse:
    """A new row; a validated answer stays as it was judged, the edit goes on from its proofs in a row of its own."""
    if figee is not None:
        figee.courante = False
    produit, critere = _dependance(saisie, cible)
    reponse = Reponse(
        id=nouvel_identifiant(),
        evaluation_id=cible.passage.id,
        critere=saisie.critere,
        rang=rang,
        valeur=saisie.valeur,
        commentaire=saisie.commentaire,
        depend_de=produit,
        depend_du_critere=critere,
        courante=True,
        figee=False,
        a_reconfirmer=False,
        preuves=figee.preuves if figee is not None else None,
        depot_finalise=figee.depot_finalise if figee is not None else None,
        jeu_de_preuves=figee.jeu_de_preuves if figee is not None else None,
        revision_saisie=None,
        revision=revision,
        modifie_le=cible.context.now,
        modifie_par=str(cible.context.acteur.compte_id),
    )
    cible.context.session.add(reponse)
    cible.suivi.reponses.append(reponse)
    return reponse


def ouverte(critere: str, cible: Cible) -> Reponse:
    """The current answer of a critère at its next revision, to change what goes with it without changing itself.

    Who validates must have seen that revision; who writes the answer meanwhile is in no conflict.
    """
    courante = next((r for r in cible.suivi.courantes(cible.passage) if r.critere == critere), None)
    if courante is None:
        ecrite = _add(Saisie(critere, None), 1, 0, cible)
    elif courante.figee:
        dependance = courante.depend_de or courante.depend_du_critere
        saisie = Saisie(critere, courante.valeur, courante.commentaire, dependance)
        ecrite = _add(saisie, courante.rang + 1, courante.revision, cible, courante)
    else:
        ecrite = courante
    if ecrite.revision_saisie is None:
        ecrite.revision_saisie = ecrite.revision
    ecrite.revision += 1
    return ecrite


def _conflit(saisie: Saisie, reponse: Reponse) -> Conflit:
    return Conflit(
        critere=saisie.critere,
        saisie=saisie,
        valeur=reponse.valeur,
        commentaire=reponse.commentaire,
        depend_de=reponse.depend_de or reponse.depend_du_critere,
        revision=reponse.revision,
        modifie_par=reponse.modifie_par,
        modifie_le=reponse.modifie_le,
    )
