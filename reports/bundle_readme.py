"""The page in French that opens a bundle of results."""

from reports.bundle_reading import Lot
from reports.wording import moment

_TEXTE = """\
{titre}

Démarche finalisée le {finalisee}. Document arrêté à la dernière écriture du journal : {arrete}.
{verdicts}

resultats/           les résultats de chaque questionnaire, en PDF, XLSX et JSON
feuilles-de-route/   les feuilles de route, s'il y a des projections
preuves/             les preuves jointes aux réponses validées, chacune une seule fois ; ce à quoi elle répond est
                     dans manifest.json, sous « preuves »{ecartees}
journal/             le journal signé : tout ce qui est arrivé à {quoi}, brouillons compris
manifest.json        l'empreinte SHA-256 et la taille de chaque fichier, et la position du journal

Vérifier
--------
Les empreintes se comparent avec « sha256sum ». Le journal se vérifie avec « convergence audit results FICHIER.zip »,
ou sans nous : docs/journal.md de Convergence décrit son format et les commandes d'OpenSSL. Comparez d'abord
l'empreinte de la clé publique avec celle que l'agence publie : {cle}

Transmettre
-----------
Le journal contient l'historique de vos brouillons et vos commentaires. Pour transmettre seulement les résultats,
resultats/, preuves/ et manifest.json suffisent.
"""


def lisez_moi(lot: Lot, cle: str) -> str:
    """What the folders hold, how to check them, what to mind before passing them on."""
    verdicts = [f"- Évaluation {lus.questionnaire.titre} : {lus.niveau}" for lus in lot.resultats]
    verdicts += [f"- Projection {feuille.questionnaire.titre} : {feuille.niveau}" for feuille in lot.feuilles]
    ecartees = sum(bool(piece.ecartee) for piece in lot.pieces)
    return _TEXTE.format(
        titre=f"{lot.sujet.libelle} : {lot.demarche.titre}",
        finalisee=moment(lot.finalise_le),
        arrete=moment(lot.position.le),
        verdicts="\n".join(verdicts),
        ecartees=f"\n                     ({ecartees} écartée(s), avec la raison)" if ecartees else "",
        quoi="la stratégie globale" if lot.sujet.type == "strategie" else "ce produit",
        cle=cle,
    )
