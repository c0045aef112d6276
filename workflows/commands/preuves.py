"""What is asked of the proofs of an answer; adding or taking away one merges with what colleagues do meanwhile."""

from dataclasses import dataclass

from workflows.commands.base import Command
from workflows.commands.questionnaires import EvaluationCommand


@dataclass(frozen=True, slots=True)
class DocumentRecu:
    """A document that was received: recognised, named safely, stored under its SHA-256, scanned or waiting to be."""

    nom: str
    format: str
    taille: int
    empreinte: str
    antivirus: str


@dataclass(frozen=True, slots=True)
class PreuveCommand(EvaluationCommand):
    """Anything asked of the proofs of one critère."""

    critere: str


@dataclass(frozen=True, slots=True)
class DeposerPreuve(PreuveCommand):
    """Give a new document as a type of proof; one that the subject already has is used again."""

    jeu: str
    type: str
    description: str
    document: DocumentRecu


@dataclass(frozen=True, slots=True)
class AttacherPreuve(PreuveCommand):
    """Give a document of the subject as a type of proof."""

    jeu: str
    type: str
    preuve: str


@dataclass(frozen=True, slots=True)
class RetirerPreuve(PreuveCommand):
    """Take a proof away from this critère; the document stays with the subject."""

    jeu: str
    type: str
    preuve: str


@dataclass(frozen=True, slots=True)
class ChoisirJeu(PreuveCommand):
    """Choose one of the alternative sets, or none of them; `vue` is what the person saw of the proofs."""

    jeu: str | None
    vue: str


@dataclass(frozen=True, slots=True)
class FinaliserDepot(PreuveCommand):
    """Say that the deposit of proofs is over, or that it is not; `vue` is what the person saw of the proofs."""

    vue: str
    finalise: bool = True


@dataclass(frozen=True, slots=True)
class ConsignerAnalyse(Command):
    """Note what the antivirus said of the documents of a subject that have this content."""

    sujet: str
    empreinte: str
    resultat: str
    virus: str = ""
