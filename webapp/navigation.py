"""What the bar at the top offers to each role; the parcours and démarches come from what is published."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import gettext as _

from models.compte import Role
from referentiels.catalogue import Parcours
from webapp.awaiting import attente
from webapp.runtime import edition
from webapp.security import signed_in

HOMES = {
    Role.CONTRIBUTEUR: "industriel.tableau_de_bord",
    Role.RESPONSABLE: "industriel.tableau_de_bord",
    Role.ADMINISTRATEUR: "administration.accueil",
    Role.AUDITEUR: "audit.accueil",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the bar: a link, or a menu where it has entries of its own; `count` things await there."""

    label: str
    url: str
    entries: tuple["Entry", ...] = ()
    count: int = 0

    @property
    def current(self) -> bool:
        """Whether the page shown is this one or, for a menu, one of its own."""
        here = request.path
        return here == self.url or any(entry.current for entry in self.entries)


def home() -> str:
    """The address where the person signed in begins."""
    who = signed_in()
    endpoint = HOMES[who.role] if who else "comptes.connexion"
    return url_for(endpoint if endpoint in current_app.view_functions else "comptes.mon_compte")


def navigation() -> tuple[Entry, ...]:
    """The entries of the person signed in; none for nobody."""
    who = signed_in()
    if who is None:
        return ()
    if who.role is Role.ADMINISTRATEUR:
        return tuple(_administration())
    if who.role is Role.AUDITEUR:
        return tuple(_audit())
    return tuple(_industriel(who.role))


def _industriel(role: Role) -> Iterator[Entry]:
    yield from _link(_("Tableau de bord"), "industriel.tableau_de_bord")
    produits = (
        *_link(_("Votre catalogue produits"), "industriel.produits"),
        *_link(_("Ajouter un nouveau produit"), "industriel.nouveau_produit"),
        *_link(_("Feuille de route de l’entreprise"), "industriel.calendrier"),
    )
    if produits:
        yield Entry(_("Vos produits"), produits[0].url, produits)
    if "industriel.parcours" in current_app.view_functions:
        yield from (_parcours(parcours) for parcours in edition().catalogue.parcours)
    if role is Role.RESPONSABLE:
        yield Entry(_("À valider"), url_for("industriel.a_valider"), count=attente().a_valider)
    else:
        yield Entry(_("Vos demandes"), url_for("industriel.vos_demandes"))


def _parcours(parcours: Parcours) -> Entry:
    url = url_for("industriel.parcours", code=parcours.code)
    if not parcours.carte:
        return Entry(parcours.titre, url)
    demarches = (
        entry
        for demarche in parcours.demarches
        for entry in _link(demarche.titre, "industriel.demarche", code=parcours.code, demarche=demarche.code)
    )
    return Entry(parcours.titre, url, (Entry(_("Présentation du parcours"), url), *demarches))


def _administration() -> Iterator[Entry]:
    yield from _link(_("Administration"), "administration.accueil")
    yield from _link(_("Publications"), "administration.publications")
    yield from _link(_("Référentiels"), "administration.referentiels")
    yield from _link(_("Entreprises"), "administration.entreprises_inscrites")
    yield from _link(_("Comptes"), "administration.comptes")
    yield from _link(_("Processus"), "administration.processus")
    yield from _link(_("Moyennes"), "administration.page_moyennes")
    yield from _link(_("Courriels"), "administration.courriels")


def _audit() -> Iterator[Entry]:
    yield from _link(_("Audit"), "audit.accueil")
    yield from _link(_("Piste d’audit"), "audit.piste")
    yield from _link(_("Processus"), "administration.processus")


def _link(label: str, endpoint: str, **values: Any) -> Iterator[Entry]:
    """One link, or nothing while no such page exists."""
    if endpoint in current_app.view_functions:
        yield Entry(label, url_for(endpoint, **values))
