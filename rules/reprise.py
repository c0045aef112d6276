"""Answers to a version of a questionnaire, as the version that takes its place has them.

A page shows what the next command writes: one function for both.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from models.snapshot import EvaluationSnapshot, ReponseSnapshot, SujetSnapshot
from referentiels.catalogue import Catalogue, Questionnaire, TypeSujet
from referentiels.migration import Comparaison, CritereCompare, Devenir, comparer

CONFIRMEES = (Devenir.CONSERVE, Devenir.DEPLACE)
NOMBRES = re.compile(r"\d+|\D+")


R = TypeVar("R", bound=Any)
"""An answer, as the database or a snapshot has it: both have `critere`, `valeur` and `a_reconfirmer`."""


@dataclass(frozen=True, slots=True)
class Reprise(Generic[R]):
    """An answer carried to the next version: under which code, as which level, to be confirmed or not.

    `preuves` names the (set, type) of proofs that the new version still awaits; None where all stay.
    """

    source: R
    critere: str
    valeur: str | None
    a_reconfirmer: bool
    preuves: frozenset[tuple[str, str]] | None

    def garde(self, jeu: str, type_: str) -> bool:
        """Whether a proof given under that set and type is still awaited."""
        return self.preuves is None or (jeu, type_) in self.preuves


def precedente(catalogue: Catalogue, cle: str, connues: Iterable[str]) -> str | None:
    """The last of the known versions of the questionnaire of that key, other than itself."""
    questionnaire = catalogue.questionnaires[cle]
    autres = [autre for autre in connues if autre != cle and _code(catalogue, autre, questionnaire) is not None]
    return max(autres, key=_ordre, default=None)


def _code(catalogue: Catalogue, cle: str, questionnaire: Questionnaire) -> str | None:
    """Its code where it is a version of that questionnaire, also where it is no longer published."""
    connu = catalogue.questionnaires.get(cle)
    if connu is not None:
        return connu.code if connu.code == questionnaire.code else None
    return questionnaire.code if cle.startswith(f"{questionnaire.code}-") else None


def _ordre(cle: str) -> tuple[tuple[int, str], ...]:
    """« 10 » after « 9 »."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in NOMBRES.findall(cle))


def reprises(catalogue: Catalogue, avant: str, apres: str, reponses: Iterable[R]) -> Iterator[Reprise[R]]:
    """Each answer that has a place in the version `apres`; what was asked before and is no longer is left where it is.

    Where the version before is not published any more, every answer is to be confirmed.
    """
    nouveau, ancien = catalogue.questionnaires[apres], catalogue.questionnaires.get(avant)
    comparaison = comparer(ancien or nouveau, nouveau)
    for reponse in reponses:
        ligne = comparaison.par_ancien.get(reponse.critere)
        if ligne is not None and ligne.apres is not None:
            yield _du_critere(reponse, ligne, sure=ancien is not None)
        elif reponse.critere in nouveau.desactivables:
            yield Reprise(reponse, reponse.critere, reponse.valeur, _reste_a_voir(reponse, comparaison), None)


def _du_critere(reponse: R, ligne: CritereCompare, *, sure: bool) -> Reprise[R]:
    assert ligne.apres is not None
    valeur = ligne.valeur(reponse.valeur)
    certaine = sure and ligne.devenir in CONFIRMEES and valeur == reponse.valeur
    attendues = None
    if not certaine:
        jeux = ligne.apres.scenario.jeux if ligne.apres.scenario is not None else ()
        attendues = frozenset((jeu.code, preuve.code) for jeu in jeux for preuve in jeu.preuves)
    a_revoir = valeur is not None and (not certaine or reponse.a_reconfirmer)
    return Reprise(reponse, ligne.apres.code, valeur, a_revoir, attendues)


def _reste_a_voir(reponse: Any, comparaison: Comparaison) -> bool:
    """A node that was switched off: to be confirmed where it gained or lost something."""
    avant = comparaison.avant.desactivables.get(reponse.critere)
    apres = comparaison.apres.desactivables[reponse.critere]
    codes = {critere.code for critere in apres.tous_les_criteres()}
    return avant is None or codes != {critere.code for critere in avant.tous_les_criteres()}


def avec_reprises(catalogue: Catalogue, sujet: SujetSnapshot) -> SujetSnapshot:
    """The subject as its next command will make it: drafts of the new versions of what it answered."""
    manquants = dict.fromkeys(_attendus(catalogue, sujet, sujet.evaluations))
    ajoutees = {cle: vue for cle in manquants if (vue := _brouillon(catalogue, sujet, cle)) is not None}
    return replace(sujet, evaluations={**sujet.evaluations, **ajoutees}) if ajoutees else sujet


def _attendus(catalogue: Catalogue, sujet: SujetSnapshot, connus: Collection[str]) -> Iterator[str]:
    for code, dossier in sujet.dossiers.items():
        demarche = catalogue.demarches.get(code)
        if demarche is not None and not dossier.quitte:
            for volet in demarche.volets_de(TypeSujet(sujet.type)):
                if volet.questionnaire not in connus:
                    yield volet.questionnaire


def _brouillon(catalogue: Catalogue, sujet: SujetSnapshot, cle: str) -> EvaluationSnapshot | None:
    avant = precedente(catalogue, cle, (k for k, evaluation in sujet.evaluations.items() if evaluation.reponses))
    if avant is None:
        return None
    source = sujet.evaluations[avant]
    faites = {r.critere: _vue(r) for r in reprises(catalogue, avant, cle, source.reponses.values())}
    if not faites:
        return None
    return EvaluationSnapshot(
        id="",
        questionnaire=cle,
        etat="brouillon",
        revision=1,
        demandeur_id=None,
        demande_le=None,
        motif_renvoi="",
        reponses=faites,
        validation=None,
    )


def _vue(reprise: Reprise[ReponseSnapshot]) -> ReponseSnapshot:
    source = reprise.source
    certaine = reprise.preuves is None
    return replace(
        source,
        id="",
        critere=reprise.critere,
        rang=1,
        valeur=reprise.valeur,
        figee=False,
        a_reconfirmer=reprise.a_reconfirmer,
        revision=1,
        preuves=tuple(preuve for preuve in source.preuves if reprise.garde(preuve.jeu, preuve.type)),
        depot_finalise=source.depot_finalise and certaine,
        jeu_de_preuves=source.jeu_de_preuves if certaine else None,
    )
