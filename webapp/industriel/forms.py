"""What the pages of products and stratégies globales take in; the rules of each field stay with the commands."""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

# the stubs are those of 3.2, which had no SelectChoice
from wtforms import (  # type: ignore[attr-defined]
    Field,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)

from models.snapshot import SujetSnapshot
from referentiels.catalogue import Qualification, Question, TypeSujet
from workflows.commands.sujets import Identification
from workflows.errors import Refused, ValidationRefused
from workflows.handlers.commentaire import clean
from workflows.handlers.identification import LONGUEURS


class Starred:
    """Marks a field as required; the command says so where it is empty."""

    field_flags: ClassVar[Mapping[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Field) -> None:
        """Nothing to check here."""


class SujetForm(FlaskForm):  # type: ignore[misc]
    """What both steps carry: the revision that the person saw, and what they were shown before confirming."""

    revision = HiddenField(default="0")
    vu = HiddenField()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        # whether what is there was kept all the same, as a draft that is not complete
        self.gardee = False

    @property
    def revision_seen(self) -> int:
        """The revision, 0 for anything that is not a number."""
        text = str(self.revision.data or "")
        return int(text) if text.isdecimal() and len(text) < 10 else 0

    def show(self, refusal: Refused) -> None:
        """Put the sentences of a refusal beside the fields they speak of."""
        named = refusal.fields if isinstance(refusal, ValidationRefused) else ()
        for name, sentence in named:
            if name in self:
                self[name].errors = [*self[name].errors, sentence]
        told = {sentence for name, sentence in named if name in self}
        self.form_errors.extend(sentence for sentence in refusal.sentences if sentence not in told)


class IdentificationForm(SujetForm):
    """Step 1, for both kinds of subject."""

    nom: StringField
    responsable_id = SelectField(_l("Responsable"), [Starred()], choices=[])
    certifications: TextAreaField

    def offer(self, comptes: Mapping[str, str]) -> None:
        """Who may be chosen; a name is chosen beforehand only where it is one of these."""
        choices = [SelectChoice(compte, nom) for compte, nom in comptes.items()]
        known = self.responsable_id.data in comptes
        self.responsable_id.choices = choices if known else [SelectChoice("", _("Choisissez une personne")), *choices]

    def entered(self) -> Identification:
        """The identification as typed."""
        given = {name: _text(self[name]) for name in LONGUEURS if name in self}
        return Identification(
            **given,
            type_produit=_text(self["type_produit"]) if "type_produit" in self else "",
            responsable_id=_text(self.responsable_id),
            certifications=tuple(line.strip() for line in _text(self.certifications).split("\n") if line.strip()),
        )


class ProduitForm(IdentificationForm):
    """« Étape 1 Identification » of a product."""

    nom = StringField(_l("Nom du produit"), [Starred()], render_kw={"maxlength": LONGUEURS["nom"]})
    version = StringField(_l("Version"), [Starred()], render_kw={"maxlength": LONGUEURS["version"]})
    type_produit = RadioField(
        _l("Type de produit"),
        [Starred()],
        choices=[SelectChoice("socle", _l("Socle")), SelectChoice("option", _l("Option"))],
    )
    nil = StringField(_l("N° d'identification (NIL délivré par le CNDA)"), render_kw={"maxlength": LONGUEURS["nil"]})
    description = TextAreaField(
        _l("Description du produit"), [Starred()], render_kw={"maxlength": LONGUEURS["description"], "rows": 4}
    )
    certifications = TextAreaField(
        _l("Certifications"), description=_l("Une certification par ligne."), render_kw={"rows": 3}
    )


class StrategieForm(IdentificationForm):
    """« Identification de la stratégie globale »."""

    nom = StringField(_l("Nom de la stratégie globale"), [Starred()], render_kw={"maxlength": LONGUEURS["nom"]})
    certifications = TextAreaField(
        _l("Certification(s)"), description=_l("Une certification par ligne."), render_kw={"rows": 3}
    )


def identification_form(kind: TypeSujet, **values: Any) -> IdentificationForm:
    """The form of step 1."""
    form: IdentificationForm = (ProduitForm if kind is TypeSujet.PRODUIT else StrategieForm)(data=values)
    return form


def identification_values(sujet: SujetSnapshot) -> dict[str, Any]:
    """What the form of step 1 shows of a subject."""
    return {
        "nom": sujet.nom,
        "version": sujet.version,
        "type_produit": sujet.type_produit or "",
        "nil": sujet.nil,
        "responsable_id": sujet.responsable_id or "",
        "description": sujet.description,
        "certifications": "\n".join(sujet.certifications),
        "revision": str(sujet.revision),
    }


class QualificationForm(SujetForm):
    """Step 2; its questions are data, so the fields are made for each request."""

    codes: ClassVar[tuple[str, ...]] = ()

    def entered(self) -> dict[str, str]:
        """The choices made, by question; a question without one is left out."""
        return {code: str(self[code].data) for code in self.codes if self[code].data}


def qualification_form(qualification: Qualification, **values: Any) -> QualificationForm:
    """The form of step 2, with one group of choices a question."""
    fields: dict[str, Any] = {question.code: _radio(question) for question in qualification.questions}
    made = type("PublishedQualificationForm", (QualificationForm,), {**fields, "codes": tuple(fields)})
    form: QualificationForm = made(data=values)
    return form


def _radio(question: Question) -> RadioField:
    choices = [SelectChoice(choix.code, choix.libelle) for choix in question.choix]
    return RadioField(f"{question.numero}. {question.libelle}", [Starred()], choices=choices)


def _text(field: Field) -> str:
    return clean(str(field.data or ""))
