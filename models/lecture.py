"""Rows → snapshots. Works on ORM rows and on Core rows alike, since both have the columns as attributes."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from models.snapshot import (
    DossierSnapshot,
    EvaluationSnapshot,
    PreuveFournie,
    ProjectionSnapshot,
    PublicationSnapshot,
    ReponseProjeteeSnapshot,
    ReponseSnapshot,
    SujetSnapshot,
    ValidationProjectionSnapshot,
    ValidationSnapshot,
    VerdictProjectionSnapshot,
    VerdictSnapshot,
)

Antivirus = Mapping[str, str]
"""What the antivirus says of each proof, by its identifier."""

SANS_PREUVE: Antivirus = MappingProxyType({})


def reponse_snapshot(row: Any, antivirus: Antivirus = SANS_PREUVE) -> ReponseSnapshot:
    """One answer."""
    return ReponseSnapshot(
        id=row.id,
        critere=row.critere,
        rang=row.rang,
        valeur=row.valeur,
        commentaire=row.commentaire,
        depend_de=row.depend_de or row.depend_du_critere,
        figee=row.figee,
        a_reconfirmer=row.a_reconfirmer,
        revision=row.revision,
        modifie_le=row.modifie_le,
        modifie_par=row.modifie_par,
        preuves=tuple(
            PreuveFournie(**fournie, antivirus=antivirus.get(fournie["preuve"], "inconnue"))
            for fournie in row.preuves or ()
        ),
        depot_finalise=bool(row.depot_finalise),
        jeu_de_preuves=row.jeu_de_preuves,
    )


def verdict_snapshot(row: Any) -> VerdictSnapshot:
    """One verdict."""
    return VerdictSnapshot(
        demarche=row.demarche,
        numero=row.numero,
        resultat=row.resultat,
        rendu_le=row.rendu_le,
        edition=row.edition,
        regles=row.regles,
        decision=row.decision,
    )


def validation_snapshot(row: Any, reponses: Iterable[ReponseSnapshot], verdicts: Iterable[Any]) -> ValidationSnapshot:
    """One validation with its answers; of several verdicts for a démarche the last stands."""
    rendus = {verdict.demarche: verdict_snapshot(verdict) for verdict in sorted(verdicts, key=lambda v: int(v.numero))}
    return ValidationSnapshot(
        id=row.id,
        numero=row.numero,
        demarche=row.demarche,
        valide_le=row.valide_le,
        valide_par=row.valide_par,
        demande_par=row.demande_par,
        edition=row.edition,
        reponses={reponse.critere: reponse for reponse in reponses},
        verdicts=rendus,
    )


def evaluation_snapshot(
    row: Any, courantes: Iterable[ReponseSnapshot], validation: ValidationSnapshot | None
) -> EvaluationSnapshot:
    """One evaluation with its current answers and last validation."""
    return EvaluationSnapshot(
        id=row.id,
        questionnaire=row.questionnaire,
        etat=row.etat,
        revision=row.revision,
        demandeur_id=row.demandeur_id,
        demande_le=row.demande_le,
        motif_renvoi=row.motif_renvoi,
        reponses={reponse.critere: reponse for reponse in courantes},
        validation=validation,
    )


def reponse_projetee_snapshot(row: Any) -> ReponseProjeteeSnapshot:
    """One answer of a projection."""
    return ReponseProjeteeSnapshot(
        id=row.id,
        critere=row.critere,
        rang=row.rang,
        echeances=dict(row.echeances),
        non_applicable=row.non_applicable,
        commentaire=row.commentaire,
        figee=row.figee,
        revision=row.revision,
        modifie_le=row.modifie_le,
        modifie_par=row.modifie_par,
    )


def verdict_projection_snapshot(row: Any) -> VerdictProjectionSnapshot:
    """One verdict on a projection."""
    return VerdictProjectionSnapshot(
        demarche=row.demarche,
        numero=row.numero,
        resultat=row.resultat,
        echeance=row.echeance,
        rendu_le=row.rendu_le,
        edition=row.edition,
        regles=row.regles,
        decision=row.decision,
    )


def validation_projection_snapshot(
    row: Any, reponses: Iterable[Any], verdicts: Iterable[Any]
) -> ValidationProjectionSnapshot:
    """One validation of a projection; of several verdicts the last stands."""
    dernier = max(verdicts, key=lambda verdict: int(verdict.numero), default=None)
    return ValidationProjectionSnapshot(
        id=row.id,
        numero=row.numero,
        demarche=row.demarche,
        valide_le=row.valide_le,
        valide_par=row.valide_par,
        demande_par=row.demande_par,
        edition=row.edition,
        evaluation_validation_id=row.evaluation_validation_id,
        reponses={reponse.critere: reponse_projetee_snapshot(reponse) for reponse in reponses},
        verdict=verdict_projection_snapshot(dernier) if dernier is not None else None,
    )


def projection_snapshot(
    row: Any, courantes: Iterable[Any], validation: ValidationProjectionSnapshot | None
) -> ProjectionSnapshot:
    """One projection with its current answers and last validation."""
    return ProjectionSnapshot(
        id=row.id,
        questionnaire=row.questionnaire,
        etat=row.etat,
        revision=row.revision,
        demandeur_id=row.demandeur_id,
        demande_le=row.demande_le,
        motif_renvoi=row.motif_renvoi,
        reponses={reponse.critere: reponse_projetee_snapshot(reponse) for reponse in courantes},
        validation=validation,
    )


def dossier_snapshot(row: Any, projections: Iterable[ProjectionSnapshot]) -> DossierSnapshot:
    """One dossier with its projections."""
    return DossierSnapshot(
        id=row.id,
        demarche=row.demarche,
        etat=row.etat,
        statut=row.statut,
        quitte=row.quitte,
        cree_le=row.cree_le,
        finalise_le=row.finalise_le,
        projections={projection.questionnaire: projection for projection in projections},
    )


def sujet_snapshot(
    row: Any, dossiers: Sequence[DossierSnapshot] = (), evaluations: Sequence[EvaluationSnapshot] = ()
) -> SujetSnapshot:
    """One subject with what belongs to it."""
    return SujetSnapshot(
        id=row.id,
        entreprise_id=row.entreprise_id,
        type=row.type,
        etat=row.etat,
        reference=row.reference,
        nom=row.nom,
        version=row.version,
        type_produit=row.type_produit,
        nil=row.nil,
        description=row.description,
        responsable_id=row.responsable_id,
        certifications=tuple(row.certifications),
        qualification=dict(row.qualification),
        archive=row.archive,
        demarche_visee=row.demarche_visee,
        revision=row.revision,
        cree_le=row.cree_le,
        valide_le=row.valide_le,
        dossiers={dossier.demarche: dossier for dossier in dossiers},
        evaluations={evaluation.questionnaire: evaluation for evaluation in evaluations},
        version_de=row.version_de,
    )


def publication_snapshot(row: Any) -> PublicationSnapshot:
    """One published document."""
    return PublicationSnapshot(row.genre, row.code, row.version, row.digest, row.contenu)


def par(rows: Iterable[Any], cle: str) -> Mapping[str, list[Any]]:
    """Rows grouped by an attribute, in the order they came."""
    groupes: dict[str, list[Any]] = {}
    for row in rows:
        groupes.setdefault(getattr(row, cle), []).append(row)
    return groupes
