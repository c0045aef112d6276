"""Who and what the trail names: pseudonyms and identifiers into words, and what a person types into them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from models.compte import Compte, Entreprise
from models.log import AGENCY_LOG, company_log
from models.sujet import Sujet
from reports.piste import Ligne

CANDIDATS = 20
"""People or products that are offered where what was typed designates several."""

AGENCE = "Agence"


@dataclass(frozen=True, slots=True)
class Personne:
    """An account that a pseudonym stands for."""

    id: str
    pseudonyme: str
    nom: str
    email: str


@dataclass(frozen=True, slots=True)
class SujetNomme:
    """A product or stratégie globale, as pages of auditeurs name it."""

    id: str
    reference: int | None
    libelle: str
    entreprise: str


@dataclass(frozen=True, slots=True)
class Noms:
    """Names of what a page shows: people by pseudonym and by identifier, subjects by identifier, companies by log."""

    par_pseudonyme: Mapping[str, Personne]
    par_compte: Mapping[str, Personne]
    sujets: Mapping[str, SujetNomme]
    entreprises: Mapping[str, str]


def noms_de(session: Session, lignes: Iterable[Ligne], valeurs: Iterable[str] = ()) -> Noms:
    """The names of those who acted, of what is named, and of whatever else is an identifier among `valeurs`.

    Three statements.
    """
    lignes, autres = tuple(lignes), {valeur for valeur in valeurs if len(valeur) == 36}
    objets = {str(valeur) for ligne in lignes for valeur in ligne.body["objects"].values()} | autres
    acteurs = {ligne.actor for ligne in lignes}
    comptes = select(Compte).where(or_(Compte.pseudonyme.in_(sorted(acteurs)), Compte.id.in_(sorted(objets))))
    trouves = [_personne(row) for row in session.scalars(comptes)]
    sujets = [_sujet(row, nom) for row, nom in session.execute(_sujets().where(Sujet.id.in_(sorted(objets))))]
    logs = sorted({ligne.log.partition("/")[2] for ligne in lignes})
    noms = session.execute(select(Entreprise.reference, Entreprise.nom).where(Entreprise.reference.in_(logs)))
    return Noms(
        {each.pseudonyme: each for each in trouves},
        {each.id: each for each in trouves},
        {each.id: each for each in sujets},
        {AGENCY_LOG: AGENCE} | {company_log(reference): nom for reference, nom in noms},
    )


def personnes(session: Session, texte: str) -> tuple[Personne, ...]:
    """Those that a text designates: by pseudonym, by address, or by words of their name or address."""
    precis = select(Compte).where(or_(Compte.pseudonyme == texte, func.lower(Compte.email) == texte.lower()))
    trouves = session.scalars(precis).all()
    if not trouves:
        mots = (f"%{mot.lower()}%" for mot in texte.split())
        cherche = func.lower(Compte.nom).concat(" ").concat(func.lower(Compte.email))
        requete = reduce(lambda dite, mot: dite.where(cherche.like(mot)), mots, select(Compte))
        trouves = session.scalars(requete.order_by(Compte.nom, Compte.id).limit(CANDIDATS)).all()
    return tuple(map(_personne, trouves))


def sujets(session: Session, texte: str) -> tuple[SujetNomme, ...]:
    """Those that a text designates: by reference, by identifier, or by words of their name."""
    if texte.isdecimal() and len(texte) < 10:
        requete = _sujets().where(Sujet.reference == int(texte))
    elif len(texte) == 36:
        requete = _sujets().where(Sujet.id == texte)
    else:
        mots = (f"%{mot.lower()}%" for mot in texte.split())
        requete = reduce(lambda dite, mot: dite.where(func.lower(Sujet.nom).like(mot)), mots, _sujets())
    rows = session.execute(requete.order_by(Sujet.nom, Sujet.reference).limit(CANDIDATS))
    return tuple(_sujet(row, entreprise) for row, entreprise in rows)


def _sujets() -> Select[Sujet, str]:
    return select(Sujet, Entreprise.nom).join(Entreprise, Entreprise.id == Sujet.entreprise_id)


def _personne(row: Compte) -> Personne:
    return Personne(row.id, row.pseudonyme, row.nom, row.email)


def _sujet(row: Sujet, entreprise: str) -> SujetNomme:
    strategie = "Stratégie globale"
    parts = (row.nom, row.version, str(row.reference or ""))
    libelle = strategie if row.type == "strategie" else " - ".join(filter(None, parts))
    return SujetNomme(row.id, row.reference, libelle or "Produit sans nom", entreprise)
