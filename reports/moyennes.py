"""Averages over companies, by theme and by critère, of which none can be told of one company, also from two of them.

There is one query, without a filter, and its answer stands still: of each questionnaire, what was validated before the
end of the last quarter in which five companies or more validated something. Two looks at it see the same, or differ by
five companies at least. A company counts once, whatever its products. What fewer than five stand behind is hidden, and
so is the next smallest of the theme where one alone would be; figures are rounded to five points, and numbers of
companies are told as ranges.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Float, Integer, String, and_, cast, column, extract, func, or_, select, values
from sqlalchemy.orm import Session

from models.dossier import Evaluation
from models.reponse import Reponse, ReponseValidee, Validation
from models.sujet import Sujet
from referentiels.catalogue import Catalogue, Critere, Questionnaire

MINIMUM = 5
"""Companies behind each figure, and behind each change of one."""

PAS = 5
"""Points that a figure is rounded to."""

TRANCHES = ((25, "25 et plus"), (10, "10 à 24"), (MINIMUM, "5 à 9"))


@dataclass(frozen=True, slots=True)
class Moyenne:
    """0 where everybody is at the lowest level, 100 at the highest; None where it is hidden or there is nothing.

    `entreprises` is a range, « moins de 5 » for what is hidden.
    """

    code: str
    titre: str
    valeur: int | None
    entreprises: str


@dataclass(frozen=True, slots=True)
class MoyenneTheme:
    """A theme: its figure and those of its critères, as they were on the day `au` (excluded)."""

    questionnaire: Questionnaire
    au: date
    theme: Moyenne
    criteres: tuple[Moyenne, ...]


@dataclass(frozen=True, slots=True)
class _Chiffre:
    nombre: int
    moyenne: float
    cache: bool = False


def moyennes(session: Session, catalogue: Catalogue, maintenant: datetime) -> tuple[MoyenneTheme, ...]:
    """The themes of which something may be told, in the catalogue's order; three statements."""
    arretes = _arretes(session, maintenant)
    cles = [cle for cle in catalogue.questionnaires if cle in arretes]
    if not cles:
        return ()
    par_entreprise = _par_entreprise(catalogue, {cle: arretes[cle] for cle in cles})
    themes, criteres = _themes(session, par_entreprise), _criteres(session, par_entreprise)
    return tuple(
        _theme(catalogue.questionnaires[cle], arretes[cle].date(), themes[cle], criteres.get(cle, {}))
        for cle in cles
        if cle in themes and themes[cle].nombre >= MINIMUM
    )


def _arretes(session: Session, maintenant: datetime) -> Mapping[str, datetime]:
    """By questionnaire, the end of the last quarter in which enough companies validated something."""
    annee, mois = extract("year", Validation.valide_le), extract("month", Validation.valide_le)
    trimestre = (cast(annee, Integer) * 4 + (cast(mois, Integer) - 1) / 3).label("trimestre")
    if session.get_bind().dialect.name == "postgresql":
        trimestre = (cast(annee, Integer) * 4 + func.div(cast(mois, Integer) - 1, 3)).label("trimestre")
    par_trimestre = (
        select(Evaluation.questionnaire, trimestre)
        .select_from(Validation)
        .join(Evaluation, Evaluation.id == Validation.evaluation_id)
        .join(Sujet, Sujet.id == Evaluation.sujet_id)
        .group_by(Evaluation.questionnaire, trimestre)
        .having(func.count(Sujet.entreprise_id.distinct()) >= MINIMUM)
    )
    rows = session.execute(par_trimestre).all()
    courant = maintenant.astimezone(UTC)
    fini = courant.year * 4 + (courant.month - 1) // 3
    derniers: dict[str, int] = {}
    for questionnaire, numero in rows:
        if int(numero) < fini:
            derniers[questionnaire] = max(int(numero), derniers.get(questionnaire, 0))
    return {cle: _debut(numero + 1) for cle, numero in derniers.items()}


def _debut(trimestre: int) -> datetime:
    annee, rang = divmod(trimestre, 4)
    return datetime(annee, 3 * rang + 1, 1, tzinfo=UTC)


