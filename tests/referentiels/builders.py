"""Small documents as YAML text, to be read as they are or spoiled in one place."""

import pytest

from referentiels.catalogue import Catalogue
from referentiels.faults import Faute
from referentiels.loading import Document, ReferentielInvalid, assemble, read_document

MATURITE = """\
genre: questionnaire
code: essai
version: "2021"
titre: Essai 2021
theme: Essai
type: maturite
informations: ["Pour chaque critère :", Sélectionnez un niveau.]
informations_projection: [Donnez une date.]
sections:
  - code: A01
    titre: Première section
    cible: une cible
    liens:
      - {titre: Un titre}
      - {titre: Une page, url: https://esante.gouv.fr}
    criteres:
      - code: A01.1
        titre: Premier critère
        nature: obligation
        objectif: mesurer
        recommande: vert
        origine: guide
        ligne_guide: 423
        source: {titre: Un texte, article: Article 1, date: 2021-06}
        niveaux:
          - {code: rouge, texte: Rien.}
          - {code: orange, texte: Un peu.}
          - {code: vert, texte: Tout.}
          - {code: gris, texte: Sans objet.}
      - code: A01.2
        titre: Second critère
        nature: option
        objectif: vérifier
        recommande: rouge
        origine: redige
        source: {titre: Un texte}
        niveaux:
          - {code: rouge, texte: Non.}
          - {code: vert, texte: Oui.}
"""

CONFORMITE = """\
genre: questionnaire
code: ethique-essai
version: "1"
titre: Éthique, essai
theme: Éthique
type: conformite
informations: [Sélectionnez la case.]
sections:
  - code: SF_CON
    titre: Contenu médical éditorial
    sections:
      - code: QUA
        titre: Qualité du contenu
        desactivable: true
        sections:
          - code: QUA.1
            titre: Éthique
            criteres:
              - code: ESS.1.1
                titre: Expertise des contributeurs
                nature: obligation
                objectif: L'expertise est documentée.
                exigence: Le système DOIT documenter l'expertise.
                origine: guide
                ligne_guide: 1470
                source: {titre: Référentiel}
                scenario:
                  code: SC.001
                  texte: Liste des contributeurs
                  jeux:
                    - code: cas_general
                      libelle: Cas général
                      preuves:
                        - {code: liste_des_contributeurs, libelle: Liste des contributeurs}
                    - code: dispositif_medical
                      libelle: Dispositif médical
                      condition: DM de classe IIa et supérieures
                      preuves:
                        - {code: certificat_ce, libelle: Certificat de marquage CE}
                        - {code: iso_13485, libelle: Certificat ISO 13485}
              - code: ESS.1.2
                titre: Sources
                nature: recommande
                objectif: Les sources sont citées.
                exigence: Le système DEVRAIT citer ses sources.
                origine: redige
                source: {titre: Référentiel}
"""

PARCOURS = """\
genre: parcours
code: essais
version: "1"
ordre: 1
titre: Essais
carte: true
accroche: Essayez
description: Vous pouvez essayer.
etapes: [Essayez une fois.]
introduction: [Bienvenue.]
presentation: {question: Qu'est-ce ?, texte: Un essai.}
demarches:
  - code: socles-essai
    titre: Socles
    description: Évaluez
    cycle: projection
    ouverte: true
    volets:
      - questionnaire: essai-2021
        sujet: produit
        projection: true
        criteres: [A01.1, A01.2]
        seuils: {A01.1: orange}
      - questionnaire: ethique-essai-1
        sujet: produit
    regles: {verrou: [socle-commun], completude: [socle-commun], verdict: [essai]}
  - code: plus-tard
    titre: Plus tard
    description: Bientôt
    cycle: simple
    ouverte: false
"""

PRODUIT = """\
genre: qualification
code: produit
version: "1"
questions:
  - code: echange
    numero: "01"
    libelle: Échange
    choix:
      - {code: oui, libelle: Oui}
      - {code: non, libelle: Non}
"""

STRATEGIE = PRODUIT.replace("code: produit", "code: strategie").replace("code: echange", "code: autres")

TOUS = (MATURITE, CONFORMITE, PARCOURS, PRODUIT, STRATEGIE)


def spoil(texte: str, avant: str, apres: str) -> str:
    """The text with one passage changed; the passage must be there."""
    assert avant in texte, avant
    return texte.replace(avant, apres, 1)


def documents(*textes: str) -> tuple[Document, ...]:
    """These texts as documents, named `0.yaml`, `1.yaml`…"""
    return tuple(read_document(texte, f"{rang}.yaml") for rang, texte in enumerate(textes))


def catalogue(*textes: str) -> Catalogue:
    """The catalogue that these texts make."""
    return assemble(documents(*textes))


def faults_of(texte: str) -> tuple[Faute, ...]:
    """The faults for which the text is refused."""
    with pytest.raises(ReferentielInvalid) as refus:
        read_document(texte, "essai.yaml")
    return refus.value.faults


def fault_of(texte: str) -> str:
    """The one fault for which the text is refused, as its sentence."""
    (faute,) = faults_of(texte)
    return str(faute)


def misfits(*textes: str) -> tuple[str, ...]:
    """The sentences for which these documents are refused together."""
    lus = documents(*textes)
    with pytest.raises(ReferentielInvalid) as refus:
        assemble(lus)
    return tuple(str(faute) for faute in refus.value.faults)
