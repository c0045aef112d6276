"""One catalogue out of many documents: what they say of one another is checked here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from referentiels.catalogue import (
    Catalogue,
    Parcours,
    Qualification,
    Questionnaire,
    TypeQuestionnaire,
    Volet,
)
from referentiels.faults import Faute, Place, ReferentielInvalid
from referentiels.reading import Lecture
from referentiels.schema import Objet


@dataclass(frozen=True)
class Piece:
    """A document as read and as built."""

    lecture: Lecture
    objet: Objet

    @property
    def version(self) -> str:
        """The document's version, which not every object keeps."""
        return str(self.lecture.contenu["version"])


def put_together(pieces: Sequence[Piece], digest: str) -> Catalogue:
    """The catalogue of these documents: parcours in their own order, questionnaires by key.

    Raises: ReferentielInvalid with every fault found.
    """
    questionnaires = {p.objet.cle: p.objet for p in pieces if isinstance(p.objet, Questionnaire)}
    # a document given twice repeats all its codes: that alone is said
    faults = list(_twin_documents(pieces))
    if not faults:
        faults = [*_twin_criteres(pieces), *_twin_questions(pieces), *_twin_demarches(pieces)]
    for piece in pieces:
        if isinstance(piece.objet, Parcours):
            faults.extend(_parcours(piece, piece.objet, questionnaires))
    if faults:
        raise ReferentielInvalid(faults)
    ordre = {p.objet.code: int(p.lecture.contenu["ordre"]) for p in pieces if isinstance(p.objet, Parcours)}
    parcours = [piece.objet for piece in pieces if isinstance(piece.objet, Parcours)]
    return Catalogue(
        digest=digest,
        parcours=tuple(sorted(parcours, key=lambda un: ordre[un.code])),
        questionnaires=dict(sorted(questionnaires.items())),
        qualifications={p.objet.sujet: p.objet for p in pieces if isinstance(p.objet, Qualification)},
    )


def _uniques(entrees: Iterable[tuple[object, Piece, Place]], attendu: str) -> Iterator[Faute]:
    """A fault for each key seen before, naming the file that has it first."""
    vus: dict[object, str] = {}
    for cle, piece, place in entrees:
        if cle in vus:
            yield piece.lecture.faute(place, f"{attendu} (déjà dans {vus[cle]})")
        vus.setdefault(cle, piece.lecture.fichier)


def _twin_documents(pieces: Iterable[Piece]) -> Iterator[Faute]:
    """Only a questionnaire may stand in two versions: answers are kept under one or the other."""
    uniques = ((_identity(piece), piece, ("code",)) for piece in pieces)
    yield from _uniques(uniques, "un seul document de ce code")
    ordres = ((p.lecture.contenu["ordre"], p, ("ordre",)) for p in pieces if isinstance(p.objet, Parcours))
    yield from _uniques(ordres, "un ordre qu'aucun autre parcours n'a")


def _identity(piece: Piece) -> tuple[str, ...]:
    contenu = piece.lecture.contenu
    if isinstance(piece.objet, Questionnaire):
        return ("questionnaire", piece.objet.cle)
    return (contenu["genre"], contenu["code"])


def _twin_criteres(pieces: Iterable[Piece]) -> Iterator[Faute]:
    """A critère's code belongs to one questionnaire, whatever its versions."""
    proprietaires: dict[str, Piece] = {}
    for piece in pieces:
        if isinstance(piece.objet, Questionnaire):
            for code, place in _places_de_criteres(piece.lecture.contenu["sections"], ("sections",)):
                premier = proprietaires.setdefault(code, piece)
                if premier.lecture.contenu["code"] != piece.objet.code:
                    attendu = f"un code de critère unique (déjà dans {premier.lecture.fichier})"
                    yield piece.lecture.faute(place, attendu)


def _places_de_criteres(sections: Sequence[dict[str, object]], place: Place) -> Iterator[tuple[str, Place]]:
    for i, section in enumerate(sections):
        criteres, sous_sections = section.get("criteres", []), section.get("sections", [])
        assert isinstance(criteres, list)
        assert isinstance(sous_sections, list)
        for j, critere in enumerate(criteres):
            yield critere["code"], (*place, i, "criteres", j, "code")
        yield from _places_de_criteres(sous_sections, (*place, i, "sections"))


