"""From the plain values of a file to a catalogue object, or to everything that is wrong with them."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import ValidationError

from referentiels.catalogue import Parcours, Qualification, Questionnaire, TypeQuestionnaire
from referentiels.faults import Faute, Place, ReferentielInvalid
from referentiels.reading import Lecture
from referentiels.schema_parcours import ParcoursSchema, QualificationSchema
from referentiels.schema_questionnaire import QuestionnaireDeConformiteSchema, QuestionnaireDeMaturiteSchema
from referentiels.strict import DocumentSchema
from referentiels.twins import twins

Objet = Parcours | Questionnaire | Qualification


def build(lecture: Lecture) -> Objet:
    """The catalogue object that a file describes.

    Raises: ReferentielInvalid with every fault found.
    """
    faults = [lecture.faute(place, attendu) for place, attendu in twins(lecture.contenu)]
    try:
        objet: Objet = _schema(lecture.contenu).load(lecture.contenu)
    except ValidationError as error:
        faults.extend(_faults(lecture, error.messages))
        raise ReferentielInvalid(faults) from error
    if faults:
        raise ReferentielInvalid(faults)
    return objet


def _schema(contenu: Mapping[str, Any]) -> DocumentSchema:
    if contenu.get("genre") == "parcours":
        return ParcoursSchema()
    if contenu.get("genre") == "qualification":
        return QualificationSchema()
    if contenu.get("genre") != "questionnaire":
        return DocumentSchema(unknown="exclude")
    if contenu.get("type") == TypeQuestionnaire.CONFORMITE:
        return QuestionnaireDeConformiteSchema()
    return QuestionnaireDeMaturiteSchema()


def _faults(lecture: Lecture, messages: Any) -> Iterator[Faute]:
    for place, attendu in _flatten(messages, ()):
        yield lecture.faute(place, attendu)


def _flatten(messages: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(messages, Mapping):
        for cle, suite in messages.items():
            yield from _flatten(suite, place if cle == "_schema" else (*place, cle))
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield from _flatten(message, place)
    else:
        yield place, str(messages)
