"""A questionnaire of any length, with a démarche that asks it: the shipped « Sécurité » over and over."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import yaml

from referentiels.loading import Document, read_document, seed_documents
from workflows.commands.base import SYSTEME
from workflows.commands.plateforme import PublierGraine
from workflows.execution import Door

LONG = "longue"
"""The démarche."""

LONG_QUESTIONNAIRE = "securite-longue-2021"


def publish_long(door: Door, criteres: int) -> None:
    """Publish a démarche `LONG` that asks that many critères, judged by the rules of « socles »."""
    seeds = {(document.genre, document.code): document.contenu for document in seed_documents()}
    model, doctrine = seeds["questionnaire", "securite"], seeds["parcours", "doctrine"]
    socles = next(demarche for demarche in doctrine["demarches"] if demarche["code"] == "socles")
    sections = list(_sections(model["sections"], criteres))
    questionnaire = {
        **model,
        "code": "securite-longue",
        "titre": f"Sécurité, {criteres} critères",
        "sections": sections,
    }
    volet = {"questionnaire": LONG_QUESTIONNAIRE, "sujet": "produit", "projection": True}
    demarche = {**socles, "code": LONG, "titre": "Démarche longue", "volets": [volet]}
    parcours = {**doctrine, "code": "long", "ordre": 9, "titre": "Parcours long", "demarches": [demarche]}
    for contenu in (questionnaire, parcours):
        document = read_document(yaml.safe_dump(contenu, allow_unicode=True, sort_keys=False), "long.yaml")
        door.execute(_publication(document))


def _publication(document: Document) -> PublierGraine:
    return PublierGraine(SYSTEME, document.genre, document.code, document.version, document.digest, document.texte)


def _sections(sections: list[dict[str, Any]], wanted: int) -> Iterator[dict[str, Any]]:
    """The sections, turn after turn under codes of their own, cut where there are enough critères."""
    turn = 0
    while wanted > 0:
        for section in deepcopy(sections):
            section["code"] = f"L{turn}.{section['code']}"
            section["criteres"] = section["criteres"][:wanted]
            for critere in section["criteres"]:
                critere["code"] = f"L{turn}.{critere['code']}"
            if section["criteres"]:
                yield section
            wanted -= len(section["criteres"])
        turn += 1
