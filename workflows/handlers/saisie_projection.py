"""Keeping entered dates: months that exist, not past when entered, in the order of the levels."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from models.reponse import ReponseProjetee
from rules.echeances import mois
from rules.perimetre import CritereCible
from workflows.clock import jour
from workflows.commands.projections import SaisieProjection
from workflows.context import nouvel_identifiant
from workflows.errors import ValidationRefused
from workflows.handlers.cible import CibleProjection
from workflows.handlers.commentaire import clean, comment_faults
from workflows.outcome import ConflitProjection


def normalise(saisie: SaisieProjection) -> SaisieProjection:
    """The entry as it will be kept: no empty month; where the target does not apply there is no month at all."""
    echeances = {} if saisie.non_applicable else {n: m.strip() for n, m in saisie.echeances.items() if m.strip()}
    return SaisieProjection(
        saisie.critere, echeances, saisie.non_applicable, clean(saisie.commentaire), saisie.revision
    )


def check_entries(saisies: tuple[SaisieProjection, ...], cible: CibleProjection) -> None:
    """Refuse what cannot be kept, naming each critère.

    Raises: ValidationRefused.
    """
    snapshot = cible.agregat.snapshot()
    perimetre, valides = cible.perimetre(snapshot), cible.valides(snapshot)
    jour_courant = jour(cible.context.now)
    maintenant = jour_courant.year * 12 + jour_courant.month - 1
    courantes = {reponse.critere: reponse for reponse in cible.suivi.courantes(cible.passage)}
    fautes: list[tuple[str, str]] = []
    for saisie in map(normalise, saisies):
        code, vise = saisie.critere, perimetre.cibles.get(saisie.critere)
        if vise is None or not vise.applicable:
            fautes.append((code, f"Le critère {code} n'est pas à projeter dans ce questionnaire."))
            continue
        deja = courantes[code].echeances if code in courantes else {}
        fautes += _fautes(saisie, vise, valides.get(code), deja, maintenant)
        fautes += comment_faults(code, saisie.commentaire)
    if len({saisie.critere for saisie in saisies}) != len(saisies):
        fautes.append(("", "Un même critère est présent deux fois dans l'envoi."))
    if fautes:
        raise ValidationRefused(fields=tuple(fautes))


def _fautes(
    saisie: SaisieProjection, cible: CritereCible, valeur: str | None, deja: Mapping[str, str], maintenant: int
) -> Iterator[tuple[str, str]]:
    code = saisie.critere
    atteint = cible.critere.niveau(valeur) if valeur else None
    a_venir = {n.code: n for n in cible.critere.ordonnes if atteint is None or n.rang > atteint.rang}
    for niveau, texte in saisie.echeances.items():
        if niveau not in a_venir:
            yield code, f"Critère {code} : « {niveau} » n'est pas un niveau qui reste à atteindre."
            continue
        valeur_mois = mois(texte)
        if valeur_mois is None:
            yield code, f"Critère {code} : « {texte} » n'est pas un mois ; écrivez-le AAAA-MM, par exemple 2027-03."
        elif valeur_mois < maintenant and deja.get(niveau) != texte:
            yield code, f"Critère {code} : le mois {texte} du niveau {niveau} est déjà passé."
    yield from _desordre(saisie, cible)


def _desordre(saisie: SaisieProjection, cible: CritereCible) -> Iterator[tuple[str, str]]:
    dates = [
        (niveau.code, saisie.echeances[niveau.code])
        for niveau in cible.critere.ordonnes
        if mois(saisie.echeances.get(niveau.code, "")) is not None
    ]
    for (bas, avant), (haut, apres) in pairwise(dates):
        if apres < avant:
            precede = f"la date du niveau {haut} ({apres}) précède celle du niveau {bas} ({avant})"
            yield saisie.critere, f"Critère {saisie.critere} : {precede} ; corrigez l'une des deux."


def apply_entries(
    saisies: tuple[SaisieProjection, ...], cible: CibleProjection
) -> tuple[int, tuple[ConflitProjection, ...]]:
    """How many answers changed, and the ones that somebody else changed meanwhile, which are left as they are."""
    courantes: dict[str, ReponseProjetee] = {r.critere: r for r in cible.suivi.courantes(cible.passage)}
    ecrites, conflits = 0, []
    for saisie in map(normalise, saisies):
        reponse = courantes.get(saisie.critere)
        if reponse is None:
            ecrites += _first(saisie, cible)
        elif (reponse.echeances, reponse.non_applicable, reponse.commentaire) == _kept(saisie):
            continue
        elif reponse.revision != saisie.revision:
            conflits.append(_conflit(saisie, reponse))
        else:
            _rewrite(saisie, reponse, cible)
            ecrites += 1
    return ecrites, tuple(conflits)


def _kept(saisie: SaisieProjection) -> tuple[dict[str, str], bool, str]:
    return dict(saisie.echeances), saisie.non_applicable, saisie.commentaire


def _first(saisie: SaisieProjection, cible: CibleProjection) -> int:
    if not saisie.echeances and not saisie.non_applicable and not saisie.commentaire:
        return 0
    _add(saisie, 1, 1, cible)
    return 1


def _rewrite(saisie: SaisieProjection, reponse: ReponseProjetee, cible: CibleProjection) -> None:
    if reponse.figee:
        # A validated plan stays as it was judged; the edit lives in a row of its own.
        reponse.courante = False
        _add(saisie, reponse.rang + 1, reponse.revision + 1, cible)
        return
    reponse.echeances, reponse.non_applicable, reponse.commentaire = _kept(saisie)
    reponse.revision += 1
    reponse.modifie_le, reponse.modifie_par = cible.context.now, str(cible.context.acteur.compte_id)


def _add(saisie: SaisieProjection, rang: int, revision: int, cible: CibleProjection) -> None:
    reponse = ReponseProjetee(
        id=nouvel_identifiant(),
        projection_id=cible.passage.id,
        critere=saisie.critere,
        rang=rang,
        echeances=dict(saisie.echeances),
        non_applicable=saisie.non_applicable,
        commentaire=saisie.commentaire,
        courante=True,
        figee=False,
        revision=revision,
        modifie_le=cible.context.now,
        modifie_par=str(cible.context.acteur.compte_id),
    )
    cible.context.session.add(reponse)
    cible.suivi.reponses.append(reponse)


def _conflit(saisie: SaisieProjection, reponse: ReponseProjetee) -> ConflitProjection:
    return ConflitProjection(
        critere=saisie.critere,
        saisie=saisie,
        echeances=dict(reponse.echeances),
        non_applicable=reponse.non_applicable,
        commentaire=reponse.commentaire,
        revision=reponse.revision,
        modifie_par=reponse.modifie_par,
        modifie_le=reponse.modifie_le,
    )
