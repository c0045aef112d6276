"""A démarche made of two conformity questionnaires only, a tree with nodes to switch off and a flat one, as data."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from models.editions import documents, en_vigueur
from rules.avancement import EtatEvaluation, etat_evaluation
from rules.decision import Judge
from rules.edition import Edition, EditionCache, edition_digest
from rules.families import Decideur
from tests.support.publishing import parcours, publish, volet
from tests.workflows.plateforme import Plateforme
from workflows.commands.base import Acteur
from workflows.commands.dossiers import RejoindreDemarche
from workflows.commands.evaluations import EnregistrerEvaluation, Saisie, ValiderEvaluation
from workflows.outcome import Outcome

ARBRE = "arbre-1"
PLAT = "plat-1"
DEMARCHE = "conformite"

_CRITERE = """\
{{code: {code}, titre: Titre {code}, nature: {nature}, objectif: Description de {code}.,
 exigence: Le système DOIT respecter {code}., origine: redige, source: {{titre: Référentiel}}}}"""


def _criteres(**natures: str) -> str:
    codes = {code.replace("_", "."): nature for code, nature in natures.items()}
    return "[" + ", ".join(_CRITERE.format(code=code, nature=nature) for code, nature in codes.items()) + "]"


ARBRE_YAML = f"""\
genre: questionnaire
code: arbre
version: "1"
titre: Arbre d'essai
theme: Arbre
type: conformite
informations:
  - "Pour chaque critère de questionnaire :"
  - Sélectionnez la case qui correspond à la conformité du produit ;
  - "Pour certains niveaux de questionnaire :"
  - Indiquez s'il est non applicable à l'aide du bouton.
sections:
  - code: SF_CON
    titre: Contenu médical
    sections:
      - code: QUA
        titre: Qualité du contenu
        desactivable: true
        sections:
          - code: QUA.1
            titre: Éthique
            desactivable: true
            criteres: {_criteres(ESS_1_1="obligation", ESS_1_2="recommande")}
          - code: QUA.2
            titre: Accessibilité
            criteres: {_criteres(QUA_2_1="obligation")}
  - code: IA
    titre: Intelligence artificielle
    desactivable: true
    criteres: {_criteres(IA_1="obligation", IA_2="option")}
"""
PLAT_YAML = f"""\
genre: questionnaire
code: plat
version: "1"
titre: Plat d'essai
theme: Plat
type: conformite
informations: [Sélectionnez la case.]
sections:
  - code: T01
    titre: Consentement
    criteres: {_criteres(T01_1="obligation", T01_2="recommande", T01_3="option")}
"""
PARCOURS_YAML = parcours({DEMARCHE: [volet(ARBRE), volet(PLAT)]}, "conformites", "Parcours de conformité")
CONFORMES = dict.fromkeys(("ESS.1.1", "ESS.1.2", "QUA.2.1", "IA.1", "IA.2"), "conforme")
PLATES = {"T01.1": "conforme", "T01.2": "non_conforme", "T01.3": "non_conforme"}
_EDITIONS = EditionCache()


def produit_en_conformite(plateforme: Plateforme) -> str:
    """A product in that démarche, which is published for it."""
    publish(plateforme, ARBRE_YAML, PLAT_YAML, PARCOURS_YAML)
    sujet = plateforme.produit()
    plateforme.do(RejoindreDemarche(plateforme.contributeur, sujet, DEMARCHE))
    return sujet


def adresse(plateforme: Plateforme, sujet: str, questionnaire: str = "") -> str:
    """The page of that dossier, or of one of its evaluations."""
    dossier = f"/dossiers/{plateforme.sujet(sujet).reference}/{DEMARCHE}"
    return f"{dossier}/evaluations/{questionnaire}" if questionnaire else dossier


def enregistrer(
    plateforme: Plateforme,
    sujet: str,
    valeurs: Mapping[str, str | None],
    commentaire: str = "",
    *,
    questionnaire: str = ARBRE,
    acteur: Acteur | None = None,
    revision: int | None = None,
) -> Outcome:
    """Answers kept as a draft, by somebody who sees the current revisions unless told otherwise."""
    deja = plateforme.evaluation(sujet, questionnaire).reponses
    vues = {code: deja[code].revision if code in deja else 0 for code in valeurs}
    saisies = tuple(
        Saisie(code, valeur, commentaire, None, vues[code] if revision is None else revision)
        for code, valeur in valeurs.items()
    )
    who = acteur or plateforme.contributeur
    return plateforme.do(EnregistrerEvaluation(who, sujet, DEMARCHE, questionnaire, saisies))


def valider(plateforme: Plateforme, sujet: str, questionnaire: str = ARBRE) -> Outcome:
    """The draft validated by the responsable."""
    return plateforme.do(ValiderEvaluation(plateforme.responsable, sujet, DEMARCHE, questionnaire))


def edition_de(plateforme: Plateforme) -> Edition:
    """What is in effect now."""
    with Session(plateforme.engine) as session:
        designations = en_vigueur(session, plateforme.clock.now())
        return _EDITIONS.get(edition_digest(designations), lambda: documents(session, designations))


def etat(plateforme: Plateforme, sujet: str, questionnaire: str = ARBRE) -> EtatEvaluation:
    """The evaluation as that démarche sees it."""
    edition = edition_de(plateforme)
    demarche = edition.catalogue.demarches[DEMARCHE]
    volet = demarche.volet(questionnaire)
    assert volet is not None
    return etat_evaluation(Decideur(edition, Judge("reference").read), plateforme.sujet(sujet), demarche, volet)
