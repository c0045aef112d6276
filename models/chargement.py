"""Everything that belongs to one subject, read in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, select, tuple_
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state

from models.dossier import Dossier, Evaluation, Passage, Projection
from models.lecture import (
    Antivirus,
    dossier_snapshot,
    evaluation_snapshot,
    par,
    projection_snapshot,
    reponse_snapshot,
    sujet_snapshot,
    validation_projection_snapshot,
    validation_snapshot,
)
from models.preuve import Preuve
from models.reponse import (
    Rendu,
    Reponse,
    ReponseProjetee,
    ReponseProjeteeValidee,
    ReponseValidee,
    Saisi,
    Validation,
    ValidationDe,
    ValidationProjection,
    Verdict,
    VerdictProjection,
)
from models.snapshot import EvaluationSnapshot, ProjectionSnapshot, ReponseSnapshot, SujetSnapshot
from models.sujet import Sujet


@dataclass
class Suivi:
    """The answers, validations and verdicts of the evaluations, or of the projections, of one subject.

    `passage` names the column that says whose they are; `validees` pairs a validation with one of its answers.
    """

    passage: str
    reponses: list[Any] = field(default_factory=list)
    validations: list[Any] = field(default_factory=list)
    validees: list[tuple[str, Any]] = field(default_factory=list)
    verdicts: list[Any] = field(default_factory=list)

    def courantes(self, passage: Passage) -> list[Any]:
        """The current answers of one questionnaire."""
        return [r for r in self.reponses if r.courante and getattr(r, self.passage) == passage.id]

    def derniere(self, passage: Passage) -> Any:
        """Its last validation, or None."""
        return next(
            (
                validation
                for validation in self.validations
                if getattr(validation, self.passage) == passage.id and validation.numero == passage.validations
            ),
            None,
        )

    def figees(self, validation: ValidationDe) -> list[Any]:
        """The answers of a validation."""
        return [reponse for identifiant, reponse in self.validees if identifiant == validation.id]

    def rendus(self, validation: ValidationDe) -> list[Any]:
        """The verdicts on a validation."""
        return [verdict for verdict in self.verdicts if verdict.validation_id == validation.id]


@dataclass
class Agregat:
    """A subject's rows; commands change them, `snapshot` shows them to the rules as they now are.

    A `partiel` one has the current answers of one evaluation and nothing that was validated or proved; its subject, its
    dossiers and the projections that it did not gain are plain rows, which nothing can change. `racine_agence` is the
    root of the agency's log when it was read, where that came with it.
    """

    sujet: Sujet
    dossiers: list[Dossier] = field(default_factory=list)
    projections: list[Projection] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    evalue: Suivi = field(default_factory=lambda: Suivi("evaluation_id"))
    projete: Suivi = field(default_factory=lambda: Suivi("projection_id"))
    preuves: list[Preuve] = field(default_factory=list)
    partiel: bool = False
    racine_agence: str | None = None
    _lues: dict[str, ReponseSnapshot] = field(default_factory=dict, repr=False)

    def snapshot(self) -> SujetSnapshot:
        """The frozen view of it all, as it stands in memory."""
        projections = par(self.projections, "dossier_id")
        dossiers = [
            dossier_snapshot(dossier, [self._projection(projection) for projection in projections.get(dossier.id, ())])
            for dossier in self.dossiers
        ]
        courantes = par((reponse for reponse in self.evalue.reponses if reponse.courante), "evaluation_id")
        antivirus = {preuve.id: preuve.antivirus for preuve in self.preuves}
        evaluations = [self._evaluation(e, courantes.get(e.id, ()), antivirus) for e in self.evaluations]
        return sujet_snapshot(self.sujet, dossiers, evaluations)

    def _evaluation(
        self, evaluation: Evaluation, courantes: Sequence[Reponse], antivirus: Antivirus
    ) -> EvaluationSnapshot:
        suivi, validation = self.evalue, self.evalue.derniere(evaluation)
        vue = None
        if validation is not None:
            figees = [self._reponse(reponse, antivirus) for reponse in suivi.figees(validation)]
            vue = validation_snapshot(validation, figees, suivi.rendus(validation))
        return evaluation_snapshot(evaluation, [self._reponse(reponse, antivirus) for reponse in courantes], vue)

    def _reponse(self, reponse: Reponse, antivirus: Antivirus) -> ReponseSnapshot:
        # A command looks several times at answers that it does not change; what it changed is flushed at its end only.
        if reponse.preuves or instance_state(reponse).modified:
            return reponse_snapshot(reponse, antivirus)
        if reponse.id not in self._lues:
            self._lues[reponse.id] = reponse_snapshot(reponse, antivirus)
        return self._lues[reponse.id]

    def _projection(self, projection: Projection) -> ProjectionSnapshot:
        suivi, validation = self.projete, self.projete.derniere(projection)
        vue = None
        if validation is not None:
            vue = validation_projection_snapshot(validation, suivi.figees(validation), suivi.rendus(validation))
        return projection_snapshot(projection, suivi.courantes(projection), vue)


# Built once: making a statement costs as much as running it.
LE_SUJET = (
    select(Sujet)
    .where(Sujet.id == bindparam("du_sujet"), Sujet.entreprise_id == bindparam("de"))
    .with_for_update(key_share=True)
)
_DOSSIERS = (
    select(Dossier, Projection)
    .outerjoin(Projection, Projection.dossier_id == Dossier.id)
    .where(Dossier.sujet_id == bindparam("du_sujet"))
    .order_by(Dossier.id, Projection.id)
)
_EVALUATIONS = select(Evaluation).where(Evaluation.sujet_id == bindparam("du_sujet"))


def charger(session: Session, critere: ColumnElement[bool], *, for_update: bool = False) -> Agregat | None:
    """The subject that the criterion designates, with all that belongs to it: twelve statements at most.

    With `for_update` its row is locked first, so that the commands of one subject follow one another. The lock is FOR
    NO KEY UPDATE: a foreign key is checked at commit, after the log's head is locked, and must not wait for this row.
    """
    requete = select(Sujet).where(critere)
    sujet = session.scalars(requete.with_for_update(key_share=True) if for_update else requete).one_or_none()
    return None if sujet is None else _agregat(session, sujet)


def charger_a_changer(session: Session, sujet_id: str, entreprise_id: str) -> Agregat | None:
    """The same, locked, of that company."""
    sujet = session.scalars(LE_SUJET, {"du_sujet": sujet_id, "de": entreprise_id}).one_or_none()
    return None if sujet is None else _agregat(session, sujet)


def _agregat(session: Session, sujet: Sujet) -> Agregat:
    dossiers, projections = lire_dossiers(session, sujet.id)
    evaluations = list(session.scalars(_EVALUATIONS, {"du_sujet": sujet.id}))
    agregat = Agregat(sujet, dossiers, projections, evaluations)
    lire_suivis(session, agregat)
    return agregat


def lire_suivis(session: Session, agregat: Agregat) -> None:
    """Answers, validations, verdicts and proofs."""
    evalue: Any = (Reponse, Validation, ReponseValidee, Verdict)
    projete: Any = (ReponseProjetee, ValidationProjection, ReponseProjeteeValidee, VerdictProjection)
    agregat.evalue = _suivi(session, Suivi("evaluation_id"), agregat.evaluations, evalue)
    agregat.projete = _suivi(session, Suivi("projection_id"), agregat.projections, projete)
    agregat.preuves = _preuves(session, agregat.sujet.id, agregat.evalue)


def _preuves(session: Session, sujet_id: str, evalue: Suivi) -> list[Preuve]:
    """The subject's proofs; not asked where no answer has any."""
    repondues = (*evalue.reponses, *(figee for _, figee in evalue.validees))
    if not any(reponse.preuves for reponse in repondues):
        return []
    return list(session.scalars(select(Preuve).where(Preuve.sujet_id == sujet_id)))


