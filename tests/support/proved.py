"""A product with a proof, its bytes included: what the rows of the route matrix name."""

import io

from tests.support.builders import Site
from tests.support.documents import pdf
from tests.support.preuves import CRITERE, ESSAI, ETHIQUE, LISTE, Dossier, produit_a_prouver


def proved(site: Site) -> dict[str, str]:
    """A product with a proof whose bytes are in the store."""
    sujet = produit_a_prouver(site)
    vu = site.sujet(sujet)
    recu = site.reception.receive(vu.entreprise_id, "liste.pdf", io.BytesIO(pdf())).document
    preuve = Dossier(site, sujet).deposer(recu=recu).identifiant
    page = f"/dossiers/{vu.reference}/{ESSAI}/evaluations/{ETHIQUE}/criteres/{CRITERE}/preuves"
    return {"preuves": page, "preuve": str(preuve), "type": "/".join(LISTE)}
