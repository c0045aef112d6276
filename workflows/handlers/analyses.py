"""What the antivirus said, noted on every document of a subject that has the content it looked at."""

from sqlalchemy import select

from models.chargement import Agregat, charger
from models.compte import Entreprise
from models.events import Event
from models.log import company_log
from models.preuve import Preuve
from models.sujet import Sujet
from workflows.commands.base import SYSTEME
from workflows.commands.preuves import ConsignerAnalyse, DocumentRecu
from workflows.context import Contexte
from workflows.errors import Forbidden, NotFound

RESULTATS = ("saine", "infectee")


def consigner(command: ConsignerAnalyse, context: Contexte) -> None:
    """Note the result; where a proof no longer counts, the dossiers follow."""
    if command.acteur != SYSTEME:
        raise Forbidden("Seule la plateforme consigne ce que dit l'antivirus.")
    if command.resultat not in RESULTATS:
        raise AssertionError(f"{command.resultat} n'est pas un résultat d'analyse")
    agregat = _agregat(command, context)
    requete = select(Preuve).where(Preuve.sujet_id == command.sujet, Preuve.empreinte == command.empreinte)
    for preuve in context.session.scalars(requete):
        preuve.antivirus = command.resultat
    context.tell(
        Event.PREUVE_ANALYSEE, f"sujet/{agregat.sujet.id}", sujet=agregat.sujet.id, empreinte=command.empreinte
    )
    if command.virus:
        context.values["virus"] = command.virus
    context.cascade = command.resultat == "infectee"


def apprendre(recu: DocumentRecu, agregat: Agregat) -> bool:
    """Note on every document of that content what the antivirus said as it came again; whether that was news."""
    if recu.antivirus not in RESULTATS:
        return False
    autrement = [p for p in agregat.preuves if p.empreinte == recu.empreinte and p.antivirus != recu.antivirus]
    for preuve in autrement:
        preuve.antivirus = recu.antivirus
    return bool(autrement)


def _agregat(command: ConsignerAnalyse, context: Contexte) -> Agregat:
    """The subject, locked; what happens to it is written in its company's log."""
    agregat = charger(context.session, Sujet.id == command.sujet, for_update=True)
    if agregat is None:
        raise NotFound("Ce produit n'existe pas.")
    reference = select(Entreprise.reference).where(Entreprise.id == agregat.sujet.entreprise_id)
    context.log = company_log(context.session.scalars(reference).one())
    context.agregat = agregat
    return agregat