def lire_dossiers(session: Session, sujet_id: str) -> tuple[list[Dossier], list[Projection]]:
    """The dossiers of a subject, and their projections."""
    rows: Sequence[Any] = session.execute(_DOSSIERS, {"du_sujet": sujet_id}).all()
    dossiers = list({dossier.id: dossier for dossier, _ in rows}.values())
    return dossiers, [projection for _, projection in rows if projection is not None]


Tables = tuple[type[Saisi], type[ValidationDe], Any, type[Rendu]]


def _suivi(session: Session, suivi: Suivi, passages: Sequence[Passage], tables: Tables) -> Suivi:
    """Nothing was answered in a questionnaire that nobody touched, nor judged before it was validated: not asked."""
    requetes = _requetes(suivi.passage, tables)
    touches = [passage.id for passage in passages if passage.revision]
    if touches:
        suivi.reponses = list(session.scalars(requetes.reponses, {"passages": touches}))
    numeros = [(passage.id, passage.validations) for passage in passages if passage.validations]
    if numeros:
        suivi.validations = list(session.scalars(requetes.validations, {"dernieres": numeros}))
        identifiants = {"validations": [derniere.id for derniere in suivi.validations]}
        rows = session.execute(requetes.validees, identifiants).all()
        suivi.validees = [(identifiant, figee) for identifiant, figee in rows]
        suivi.verdicts = list(session.scalars(requetes.verdicts, identifiants))
    return suivi


@dataclass(frozen=True, slots=True)
class _Requetes:
    """What is asked of the four tables of a `Suivi`."""

    reponses: Select[Any]
    validations: Select[Any]
    validees: Select[Any]
    verdicts: Select[Any]


@cache
def _requetes(passage: str, tables: Tables) -> _Requetes:
    reponse, validation, validee, rendus = tables
    verdict: Any = rendus
    au_passage = getattr(reponse, passage).in_(bindparam("passages", expanding=True))
    dernieres = tuple_(getattr(validation, passage), validation.numero).in_(bindparam("dernieres", expanding=True))
    jugees: BindParameter[str] = bindparam("validations", expanding=True)
    liens = select(validee.validation_id, reponse).join(reponse, reponse.id == validee.reponse_id)
    return _Requetes(
        select(reponse).where(au_passage, reponse.courante),
        select(validation).where(dernieres),
        liens.where(validee.validation_id.in_(jugees)),
        select(verdict).where(verdict.validation_id.in_(jugees)),
    )
