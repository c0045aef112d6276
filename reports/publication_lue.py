"""One version of a document as its page shows it: where it stands, what was found, what it changes, what happened."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.compte import Compte
from models.entry import AGENCY_LOG
from models.journal import JournalEntry
from models.publication import EtapeBrouillon, Publication
from models.snapshot import Designation
from reports.difference_regles import RegleChangee, difference_regles
from reports.versions_publiees import titre_de
from rules.edition import REGLES, Edition
from rules.language import Pack
from rules.pack import PackInvalid, load_pack
from rules.vocabulary import vocabulary

ETAPES = ("brouillon", "verifiee", "testee", "simulee", "approuvee", "publiee")
"""The steps of the road as the page shows them."""


@dataclass(frozen=True, slots=True)
class Fait:
    """Something that happened to it, by whom: an event of the journal, with its number there."""

    seq: int
    instant: datetime
    evenement: str
    par: str
    de: str
    a: str


@dataclass(frozen=True, slots=True)
class PublicationLue:
    """One version; names are those of people, dates those of the journal.

    `etape` is the number of the step it stands at, from 1; 0 where it left the road. `regles` and `lignes` are what
    changed: by rule for a pack that can be read, else line by line.
    """

    id: str
    genre: str
    code: str
    version: str
    titre: str
    etat: str
    digest: str
    contenu: str
    depose_le: datetime
    effet_le: datetime | None
    motif: str
    motif_renvoi: str
    auteurs: tuple[str, ...]
    soumis_par: str
    approuve_par: str
    controle: Mapping[str, Any] | None
    essai: Mapping[str, Any] | None
    simulation: Mapping[str, Any] | None
    remplace: str
    regles: tuple[RegleChangee, ...] | None
    lignes: tuple[str, ...]
    historique: tuple[Fait, ...]
    annulable: bool
    retablissable: bool

    @property
    def etape(self) -> int:
        """The number of the step of the road it stands at, from 1; one that was submitted is still simulated."""
        etat = "simulee" if self.etat == "soumise" else self.etat
        return ETAPES.index(etat) + 1 if etat in ETAPES else 0


class PublicationInconnue(LookupError):
    """No version has that identifier."""


def publication_lue(
    session: Session, edition: Edition, en_vigueur: Iterable[Designation], identifiant: str
) -> PublicationLue:
    """The version of that identifier, beside the one of its document that is in effect.

    Raises: PublicationInconnue.
    """
    p = session.get(Publication, identifiant)
    if p is None:
        raise PublicationInconnue(identifiant)
    courante = _courante(session, en_vigueur, p)
    avant = courante.contenu if courante is not None else None
    regles = _par_regle(edition, p, avant) if p.genre == REGLES else None
    noms = _noms(session, p)
    return PublicationLue(
        id=p.id,
        genre=p.genre,
        code=p.code,
        version=p.version,
        titre=titre_de(p.genre, p.code),
        etat=p.etat,
        digest=p.digest,
        contenu=p.contenu,
        depose_le=p.depose_le,
        effet_le=p.effet_le,
        motif=p.motif or "",
        motif_renvoi=p.motif_renvoi or "",
        auteurs=tuple(noms.get(auteur, auteur) for auteur in p.auteurs or ()),
        soumis_par=noms.get(p.soumis_par or "", ""),
        approuve_par=noms.get(p.approuve_par or "", ""),
        controle=p.controle,
        essai=p.essai,
        simulation=p.simulation,
        remplace=courante.version if courante is not None else "",
        regles=regles,
        lignes=() if regles is not None else tuple(_lignes(avant, p.contenu)),
        historique=_historique(session, p),
        **_pas(session, p),
    )


def _courante(session: Session, en_vigueur: Iterable[Designation], p: Publication) -> Publication | None:
    """The version that stands where this one would; None where it is this one, or there is none."""
    versions = [version for genre, code, version, _ in en_vigueur if (genre, code) == (p.genre, p.code)]
    if not versions or p.version in versions:
        return None
    return session.scalars(
        select(Publication).where(
            Publication.genre == p.genre, Publication.code == p.code, Publication.version == versions[-1]
        )
    ).one()


def _par_regle(edition: Edition, p: Publication, avant: str | None) -> tuple[RegleChangee, ...] | None:
    """The rules that change; None where the new version cannot be read yet."""
    apres = paquet_de(edition, p.contenu, p.code)
    ancien = paquet_de(edition, avant, p.code) if avant is not None else None
    return None if apres is None else difference_regles(ancien, apres, vocabulary(apres.family, edition.catalogue))


def paquet_de(edition: Edition, contenu: str, code: str) -> Pack | None:
    """The pack under the vocabulary of that edition; None where it cannot be read."""
    try:
        return load_pack(contenu, code, lambda family: vocabulary(family, edition.catalogue))
    except PackInvalid:
        return None


def _lignes(avant: str | None, apres: str) -> list[str]:
    if avant is None:
        return []
    return list(unified_diff(avant.splitlines(), apres.splitlines(), lineterm="", n=2))[2:]


def _noms(session: Session, p: Publication) -> Mapping[str, str]:
    comptes = {compte for compte in (*(p.auteurs or ()), p.soumis_par, p.approuve_par) if compte}
    rows = session.execute(select(Compte.id, Compte.nom).where(Compte.id.in_(comptes)))
    return {row.id: row.nom for row in rows}


def _pas(session: Session, p: Publication) -> dict[str, bool]:
    """Whether there is something to undo, and something to redo."""
    siennes = EtapeBrouillon.publication_id == p.id
    etapes = session.execute(select(EtapeBrouillon.numero, EtapeBrouillon.precedente).where(siennes)).all()
    return {
        "annulable": any(numero == p.etape and precedente is not None for numero, precedente in etapes),
        "retablissable": any(precedente == p.etape for _, precedente in etapes if p.etape is not None),
    }


def _historique(session: Session, p: Publication) -> tuple[Fait, ...]:
    """What the agency's log says of this version, the latest first."""
    stream = f"publication/{p.genre}/{p.code}"
    rows = session.execute(
        select(JournalEntry.seq, JournalEntry.time, JournalEntry.event, JournalEntry.actor, JournalEntry.body)
        .where(JournalEntry.log == AGENCY_LOG, JournalEntry.stream == stream)
        .order_by(JournalEntry.seq.desc())
    ).all()
    noms = dict(session.execute(select(Compte.pseudonyme, Compte.nom).where(Compte.role == "administrateur")).all())
    noms["systeme"] = "Système"
    nom, faits = f"{p.genre} {p.code} {p.version}", []
    for seq, instant, evenement, acteur, texte in rows:
        body = json.loads(texte)
        if body["objects"].get("identifiant", p.id) == p.id and body["objects"].get("publication") == nom:
            pas = body["transitions"][0] if body["transitions"] else {"from": "", "to": ""}
            faits.append(Fait(seq, instant, evenement, noms.get(acteur, acteur), pas["from"], pas["to"]))
    return tuple(faits)