def _par_entreprise(catalogue: Catalogue, arretes: Mapping[str, datetime]) -> Any:
    """By company, questionnaire and critère, the average of its subjects, as last validated before the day."""
    avant = or_(*(and_(Evaluation.questionnaire == cle, Validation.valide_le < jour) for cle, jour in arretes.items()))
    dernieres = (
        select(Validation.evaluation_id, func.max(Validation.numero).label("numero"))
        .join(Evaluation, Evaluation.id == Validation.evaluation_id)
        .where(avant)
        .group_by(Validation.evaluation_id)
        .cte("dernieres")
    )
    colonnes = (
        column("questionnaire", String),
        column("critere", String),
        column("valeur", String),
        column("points", Float),
    )
    bareme = values(*colonnes, name="bareme").data([*_bareme(catalogue, arretes)]).cte("bareme")
    return (
        select(
            Sujet.entreprise_id,
            Evaluation.questionnaire,
            Reponse.critere,
            func.avg(bareme.c.points).label("points"),
        )
        .select_from(dernieres)
        .join(
            Validation,
            and_(Validation.evaluation_id == dernieres.c.evaluation_id, Validation.numero == dernieres.c.numero),
        )
        .join(ReponseValidee, ReponseValidee.validation_id == Validation.id)
        .join(Reponse, Reponse.id == ReponseValidee.reponse_id)
        .join(Evaluation, Evaluation.id == Validation.evaluation_id)
        .join(Sujet, Sujet.id == Evaluation.sujet_id)
        .join(
            bareme,
            and_(
                bareme.c.questionnaire == Evaluation.questionnaire,
                bareme.c.critere == Reponse.critere,
                bareme.c.valeur == Reponse.valeur,
            ),
        )
        .group_by(Sujet.entreprise_id, Evaluation.questionnaire, Reponse.critere)
        .cte("par_entreprise")
    )


def _bareme(catalogue: Catalogue, cles: Mapping[str, datetime]) -> Iterator[tuple[str, str, str, float]]:
    """What each level is worth; the grey answer, and a critère of one level, say nothing."""
    for cle in cles:
        for code, critere in catalogue.questionnaires[cle].criteres.items():
            plus_haut = len(critere.ordonnes) - 1
            if plus_haut:
                for niveau in critere.ordonnes:
                    yield cle, code, niveau.code, 100.0 * (niveau.rang - 1) / plus_haut


def _themes(session: Session, par_entreprise: Any) -> dict[str, _Chiffre]:
    p = par_entreprise.c
    siennes = select(p.questionnaire, func.avg(p.points).label("points")).group_by(p.questionnaire, p.entreprise_id)
    chacune = siennes.subquery().c
    rows = session.execute(
        select(chacune.questionnaire, func.count(), func.avg(chacune.points)).group_by(chacune.questionnaire)
    )
    return {cle: _Chiffre(nombre, moyenne) for cle, nombre, moyenne in rows}


def _criteres(session: Session, par_entreprise: Any) -> dict[str, dict[str, _Chiffre]]:
    p = par_entreprise.c
    par_critere = select(p.questionnaire, p.critere, func.count(), func.avg(p.points)).group_by(
        p.questionnaire, p.critere
    )
    trouves: dict[str, dict[str, _Chiffre]] = {}
    for cle, critere, nombre, moyenne in session.execute(par_critere):
        trouves.setdefault(cle, {})[critere] = _Chiffre(nombre, moyenne)
    return trouves


def _theme(questionnaire: Questionnaire, au: date, theme: _Chiffre, criteres: Mapping[str, _Chiffre]) -> MoyenneTheme:
    montrables = _cacher(criteres)
    return MoyenneTheme(
        questionnaire,
        au,
        _moyenne(questionnaire.cle, questionnaire.titre, theme),
        tuple(_critere(critere, montrables.get(code)) for code, critere in questionnaire.criteres.items()),
    )


def _cacher(criteres: Mapping[str, _Chiffre]) -> dict[str, _Chiffre]:
    """What fewer than five companies are behind, and the smallest of the others where that would be one alone."""
    vus = {code: replace(chiffre, cache=chiffre.nombre < MINIMUM) for code, chiffre in criteres.items()}
    caches = [code for code, chiffre in vus.items() if chiffre.cache]
    montres = [code for code, chiffre in vus.items() if not chiffre.cache]
    if len(caches) == 1 and montres:
        plus_petit = min(montres, key=lambda code: (vus[code].nombre, code))
        vus[plus_petit] = replace(vus[plus_petit], cache=True)
    return vus


def _critere(critere: Critere, chiffre: _Chiffre | None) -> Moyenne:
    if chiffre is None:
        return Moyenne(critere.code, critere.titre, None, "")
    return _moyenne(critere.code, critere.titre, chiffre)


def _moyenne(code: str, titre: str, chiffre: _Chiffre) -> Moyenne:
    if chiffre.cache:
        return Moyenne(code, titre, None, "caché")
    tranche = next(mot for seuil, mot in TRANCHES if chiffre.nombre >= seuil)
    return Moyenne(code, titre, PAS * round(chiffre.moyenne / PAS), tranche)
