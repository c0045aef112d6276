"""The proofs of the demonstration: one document per section of Ethique, given wherever that section expects one."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from typing import IO

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from models.chargement import charger
from models.snapshot import ReponseSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Questionnaire, Section
from rules.preuves import vue_du_depot
from workflows.commands.base import Acteur
from workflows.commands.preuves import AttacherPreuve, DeposerPreuve, DocumentRecu, FinaliserDepot
from workflows.execution import Door

Garder = Callable[[str, str, IO[bytes]], None]
"""Keeps the bytes of a document: of which company, under which SHA-256."""

CONFORME = "conforme"
TEXTE = """\
{produit}
Dossier de preuves : {code} {titre}

Ce document de démonstration rassemble les pièces que le questionnaire « {questionnaire} » demande
pour cette section. Il ne prouve rien : remplacez-le par vos propres documents.
"""


class Preuves:
    """Deposits the proofs of one product in one démarche, through the door as its pages do."""

    def __init__(self, door: Door, engine: Engine, garder: Garder, acteur: Acteur, sujet: str, demarche: str) -> None:
        self._door = door
        self._engine = engine
        self._garder = garder
        self._acteur = acteur
        self._sujet = sujet
        self._demarche = demarche

    def deposer(self, questionnaire: Questionnaire) -> None:
        """Give every critère answered « Conforme » what its first set expects, and declare each deposit over."""
        conformes = {code for code, r in self._reponses(questionnaire.cle).items() if r.valeur == CONFORME}
        for section in questionnaire.sections:
            codes = [critere.code for critere in section.tous_les_criteres() if critere.code in conformes]
            document = ""
            for code in codes:
                document = self._prouver(questionnaire, section, code, document)

    def _prouver(self, questionnaire: Questionnaire, section: Section, code: str, document: str) -> str:
        """The identifier of the section's document, given to that critère."""
        scenario = questionnaire.criteres[code].scenario
        where = (self._acteur, self._sujet, self._demarche, questionnaire.cle, code)
        jeu = scenario.jeux[0] if scenario is not None else None
        for attendue in jeu.preuves if jeu is not None else ():
            type_ = (jeu.code if jeu is not None else "", attendue.code)
            if document:
                self._door.execute(AttacherPreuve(*where, *type_, document))
            else:
                recu = self._recu(questionnaire, section)
                description = f"Dossier de preuves, {section.titre.lower()}"
                document = str(self._door.execute(DeposerPreuve(*where, *type_, description, recu)).identifiant)
        vue = vue_du_depot(self._reponses(questionnaire.cle)[code])
        self._door.execute(FinaliserDepot(*where, vue))
        return document

    def _recu(self, questionnaire: Questionnaire, section: Section) -> DocumentRecu:
        """The section's document, kept."""
        texte = TEXTE.format(
            produit="Edicare", code=section.code, titre=section.titre, questionnaire=questionnaire.titre
        )
        contenu = texte.encode()
        empreinte = sha256(contenu).hexdigest()
        self._garder(str(self._acteur.entreprise_id), empreinte, BytesIO(contenu))
        nom = f"dossier-de-preuves-{section.code.lower().replace('_', '-')}.txt"
        return DocumentRecu(nom, "txt", len(contenu), empreinte, "sans")

    def _reponses(self, questionnaire: str) -> dict[str, ReponseSnapshot]:
        with Session(self._engine) as session:
            agregat = charger(session, Sujet.id == self._sujet)
            assert agregat is not None
            return dict(agregat.snapshot().evaluations[questionnaire].reponses)
