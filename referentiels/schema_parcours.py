"""The format of a parcours with its démarches, and of a qualification."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load, validates_schema

from referentiels import catalogue
from referentiels.catalogue import Cycle, TypeSujet
from referentiels.fields import (
    CODE_DE_CHOIX,
    CODE_DE_CRITERE,
    CODE_DE_FICHIER,
    Booleen,
    Entier,
    Parmi,
    Seuils,
    Texte,
    code,
    imbrique,
    liste,
)
from referentiels.strict import DocumentSchema, LienSchema, Strict

FAMILLES = ("profilage", "verrou", "completude", "verdict", "recommandation")
FAMILLES_REQUISES = ("verrou", "completude", "verdict")


class VoletSchema(Strict):
    """How a démarche uses a questionnaire; what it names is checked when documents are put together."""

    vers = catalogue.Volet
    questionnaire = code(CODE_DE_FICHIER, "interoperabilite-2021", required=True)
    sujet = Parmi(TypeSujet, required=True)
    projection = Booleen()
    criteres = liste(code(CODE_DE_CRITERE, "A08.5.01"))
    seuils = Seuils()
    sans_seuil = liste(code(CODE_DE_CRITERE, "A10.1"))


class ReglesSchema(Strict):
    """The packs of each family."""

    profilage = liste(code(CODE_DE_FICHIER, "doctrine-2021"))
    verrou = liste(code(CODE_DE_FICHIER, "socle-commun"))
    completude = liste(code(CODE_DE_FICHIER, "socle-commun"))
    verdict = liste(code(CODE_DE_FICHIER, "doctrine-2021"))
    recommandation = liste(code(CODE_DE_FICHIER, "doctrine-2021"))

    @post_load
    def construire(self, data: dict[str, Any], **_: Any) -> Any:
        """Every family, with no pack where none is named."""
        return {famille: tuple(data.get(famille, ())) for famille in FAMILLES}


class DemarcheSchema(Strict):
    """A démarche; one that is not open yet may have neither volets nor rules."""

    code = code(CODE_DE_FICHIER, "socles", required=True)
    titre = Texte(required=True)
    description = Texte(required=True)
    cycle = Parmi(Cycle, required=True)
    ouverte = Booleen(required=True)
    volets = liste(imbrique(VoletSchema))
    regles = imbrique(ReglesSchema)

    @validates_schema(skip_on_field_errors=True)
    def check_ouverture(self, data: Mapping[str, Any], **_: Any) -> None:
        """An open démarche has volets, and packs for what must be judged.

        Raises: ValidationError.
        """
        if not data["ouverte"]:
            return
        if "volets" not in data:
            raise ValidationError("false tant que la démarche n'a pas de volet", "ouverte")
        regles = data.get("regles", {})
        absentes = {famille: ["au moins un jeu de règles"] for famille in FAMILLES_REQUISES if not regles.get(famille)}
        if absentes:
            raise ValidationError({"regles": absentes})

    @validates_schema(skip_on_field_errors=True)
    def check_cycle(self, data: Mapping[str, Any], **_: Any) -> None:
        """The lifecycle with projection is for démarches that have one, and only for them.

        Raises: ValidationError.
        """
        projette = any(volet.projection for volet in data.get("volets", ()))
        if projette and data["cycle"] is Cycle.SIMPLE:
            raise ValidationError("projection, puisqu'un volet a une projection", "cycle")
        if data["ouverte"] and not projette and data["cycle"] is Cycle.PROJECTION:
            raise ValidationError("simple, puisqu'aucun volet n'a de projection", "cycle")

    @post_load
    def construire(self, data: dict[str, Any], **_: Any) -> Any:
        """The plain values: the parcours adds its own code."""
        return data


class PresentationSchema(Strict):
    """The parcours' own page."""

    vers = catalogue.Presentation
    question = Texte(required=True)
    texte = Texte(required=True)
    lien = imbrique(LienSchema)


class CandidatureSchema(Strict):
    """Where one applies once a démarche is finished; the link has an address."""

    vers = catalogue.Candidature
    texte = Texte(required=True)
    lien = imbrique(LienSchema, required=True)

    @validates_schema(skip_on_field_errors=True)
    def check_adresse(self, data: Mapping[str, Any], **_: Any) -> None:
        """The link leads somewhere.

        Raises: ValidationError.
        """
        if not data["lien"].url:
            raise ValidationError({"lien": {"url": ["l'adresse du portail où candidater"]}})


class ParcoursSchema(DocumentSchema):
    """A parcours; `ordre` is its place in the navigation."""

    vers = catalogue.Parcours
    ecartes = ("genre", "version", "ordre")
    ordre = Entier(required=True)
    titre = Texte(required=True)
    carte = Booleen(required=True)
    accroche = Texte()
    description = Texte()
    etapes = liste(Texte())
    introduction = liste(Texte(), required=True)
    presentation = imbrique(PresentationSchema, required=True)
    candidature = imbrique(CandidatureSchema)
    demarches = liste(imbrique(DemarcheSchema))

    @validates_schema(skip_on_field_errors=True)
    def check_carte(self, data: Mapping[str, Any], **_: Any) -> None:
        """A card on the dashboard has its three texts.

        Raises: ValidationError.
        """
        absents = {cle: ["un texte, puisque carte est true"] for cle in ("accroche", "description", "etapes")}
        fautes = {cle: faute for cle, faute in absents.items() if data["carte"] and cle not in data}
        if fautes:
            raise ValidationError(fautes)

    @post_load
    def construire(self, data: dict[str, Any], **_: Any) -> Any:
        """The parcours with its démarches."""
        vides: dict[str, Any] = {"accroche": "", "description": "", "etapes": []}
        demarches = [_demarche(demarche, data["code"]) for demarche in data.get("demarches", ())]
        return super().construire({**vides, **data, "demarches": demarches})


def _demarche(data: dict[str, Any], parcours: str) -> catalogue.Demarche:
    regles = data.get("regles", dict.fromkeys(FAMILLES, ()))
    volets = tuple(data.get("volets", ()))
    return catalogue.Demarche(**{**data, "volets": volets, "regles": regles, "parcours": parcours})


class ChoixSchema(Strict):
    """A choice."""

    vers = catalogue.Choix
    code = code(CODE_DE_CHOIX, "saas_ou_standard", required=True)
    libelle = Texte(required=True)


class QuestionSchema(Strict):
    """A qualification question."""

    vers = catalogue.Question
    code = code(CODE_DE_CHOIX, "echange_mes", required=True)
    numero = Texte(r"\d\d", "un numéro à deux chiffres, entre guillemets", required=True)
    libelle = Texte(required=True)
    choix = liste(imbrique(ChoixSchema), required=True)


class QualificationSchema(DocumentSchema):
    """The questions of one type of subject, which is the document's code."""

    code = Parmi(TypeSujet, required=True)
    questions = liste(imbrique(QuestionSchema), required=True)

    @post_load
    def construire(self, data: dict[str, Any], **_: Any) -> Any:
        """The qualification."""
        return catalogue.Qualification(data["code"], data["version"], tuple(data["questions"]))
