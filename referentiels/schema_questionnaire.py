"""The format of a questionnaire, of maturity or of conformity.

A list of informations is shown in order; an entry that ends with « : » introduces those that follow it.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, post_load, validates_schema

from referentiels import catalogue
from referentiels.catalogue import Nature, Niveau, Origine, TypeQuestionnaire
from referentiels.fields import CODE_DE_CHOIX, CODE_DE_CRITERE, Booleen, Entier, Parmi, Texte, code, imbrique, liste
from referentiels.palette import CONFORMITE, GRIS, LIBELLES, NIVEAUX_PAR_NOMBRE
from referentiels.strict import DocumentSchema, LienSchema, SourceSchema, Strict

IDENTIFIANT_MAX = 500
FORMATS = ("ciso-assistant", "oscal")


class NiveauSchema(Strict):
    """One level of a maturity critère; its rank follows from its colour."""

    code = Parmi([*NIVEAUX_PAR_NOMBRE[5], GRIS], required=True)
    texte = Texte(required=True)

    @post_load
    def construire(self, data: dict[str, Any], **_: Any) -> Any:
        """The plain values: ranks are known once all levels are."""
        return data


class PreuveSchema(Strict):
    """A type of proof."""

    vers = catalogue.PreuveAttendue
    code = code(CODE_DE_CHOIX, "liste_des_contributeurs", required=True)
    libelle = Texte(required=True)


class JeuSchema(Strict):
    """Proofs that go together."""

    vers = catalogue.JeuDePreuves
    code = code(CODE_DE_CHOIX, "marquage_ce", required=True)
    libelle = Texte(required=True)
    condition = Texte()
    preuves = liste(imbrique(PreuveSchema), required=True)


class ScenarioSchema(Strict):
    """The scenario and its alternative sets of proofs."""

    vers = catalogue.Scenario
    code = code(CODE_DE_CRITERE, "SC.001", required=True)
    texte = Texte(required=True)
    jeux = liste(imbrique(JeuSchema), required=True)


class CritereSchema(Strict):
    """What every critère has."""

    vers = catalogue.Critere
    code = code(CODE_DE_CRITERE, "A08.5.01", required=True)
    titre = Texte(required=True)
    objectif = Texte(required=True)
    origine = Parmi(Origine, required=True)
    ligne_guide = Entier()
    source = imbrique(SourceSchema, required=True)
    identifiant = Texte(maximum=IDENTIFIANT_MAX)

    @validates_schema(skip_on_field_errors=True)
    def check_origine(self, data: Mapping[str, Any], **_: Any) -> None:
        """A text of the guide says at which line; no other does.

        Raises: ValidationError.
        """
        if data["origine"] is Origine.GUIDE and "ligne_guide" not in data:
            raise ValidationError("la ligne du guide, puisque l'origine est guide", "ligne_guide")
        if data["origine"] is not Origine.GUIDE and "ligne_guide" in data:
            raise ValidationError(f"aucune ligne du guide, puisque l'origine est {data['origine']}", "ligne_guide")


class CritereDeMaturiteSchema(CritereSchema):
    """A critère answered by a level."""

    nature = Parmi([Nature.OBLIGATION, Nature.OPTION], required=True)
    niveaux = liste(imbrique(NiveauSchema), required=True)
    recommande = Parmi(NIVEAUX_PAR_NOMBRE[5], required=True)

    @validates_schema(skip_on_field_errors=True)
    def check_niveaux(self, data: Mapping[str, Any], **_: Any) -> None:
        """Levels follow the palette of their number, grey last; the recommended one is among them.

        Raises: ValidationError.
        """
        codes = [niveau["code"] for niveau in data["niveaux"]]
        ordonnes = codes[:-1] if codes[-1] == GRIS else codes
        palette = NIVEAUX_PAR_NOMBRE.get(len(ordonnes), ())
        if not palette:
            raise ValidationError("de 2 à 5 niveaux, puis le gris s'il y en a un", "niveaux")
        fautes: dict[str, Any] = {}
        ecarts = {i: {"code": [p]} for i, (c, p) in enumerate(zip(ordonnes, palette, strict=True)) if c != p}
        if ecarts:
            fautes["niveaux"] = ecarts
        elif data["recommande"] not in palette:
            fautes["recommande"] = [f"l'un des niveaux de ce critère : {', '.join(palette)}"]
        if fautes:
            raise ValidationError(fautes)

    @post_load
    def construire(self, data: dict[str, Any], **_: Any) -> Any:
        """The critère with the rank of each level."""
        niveaux = tuple(
            Niveau(niveau["code"], niveau["texte"], 0 if niveau["code"] == GRIS else rang)
            for rang, niveau in enumerate(data.pop("niveaux"), start=1)
        )
        return catalogue.Critere(niveaux=niveaux, **data)


class CritereDeConformiteSchema(CritereSchema):
    """A critère answered by Non applicable, Non conforme or Conforme; no recommended level is written or shown."""

    nature = Parmi(Nature, required=True)
    exigence = Texte(required=True)
    scenario = imbrique(ScenarioSchema)

    @post_load
    def construire(self, data: dict[str, Any], **_: Any) -> Any:
        """The critère with its three answers."""
        niveaux = tuple(Niveau(cle, LIBELLES[cle], rang) for rang, cle in enumerate(CONFORMITE))
        return catalogue.Critere(niveaux=niveaux, recommande=CONFORMITE[-1], **data)


class SectionSchema(Strict):
    """A node; its kinds of critères and sub-nodes are those of its questionnaire."""

    vers = catalogue.Section
    code = code(CODE_DE_CRITERE, "A08.5", required=True)
    titre = Texte(required=True)
    contexte = Texte()
    cible = Texte()
    liens = liste(imbrique(LienSchema))
    identifiant = Texte(maximum=IDENTIFIANT_MAX)
    reference = Texte(maximum=IDENTIFIANT_MAX)

    @validates_schema(skip_on_field_errors=True)
    def check_non_vide(self, data: Mapping[str, Any], **_: Any) -> None:
        """A node holds something.

        Raises: ValidationError.
        """
        if not data.get("criteres") and not data.get("sections"):
            raise ValidationError("des critères ou des sections", "criteres")


class SectionDeMaturiteSchema(SectionSchema):
    """A node of maturity critères."""

    criteres = liste(imbrique(CritereDeMaturiteSchema))
    sections = liste(imbrique(lambda: SectionDeMaturiteSchema()))


class SectionDeConformiteSchema(SectionSchema):
    """A node of conformity critères, which may be switched off where the data says so."""

    desactivable = Booleen()
    criteres = liste(imbrique(CritereDeConformiteSchema))
    sections = liste(imbrique(lambda: SectionDeConformiteSchema()))


class ProvenanceSchema(Strict):
    """The file of others that a questionnaire comes from."""

    vers = catalogue.Provenance
    format = Parmi(FORMATS, required=True)
    identifiant = Texte(maximum=IDENTIFIANT_MAX, required=True)
    reference = Texte(maximum=IDENTIFIANT_MAX)
    version = Texte(maximum=IDENTIFIANT_MAX)
    editeur = Texte(maximum=IDENTIFIANT_MAX)
    date = Texte(maximum=IDENTIFIANT_MAX)
    droits = Texte()
    langue = Texte(maximum=IDENTIFIANT_MAX)


class QuestionnaireSchema(DocumentSchema):
    """What every questionnaire has."""

    vers = catalogue.Questionnaire
    titre = Texte(required=True)
    theme = Texte(required=True)
    type = Parmi(TypeQuestionnaire, required=True)
    informations = liste(Texte(), required=True)
    provenance = imbrique(ProvenanceSchema)

    @post_load
    def construire(self, data: dict[str, Any], **_: Any) -> Any:
        """The questionnaire."""
        return super().construire({"informations_projection": [], **data})


class QuestionnaireDeMaturiteSchema(QuestionnaireSchema):
    """A questionnaire of levels, which a projection may follow."""

    informations_projection = liste(Texte())
    sections = liste(imbrique(SectionDeMaturiteSchema), required=True)


class QuestionnaireDeConformiteSchema(QuestionnaireSchema):
    """A questionnaire of conformity, never projected."""

    sections = liste(imbrique(SectionDeConformiteSchema), required=True)
