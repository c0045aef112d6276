"""The filters of the trail: from the address to a selection of entries, and back to words that can be taken away."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from models.events import Event
from models.reperes import Genre, Repere, mots
from reports.journal import PREFIX, Journal
from reports.piste import Selection
from reports.piste_noms import Personne, SujetNomme, personnes, sujets
from webapp.audit.libelles import RESULTATS, evenement
from webapp.presentation import jour
from webapp.runtime import edition
from workflows.clock import PARIS

__all__ = ["Recherche", "lire_filtres"]
LONGUEUR = 200
"""Characters of a filter; what is longer is cut."""

NOMS = {
    "journal": _l("Entreprise"),
    "produit": _l("Produit ou stratégie"),
    "demarche": _l("Démarche"),
    "questionnaire": _l("Questionnaire"),
    "personne": _l("Personne"),
    "evenement": _l("Événement"),
    "resultat": _l("Résultat"),
    "regle": _l("Règle"),
    "du": _l("Du"),
    "au": _l("Au"),
    "texte": _l("Texte"),
}


@dataclass(frozen=True, slots=True)
class Actif:
    """A filter that is set: its name, its value in words, and the address without it."""

    nom: str
    valeur: str
    sans: str


@dataclass(frozen=True, slots=True)
class Choix:
    """One of several things that what was typed may designate, and the address that means it."""

    libelle: str
    url: str


@dataclass
class Recherche:
    """What is asked of the trail; with `fautes` or `choix` nothing is searched until they are settled."""

    saisie: dict[str, str]
    reperes: list[Repere] = field(default_factory=list)
    debut: datetime | None = None
    fin: datetime | None = None
    actifs: list[Actif] = field(default_factory=list)
    fautes: dict[str, str] = field(default_factory=dict)
    choix: dict[str, list[Choix]] = field(default_factory=dict)

    @property
    def selection(self) -> Selection | None:
        """The entries to show, None while something has to be settled."""
        if self.fautes or self.choix:
            return None
        return Selection(tuple(self.reperes), self.debut, self.fin)

    def adresse(self, **changes: str) -> str:
        """The trail with the same filters but for those changes; an empty one is taken away."""
        voulus: dict[str, Any] = {nom: valeur for nom, valeur in (self.saisie | changes).items() if valeur}
        return url_for("audit.piste", **voulus)

    def retenir(self, nom: str, dit: str, *reperes: Repere) -> None:
        """Set a filter that was understood."""
        self.reperes.extend(reperes)
        self.actifs.append(Actif(str(NOMS[nom]), dit, self.adresse(**{nom: ""})))


def lire_filtres(session: Session, journaux: tuple[Journal, ...], noms: Collection[str] = tuple(NOMS)) -> Recherche:
    """The filters of the current request's address, those of these names."""
    # PostgreSQL has no zero character
    saisie = {nom: request.args.get(nom, "").replace("\0", "").strip()[:LONGUEUR] for nom in noms}
    recherche = Recherche({nom: valeur for nom, valeur in saisie.items() if valeur})
    for nom, lire in _lecteurs(session, journaux):
        if nom in recherche.saisie:
            lire(recherche, recherche.saisie[nom])
    if recherche.debut and recherche.fin and recherche.debut >= recherche.fin:
        recherche.fautes["au"] = _(
            "La période finit avant de commencer : avancez le premier jour ou reculez le dernier."
        )
    return recherche