def _twin_questions(pieces: Iterable[Piece]) -> Iterator[Faute]:
    """Two qualifications never share a question's code: each names one fact."""
    entrees = (
        (question.code, piece, ("questions", rang, "code"))
        for piece in pieces
        if isinstance(piece.objet, Qualification)
        for rang, question in enumerate(piece.objet.questions)
    )
    yield from _uniques(entrees, "un code de question unique")


def _twin_demarches(pieces: Iterable[Piece]) -> Iterator[Faute]:
    entrees = (
        (demarche.code, piece, ("demarches", rang, "code"))
        for piece in pieces
        if isinstance(piece.objet, Parcours)
        for rang, demarche in enumerate(piece.objet.demarches)
    )
    yield from _uniques(entrees, "un code de démarche unique")


def _parcours(piece: Piece, parcours: Parcours, questionnaires: dict[str, Questionnaire]) -> Iterator[Faute]:
    for i, demarche in enumerate(parcours.demarches):
        for j, volet in enumerate(demarche.volets):
            place: Place = ("demarches", i, "volets", j)
            questionnaire = questionnaires.get(volet.questionnaire)
            if questionnaire is None:
                publies = ", ".join(sorted(questionnaires)) or "aucun"
                attendu = f"un questionnaire publié ({publies})"
                yield piece.lecture.faute((*place, "questionnaire"), attendu)
            else:
                yield from _volet(piece, place, volet, questionnaire)


def _volet(piece: Piece, place: Place, volet: Volet, questionnaire: Questionnaire) -> Iterator[Faute]:
    if volet.projection and questionnaire.type is TypeQuestionnaire.CONFORMITE:
        yield piece.lecture.faute((*place, "projection"), "false pour un questionnaire de conformité")
    elif volet.projection and not questionnaire.informations_projection:
        attendu = f"les informations_projection du questionnaire {questionnaire.cle}, pour le projeter"
        yield piece.lecture.faute((*place, "projection"), attendu)
    yield from _perimetre(piece, place, volet, questionnaire)
    yield from _seuils(piece, place, volet, questionnaire)
    yield from _sans_seuil(piece, place, volet, questionnaire)


def _perimetre(piece: Piece, place: Place, volet: Volet, questionnaire: Questionnaire) -> Iterator[Faute]:
    for rang, code in enumerate(volet.criteres or ()):
        if code not in questionnaire.criteres:
            attendu = f"un critère du questionnaire {questionnaire.cle}"
            yield piece.lecture.faute((*place, "criteres", rang), attendu)


def _seuils(piece: Piece, place: Place, volet: Volet, questionnaire: Questionnaire) -> Iterator[Faute]:
    perimetre = questionnaire.criteres if volet.criteres is None else volet.criteres
    for code, niveau in volet.seuils.items():
        critere = questionnaire.criteres.get(code)
        endroit: Place = (*place, "seuils", code)
        if critere is None or code not in perimetre:
            yield piece.lecture.faute(endroit, f"le seuil d'un critère du périmètre, dans {questionnaire.cle}")
        elif niveau not in {ordonne.code for ordonne in critere.ordonnes}:
            possibles = ", ".join(ordonne.code for ordonne in critere.ordonnes)
            yield piece.lecture.faute(endroit, f"l'un des niveaux du critère : {possibles}")


def _sans_seuil(piece: Piece, place: Place, volet: Volet, questionnaire: Questionnaire) -> Iterator[Faute]:
    perimetre = questionnaire.criteres if volet.criteres is None else volet.criteres
    for rang, code in enumerate(volet.sans_seuil):
        if code not in questionnaire.criteres or code not in perimetre:
            attendu = f"un critère du périmètre, dans {questionnaire.cle}"
            yield piece.lecture.faute((*place, "sans_seuil", rang), attendu)
        elif code in volet.seuils:
            yield piece.lecture.faute((*place, "sans_seuil", rang), "un critère auquel seuils ne donne pas de niveau")
