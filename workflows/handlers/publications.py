"""Commands on the versions of what is published, each with its handler."""

from typing import Any

from workflows.commands.publications import (
    AbandonnerBrouillon,
    AnnulerModification,
    ApprouverPublication,
    ConstaterSimulation,
    CreerBrouillon,
    ModifierBrouillon,
    PublierVersion,
    RenvoyerBrouillon,
    RetablirModification,
    RetirerPublication,
    SoumettreBrouillon,
    TesterBrouillon,
    VerifierBrouillon,
)
from workflows.handlers import approbation, brouillons, epreuves, mise_en_vigueur

HANDLERS: dict[Any, Any] = {
    CreerBrouillon: brouillons.creer,
    ModifierBrouillon: brouillons.modifier,
    AnnulerModification: brouillons.annuler,
    RetablirModification: brouillons.retablir,
    AbandonnerBrouillon: brouillons.abandonner,
    VerifierBrouillon: epreuves.verifier,
    TesterBrouillon: epreuves.tester,
    ConstaterSimulation: epreuves.simuler,
    SoumettreBrouillon: approbation.soumettre,
    ApprouverPublication: approbation.approuver,
    RenvoyerBrouillon: approbation.renvoyer,
    PublierVersion: mise_en_vigueur.publier,
    RetirerPublication: mise_en_vigueur.retirer,
}
