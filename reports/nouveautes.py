"""What was published since a draft was last written in: the draft follows it, and says what changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from models.publication import PUBLIES, Publication
from models.snapshot import EvaluationSnapshot, ProjectionSnapshot
from referentiels.catalogue import Demarche
from reports.difference_regles import RegleChangee, difference_regles
from reports.publication_lue import paquet_de
from reports.versions_publiees import titre_de
from rules.edition import REGLES, Edition, pack_code
from rules.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Nouveaute:
    """A version that took effect meanwhile; `regles` are those that it changes, none for a référentiel."""

    titre: str
    version: str
    effet_le: datetime
    regles: tuple[RegleChangee, ...]


def derniere_saisie(passage: EvaluationSnapshot | ProjectionSnapshot | None) -> datetime | None:
    """When somebody last wrote in a draft; None where nobody did, or what is there is validated."""
    if passage is None or passage.etat not in ("brouillon", "a_completer"):
        return None
    ecrites = [reponse.modifie_le for reponse in passage.reponses.values() if not reponse.figee]
    return max(ecrites, default=None)


def nouveautes(
    session: Session, edition: Edition, demarche: Demarche, depuis: datetime | None, instant: datetime
) -> tuple[Nouveaute, ...]:
    """What took effect since, of what judges that démarche: one statement, and one more a pack that changed."""
    if depuis is None:
        return ()
    paquets = [pack_code(famille, nom) for famille, noms in demarche.regles.items() for nom in noms]
    p = Publication
    siens = or_((p.genre == REGLES) & p.code.in_(paquets), (p.genre == "parcours") & (p.code == demarche.parcours))
    rows = session.execute(
        select(p.genre, p.code, p.version, p.effet_le)
        .where(p.etat == "publiee", p.effet_le > depuis, p.effet_le <= instant, siens)
        .order_by(p.effet_le.desc(), p.genre, p.code)
    ).all()
    dernieres = {(genre, code): (version, effet) for genre, code, version, effet in reversed(rows)}
    return tuple(
        Nouveaute(titre_de(*cle), version, effet, _regles(session, edition, cle, depuis))
        for cle, (version, effet) in dernieres.items()
        if effet is not None
    )


def _regles(session: Session, edition: Edition, cle: tuple[str, str], depuis: datetime) -> tuple[RegleChangee, ...]:
    """The rules that differ between then and now."""
    genre, code = cle
    maintenant = edition.packs.get(code) if genre == REGLES else None
    if maintenant is None:
        return ()
    p = Publication
    anciennes = select(p.contenu).where(p.genre == genre, p.code == code, p.etat.in_(PUBLIES), p.effet_le <= depuis)
    avant = session.scalars(anciennes.order_by(p.effet_le.desc(), p.rang.desc()).limit(1)).first()
    ancien = paquet_de(edition, avant, code) if avant is not None else None
    return difference_regles(ancien, maintenant, vocabulary(maintenant.family, edition.catalogue))
