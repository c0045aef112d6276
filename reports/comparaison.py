"""Two validations of an evaluation side by side: what changed between them, whatever came in between."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from models.snapshot import ReponseSnapshot, SujetSnapshot, ValidationProjectionSnapshot, ValidationSnapshot
from referentiels.catalogue import Critere, Demarche, Questionnaire, Section, Volet
from reports.evaluations import contenu
from reports.history import LigneHistorique, avec_ses_reponses, ligne, validations_de
from reports.personnes import noms, produits_option
from reports.preuves import documents_de
from reports.results import AucuneValidation

Reponses = Mapping[str, ReponseSnapshot]
Numerotee = TypeVar("Numerotee", ValidationSnapshot, ValidationProjectionSnapshot)


@dataclass(frozen=True, slots=True)
class Cote:
    """What one validation says of a critère; `preuves` are the names of its documents, `depend_de` a product."""

    valeur: str | None
    commentaire: str
    depend_de: str
    preuves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A critère, or a node that may be switched off, of which the two validations do not say the same."""

    objet: Critere | Section
    avant: Cote
    apres: Cote


@dataclass(frozen=True, slots=True)
class Comparaison:
    """The two validations that were chosen, and what differs; both are None while there are not two of them.

    `inchanges` counts the critères of which both say the same.
    """

    questionnaire: Questionnaire
    historique: tuple[LigneHistorique, ...]
    avant: LigneHistorique | None
    apres: LigneHistorique | None
    differences: tuple[Difference, ...]
    inchanges: int


def comparer(
    session: Session,
    sujet: SujetSnapshot,
    demarche: Demarche,
    volet: Volet,
    questionnaire: Questionnaire,
    numeros: tuple[int | None, int | None],
) -> Comparaison:
    """The validations of these numbers, by default the last but one and the last: a constant number of statements.

    Raises: AucuneValidation where there is none of a number that was asked for.
    """
    evaluation = sujet.evaluations.get(questionnaire.cle)
    toutes = validations_de(session, evaluation.id) if evaluation is not None else ()
    connus = noms(session, (compte for v in toutes for compte in (v.valide_par, v.demande_par)))
    historique = tuple(ligne(validation, demarche.code, connus) for validation in toutes)
    avant, apres = choisie(toutes, numeros[0], 1), choisie(toutes, numeros[1], 0)
    if avant is None or apres is None:
        return Comparaison(questionnaire, historique, None, None, (), 0)
    lues = (avec_ses_reponses(session, avant).reponses, avec_ses_reponses(session, apres).reponses)
    differences, inchanges = _differences(_objets(questionnaire, volet), lues, _Noms(session, sujet, lues))
    lignes = {une.numero: une for une in historique}
    return Comparaison(questionnaire, historique, lignes[avant.numero], lignes[apres.numero], differences, inchanges)


def choisie(toutes: tuple[Numerotee, ...], numero: int | None, rang: int) -> Numerotee | None:
    """The validation of that number; without a number, the one of that rank from the last, if there are so many.

    Raises: AucuneValidation.
    """
    if numero is None:
        return toutes[rang] if len(toutes) > 1 else None
    choisie = next((validation for validation in toutes if validation.numero == numero), None)
    if choisie is None:
        raise AucuneValidation(f"validation {numero}")
    return choisie


def _objets(questionnaire: Questionnaire, volet: Volet) -> list[Critere | Section]:
    """What the démarche looks at, whatever profiling said on either day."""
    retenus = {
        *(volet.criteres if volet.criteres is not None else questionnaire.criteres),
        *questionnaire.desactivables,
    }
    return [objet for code, objet in questionnaire.repondables.items() if code in retenus]


class _Noms:
    """The names of the products and documents that answers cite; asked for only where some do."""

    def __init__(self, session: Session, sujet: SujetSnapshot, lues: tuple[Reponses, ...]) -> None:
        reponses = [reponse for chacune in lues for reponse in chacune.values()]
        citees = {reponse.depend_de for reponse in reponses if reponse.depend_de}
        options = produits_option(session, sujet.entreprise_id, sujet.id, citees) if citees else ()
        self._options = {option.id: option.libelle for option in options}
        self._documents = documents_de(session, sujet.id) if any(reponse.preuves for reponse in reponses) else {}

    def cote(self, reponse: ReponseSnapshot | None) -> Cote:
        """An answer as it is shown."""
        valeur, commentaire, depend_de = contenu(reponse)
        fournies = reponse.preuves if reponse is not None else ()
        citees = sorted({fournie.preuve for fournie in fournies if fournie.preuve in self._documents})
        return Cote(
            valeur,
            commentaire,
            self._options.get(depend_de or "", ""),
            tuple(self._documents[preuve].nom for preuve in citees),
        )


def _differences(
    objets: list[Critere | Section], lues: tuple[Reponses, Reponses], connus: _Noms
) -> tuple[tuple[Difference, ...], int]:
    """What differs, nodes first, then critères in reading order; and how many critères do not."""
    differences, inchanges = [], 0
    for objet in objets:
        avant, apres = (reponses.get(objet.code) for reponses in lues)
        if _dit(avant) != _dit(apres):
            differences.append(Difference(objet, connus.cote(avant), connus.cote(apres)))
        elif isinstance(objet, Critere):
            inchanges += 1
    return tuple(differences), inchanges


def _dit(reponse: ReponseSnapshot | None) -> tuple[object, ...]:
    """What an answer says, its proofs included, whoever wrote it and when."""
    fournies = reponse.preuves if reponse is not None else ()
    return *contenu(reponse), frozenset((fournie.preuve, fournie.jeu, fournie.type) for fournie in fournies)
