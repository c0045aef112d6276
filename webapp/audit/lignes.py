"""An entry of the trail in words: who, what, about what; the codes stay beside."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from models.compte import Role
from referentiels.catalogue import Catalogue
from reports.journal import PREFIX
from reports.piste import Ligne
from reports.piste_noms import Noms
from webapp.audit.libelles import DOCUMENTS, evenement
from webapp.audit.passages import action_demandee
from webapp.presentation import ROLES

SYSTEME = "systeme"


@dataclass(frozen=True, slots=True)
class LigneLisible:
    """One entry, as the trail shows it; `motifs` are the sentences of a refusal, `regles` those that fired."""

    journal: str
    entreprise: str
    seq: int
    time: datetime
    evenement: str
    code: str
    refusee: bool
    acteur: str
    pseudonyme: str
    role: str
    sujet: str
    sujet_id: str | None
    dossier_id: str | None
    precisions: tuple[str, ...]
    changements: int
    motifs: tuple[str, ...]


def ligne_lisible(ligne: Ligne, noms: Noms, catalogue: Catalogue) -> LigneLisible:
    """The entry in words."""
    objets, body = ligne.body["objects"], ligne.body
    sujet = noms.sujets.get(objets.get("sujet", ""))
    return LigneLisible(
        journal=ligne.log.removeprefix(PREFIX),
        entreprise=noms.entreprises.get(ligne.log, ligne.log.removeprefix(PREFIX)),
        seq=ligne.seq,
        time=ligne.time,
        evenement=evenement(ligne.event),
        code=ligne.event,
        refusee=ligne.refusee,
        acteur=nom_de_l_acteur(ligne.actor, noms),
        pseudonyme=ligne.actor,
        role=role_en_mots(body["role"]),
        sujet=sujet.libelle if sujet is not None else "",
        sujet_id=objets.get("sujet"),
        dossier_id=objets.get("dossier"),
        precisions=tuple(_precisions(ligne, noms, catalogue)),
        changements=len(body["changes"]),
        motifs=tuple(ligne.valeur("motifs") or ()),
    )


def nom_de_l_acteur(pseudonyme: str, noms: Noms) -> str:
    """The name behind a pseudonym; the beginning of the pseudonym where no account has it any more."""
    if pseudonyme == SYSTEME:
        return str(_("Système"))
    personne = noms.par_pseudonyme.get(pseudonyme)
    return personne.nom if personne is not None else pseudonyme[:8]


def role_en_mots(role: str) -> str:
    """The name of a role."""
    return str(ROLES[Role(role)]) if role in tuple(Role) else role


def _precisions(ligne: Ligne, noms: Noms, catalogue: Catalogue) -> list[str]:
    """What else an entry is about, in words: what was asked, démarche, questionnaire, critère, document, person."""
    objets = ligne.body["objects"]
    demande = action_demandee(objets)
    dits = [demande] if demande is not None else []
    if (code := objets.get("demarche")) is not None:
        demarche = catalogue.demarches.get(code)
        dits.append(demarche.titre if demarche is not None else code)
    if (cle := objets.get("questionnaire")) is not None:
        questionnaire = catalogue.questionnaires.get(cle)
        dits.append(questionnaire.titre if questionnaire is not None else cle)
    if (critere := objets.get("critere")) is not None:
        dits.append(_("critère %(code)s", code=critere))
    if (document := objets.get("document")) is not None:
        dits.append(f"{DOCUMENTS.get(document, document)} ({objets.get('format', '').upper()})")
    compte = noms.par_compte.get(objets.get("compte", ""))
    if compte is not None and compte.pseudonyme != ligne.actor:
        dits.append(compte.nom)
    return [*dits, *(objets[nom] for nom in ("publication", "log") if nom in objets)]
