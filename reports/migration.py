"""What the answers of real subjects would become with another version: counted in a fixed number of statements."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, case, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from models.dossier import Evaluation
from models.reponse import Reponse
from models.sujet import Sujet
from referentiels.migration import Comparaison, Devenir


class Classe(StrEnum):
    """What becomes of an answer."""

    CONSERVEE = "conservee"
    DEPLACEE = "deplacee"
    A_RECONFIRMER = "a_reconfirmer"
    SANS_NIVEAU = "sans_niveau"
    ARCHIVEE = "archivee"


@dataclass(frozen=True, slots=True)
class Compte:
    """How many answers fall in a class, of how many subjects."""

    reponses: int
    sujets: int


@dataclass(frozen=True, slots=True)
class Apercu:
    """What the next version would do to who answered the one before and has not gone over yet."""

    sujets: int
    reponses: int
    classes: Mapping[Classe, Compte]


def apercu(session: Session, comparaison: Comparaison) -> Apercu:
    """The counts, in three statements whatever the number of subjects."""
    concernees = _concernees(comparaison)
    par_reponse = session.execute(
        select(Reponse.critere, Reponse.valeur, func.count())
        .join(Evaluation, Evaluation.id == Reponse.evaluation_id)
        .where(Reponse.courante, Evaluation.id.in_(concernees))
        .group_by(Reponse.critere, Reponse.valeur)
    ).all()
    classes: dict[Classe, list[tuple[str, str]]] = {classe: [] for classe in Classe}
    nombres = dict.fromkeys(Classe, 0)
    for critere, valeur, nombre in par_reponse:
        classe = classe_de(comparaison, critere, valeur)
        classes[classe].append((critere, valeur or ""))
        nombres[classe] += nombre
    sujets = _sujets(session, concernees, classes)
    total = session.scalar(select(func.count()).select_from(Evaluation).where(Evaluation.id.in_(concernees))) or 0
    return Apercu(
        total,
        sum(nombres.values()),
        {classe: Compte(nombres[classe], sujets.get(classe, 0)) for classe in Classe},
    )


def classe_de(comparaison: Comparaison, critere: str, valeur: str | None) -> Classe:
    """What becomes of that answer to that critère, or to that node."""
    ligne = comparaison.par_ancien.get(critere)
    if ligne is None or ligne.apres is None:
        gardee = ligne is None and critere in comparaison.apres.desactivables
        return Classe.CONSERVEE if gardee else Classe.ARCHIVEE
    suivante = ligne.valeur(valeur)
    if valeur is not None and suivante is None:
        return Classe.SANS_NIVEAU
    if ligne.devenir is Devenir.A_RECONFIRMER or suivante != valeur:
        return Classe.A_RECONFIRMER
    return Classe.DEPLACEE if ligne.devenir is Devenir.DEPLACE else Classe.CONSERVEE


def _concernees(comparaison: Comparaison) -> Select[str]:
    """The evaluations of the version before, of subjects in use that have not begun the version after."""
    suivante = aliased(Evaluation)
    return (
        select(Evaluation.id)
        .join(Sujet, Sujet.id == Evaluation.sujet_id)
        .outerjoin(
            suivante, (suivante.sujet_id == Evaluation.sujet_id) & (suivante.questionnaire == comparaison.apres.cle)
        )
        .where(
            Evaluation.questionnaire == comparaison.avant.cle,
            Evaluation.revision > 0,
            Sujet.etat == "valide",
            suivante.id.is_(None),
        )
    )


def _sujets(
    session: Session, concernees: Select[str], classes: Mapping[Classe, list[tuple[str, str]]]
) -> dict[Classe, int]:
    presentes = {classe: paires for classe, paires in classes.items() if paires}
    if not presentes:
        return {}
    repondu = tuple_(Reponse.critere, func.coalesce(Reponse.valeur, ""))
    comptes = [func.count(case((repondu.in_(paires), Evaluation.sujet_id)).distinct()) for paires in presentes.values()]
    row = session.execute(
        select(*comptes)
        .select_from(Reponse)
        .join(Evaluation, Evaluation.id == Reponse.evaluation_id)
        .where(Reponse.courante, Evaluation.id.in_(concernees))
    ).one()
    return dict(zip(presentes, row, strict=True))