def _lecteurs(
    session: Session, journaux: tuple[Journal, ...]
) -> Iterator[tuple[str, Callable[[Recherche, str], None]]]:
    titres = {journal.nom: journal.titre for journal in journaux}
    yield "journal", lambda r, v: _parmi(r, "journal", v, titres, lambda nom: (Genre.JOURNAL, PREFIX + nom))
    yield "produit", lambda r, v: _produit(r, v, sujets(session, v))
    demarches = {code: each.titre for code, each in edition().catalogue.demarches.items()}
    yield "demarche", lambda r, v: _parmi(r, "demarche", v, demarches, lambda code: (Genre.DEMARCHE, code))
    titres_q = {cle: each.titre for cle, each in edition().catalogue.questionnaires.items()}
    yield "questionnaire", lambda r, v: _parmi(r, "questionnaire", v, titres_q, lambda cle: (Genre.QUESTIONNAIRE, cle))
    yield "personne", lambda r, v: _personne(r, v, personnes(session, v))
    evenements = {str(each): evenement(each) for each in Event}
    yield "evenement", lambda r, v: _parmi(r, "evenement", v, evenements, lambda code: (Genre.EVENEMENT, code))
    resultats = {code: str(dit) for code, dit in RESULTATS.items()}
    yield "resultat", lambda r, v: _parmi(r, "resultat", v, resultats, lambda code: (Genre.RESULTAT, code))
    yield "regle", lambda r, v: r.retenir("regle", v, (Genre.REGLE, v))
    yield "du", lambda r, v: _jour(r, "du", v)
    yield "au", lambda r, v: _jour(r, "au", v)
    yield "texte", _texte


def _parmi(
    recherche: Recherche, nom: str, valeur: str, connus: dict[str, str], repere: Callable[[str], Repere]
) -> None:
    # a code that is published no more may still be in the journal: it is searched as it is
    if valeur in connus or nom in ("demarche", "questionnaire"):
        recherche.retenir(nom, connus.get(valeur, valeur), repere(valeur))
    else:
        recherche.fautes[nom] = _(
            "« %(valeur)s » n’est pas dans la liste : choisissez une de ses entrées.", valeur=valeur
        )


def _produit(recherche: Recherche, saisi: str, trouves: tuple[SujetNomme, ...]) -> None:
    if len(trouves) == 1:
        recherche.retenir("produit", trouves[0].libelle, (Genre.SUJET, trouves[0].id))
    elif trouves:
        recherche.choix["produit"] = [
            Choix(f"{each.libelle} ({each.entreprise})", recherche.adresse(produit=each.id)) for each in trouves
        ]
    else:
        recherche.fautes["produit"] = _(
            "Aucun produit ne répond à « %(saisi)s » : donnez sa référence, ou des mots de son nom.", saisi=saisi
        )


def _personne(recherche: Recherche, saisi: str, trouvees: tuple[Personne, ...]) -> None:
    if len(trouvees) == 1:
        recherche.retenir("personne", trouvees[0].nom, (Genre.ACTEUR, trouvees[0].pseudonyme))
    elif trouvees:
        recherche.choix["personne"] = [
            Choix(f"{each.nom} ({each.email})", recherche.adresse(personne=each.pseudonyme)) for each in trouvees
        ]
    elif saisi == "systeme" or len(saisi) == 36:
        # a pseudonym whose account is gone still signs its entries
        recherche.retenir("personne", saisi, (Genre.ACTEUR, saisi))
    else:
        recherche.fautes["personne"] = _(
            "Personne ne répond à « %(saisi)s » : donnez un nom, une adresse ou un pseudonyme.", saisi=saisi
        )


def _jour(recherche: Recherche, nom: str, valeur: str) -> None:
    try:
        lu = date.fromisoformat(valeur)
        debut = datetime.combine(lu + timedelta(days=nom == "au"), time(), PARIS)
    except (ValueError, OverflowError):
        recherche.fautes[nom] = _("« %(valeur)s » n’est pas un jour : écrivez-le 2026-03-31.", valeur=valeur)
        return
    if nom == "du":
        recherche.debut = debut
    else:
        recherche.fin = debut
    recherche.retenir(nom, jour(lu))


def _texte(recherche: Recherche, valeur: str) -> None:
    cherches = sorted(mots(valeur))
    if cherches:
        recherche.retenir("texte", " ".join(cherches), *((Genre.MOT, mot) for mot in cherches))
    else:
        recherche.fautes["texte"] = _("Cherchez au moins un mot de deux lettres.")
