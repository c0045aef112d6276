"""Dossiers in every state that rules can see, for what looks at all of them."""

from random import Random

from tests.support.builders import Site
from tests.support.conformite import enregistrer, produit_en_conformite
from tests.support.finishing import en_telesoin, presque_reference, projeter_strategie, rouvrir, strategie_evaluee
from tests.support.planning import FAIBLES, HORS_CIBLE, PLAN, evalue, planifier
from tests.support.sujets import archived, free_product, left
from tests.workflows.plateforme import FORTES, INTEROP, SOCLES
from workflows.commands.evaluations import DemanderValidation, EnregistrerEvaluation, ModifierEvaluation
from workflows.commands.projections import ValiderProjection
from workflows.commands.sujets import ModifierQualification


def populate(site: Site, seed: int = 1) -> None:
    """A dozen products and a stratégie globale: untouched, in draft, asked for, validated, opened again, projected."""
    luck = Random(seed)  # noqa: S311 - nothing secret
    site.produit(nom="Intact")
    archived(site, nom="Archivé")
    left(site, nom="Parti")
    free_product(site, nom="Libre")
    for number in range(3):
        sujet = site.produit(nom=f"Brouillon {number}", type_produit=luck.choice(("socle", "option")))
        codes = luck.sample(sorted(FORTES), luck.randint(1, 6))
        valeurs = {code: luck.choice(("rouge", "vert")) for code in codes}
        site.do(EnregistrerEvaluation(site.contributeur, sujet, SOCLES, INTEROP, site.saisies(sujet, valeurs, "  ")))
    demande = site.produit(nom="Demandé")
    site.repondre(demande, FORTES)
    site.do(DemanderValidation(site.contributeur, demande, SOCLES, INTEROP))
    site.valider(site.produit(nom="Atteint"), FORTES)
    rouvert = site.produit(nom="Rouvert")
    site.valider(rouvert, FAIBLES)
    site.do(ModifierEvaluation(site.contributeur, rouvert, SOCLES, INTEROP))
    site.repondre(rouvert, {"A10.2": "rouge"})
    requalifie = site.produit(nom="Requalifié")
    site.valider(requalifie, FORTES)
    revision = site.sujet(requalifie).revision
    sans = {**site.sujet(requalifie).qualification, "echange_mes": "aucun"}
    site.do(ModifierQualification(site.contributeur, requalifie, sans, revision))
    for plan in (PLAN, (PLAN[0], HORS_CIBLE)):
        projete = evalue(site)
        planifier(site, projete, *plan)
        site.do(ValiderProjection(site.responsable, projete, SOCLES, INTEROP))
    planifier(site, evalue(site), PLAN[0])
    projeter_strategie(site, strategie_evaluee(site))
    rouvrir(site, en_telesoin(site))
    en_telesoin(site, manque="TSO.CON.2")
    presque_reference(site)
    eteint = produit_en_conformite(site)
    enregistrer(site, eteint, {"QUA": "gris", "IA.1": "non_conforme"}, "Le produit n'a aucun contenu médical.")
