"""What the demonstration's companies answer, with their comments."""

from collections.abc import Mapping

from referentiels.catalogue import Catalogue, Volet

POLITIQUE = {
    "A08.7.1": ("jaune", "Agrément obtenu en 2017 ; la certification est demandée pour 2023."),
    "A08.8.1": ("jaune", ""),
    "A09.1": ("orange", "Veille et correctifs sont assurés ; le premier audit annuel est prévu à l’automne."),
    "A09.2": ("jaune", ""),
}
INTEROPERABILITE = {
    "A08.5.01": ("orange", "La production de documents CDA est livrée ; l’en-tête suit encore notre propre profil."),
    "A08.5.02": ("vert", ""),
    "A08.5.03": ("orange", "Deux volets sont implémentés : le compte rendu de consultation et la lettre de liaison."),
    "A08.6.01": ("vert", ""),
    "A08.6.02": ("vert", "Envoi et réception par l’opérateur MSSanté de l’établissement."),
    "A10.1": ("rouge", "Les listes de codes sont codées en dur ; leur externalisation est au plan de charge."),
    "A10.2": ("vert", ""),
}
PROJECTION = {
    "A08.5.01": ({"vert": "2023-01"}, "En-tête conforme au volet dans la version 0.3."),
    "A08.5.03": ({"jaune": "2023-03"}, ""),
    "A10.1": ({"orange": "2022-10", "vert": "2023-06"}, "Alimentation manuelle d’abord, automatique ensuite."),
}
URBANISATION_EN_BROUILLON = {
    "A05.1": ("orange", "Pro Santé Connect est en préproduction depuis avril."),
    "A06.1": ("vert", "Identifiant national de santé qualifié par le téléservice INSi."),
}
TELECONSULTATION_EN_BROUILLON = {
    "TCO.IDE.1": ("conforme", "Identité vérifiée à l’ouverture de chaque téléconsultation."),
    "TCO.CON.1": ("non_conforme", "Le recueil du consentement sera tracé dans la version 1.1."),
}

SANS_PROFESSIONNEL = "Le service ne s’adresse qu’aux usagers."
REFERENCEMENT = {
    "interoperabilite-2021": {
        "A08.5.01": ("orange", "Les bilans sont exportés en CDA ; les métadonnées seront complétées en version 1.5."),
        "A08.5.02": ("gris", ""),
        "A08.5.03": ("gris", ""),
        "A08.6.01": ("gris", "Aucun échange avec Mon espace santé dans cette version."),
        "A08.6.02": ("gris", ""),
        "A10.2": ("gris", ""),
    },
    "urbanisation-2021": {
        "A05.1": ("gris", SANS_PROFESSIONNEL),
        "A06.1": ("orange", "L’INS est saisie par l’usager ; l’appel au téléservice INSi est à l’étude."),
    },
    "securite-2021": {
        "A08.1.01": ("gris", SANS_PROFESSIONNEL),
        "A08.1.02": ("gris", SANS_PROFESSIONNEL),
        "A08.1.04": ("gris", SANS_PROFESSIONNEL),
        "A08.10.04": ("orange", "Le plan de reprise est écrit et sera essayé en septembre."),
        "A09.6": ("jaune", "Une adresse dédiée est publiée ; les délais par gravité le seront en version 1.5."),
    },
    "ethique-mon-espace-sante-2022": {
        "SF_IA": ("gris", "Le service n’emploie aucune intelligence artificielle."),
        "ACC.2.2": ("non_conforme", "Les versions prises en charge remontent à trois ans."),
        "ENV.1.2": ("non_conforme", "Première mesure prévue avec la version 1.5."),
    },
}
"""Where the third product is not at the recommended level; « SF_IA » is a node that is made not applicable."""


def referencement(catalogue: Catalogue, volet: Volet) -> Mapping[str, tuple[str, str]]:
    """The third product's answers: its own, the recommended level elsewhere, nothing below a node switched off."""
    propres = REFERENCEMENT[volet.questionnaire]
    questionnaire = catalogue.questionnaires[volet.questionnaire]
    eteintes = (section for section in questionnaire.sections if section.code in propres)
    sans_objet = {critere.code for section in eteintes for critere in section.tous_les_criteres()}
    demandes = [questionnaire.criteres[code] for code in volet.criteres or questionnaire.criteres]
    recommandees = {c.code: (c.recommande, "") for c in demandes if c.code not in sans_objet}
    return recommandees | propres
