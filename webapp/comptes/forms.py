"""What the pages of accounts take in."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm

# the stubs are those of 3.2, which had no SelectChoice
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
    ValidationError,
)
from wtforms.validators import EqualTo, InputRequired, Length

from models.compte import Role
from webapp.passwords import MAXIMUM, MINIMUM, password_matches
from webapp.security import signed_in
from workflows.errors import ValidationRefused


def _email() -> EmailField:
    return EmailField(
        _l("Adresse électronique"),
        [InputRequired(_l("Saisissez votre adresse électronique.")), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
        description=_l("Exemple : prenom.nom@entreprise.fr"),
    )


def _nouveau_mot_de_passe() -> PasswordField:
    return PasswordField(
        _l("Nouveau mot de passe"),
        [
            InputRequired(_l("Saisissez le nouveau mot de passe.")),
            Length(MINIMUM, MAXIMUM, _l("Le nouveau mot de passe doit compter de 12 à 128 caractères.")),
        ],
        render_kw={"autocomplete": "new-password"},
        description=_l("12 caractères au moins ; une phrase entière convient très bien."),
    )


def _confirmation() -> PasswordField:
    return PasswordField(
        _l("Nouveau mot de passe, une seconde fois"),
        [
            InputRequired(_l("Saisissez le nouveau mot de passe une seconde fois.")),
            EqualTo("nouveau_mot_de_passe", _l("Les deux saisies du nouveau mot de passe diffèrent.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


def refuse_easy_password(password: str, email: str) -> None:
    """Refuse what anybody would try first.

    Raises: ValidationError.
    """
    if email.partition("@")[0].lower() in password.lower():
        raise ValidationError(_l("Le nouveau mot de passe contient votre adresse ; choisissez-en un autre."))


class ConnexionForm(FlaskForm):  # type: ignore[misc]
    """Sign-in; `suite` is where the person was going."""

    email = _email()
    mot_de_passe = PasswordField(
        _l("Mot de passe"),
        [InputRequired(_l("Saisissez votre mot de passe."))],
        render_kw={"autocomplete": "current-password"},
    )
    suite = HiddenField()


class MotDePasseForm(FlaskForm):  # type: ignore[misc]
    """Change of one's own password."""

    mot_de_passe_actuel = PasswordField(
        _l("Mot de passe actuel"),
        [InputRequired(_l("Saisissez votre mot de passe actuel."))],
        render_kw={"autocomplete": "current-password"},
    )
    nouveau_mot_de_passe = _nouveau_mot_de_passe()
    confirmation_mot_de_passe = _confirmation()

    def __init__(self, kept: str | None) -> None:
        """`kept` is the hash of the current password."""
        super().__init__()
        self._kept = kept

    def validate_mot_de_passe_actuel(self, field: Field) -> None:
        """Refuse where it is not the current one."""
        if not password_matches(field.data, self._kept):
            raise ValidationError(_l("Ce n’est pas votre mot de passe actuel."))

    def validate_nouveau_mot_de_passe(self, field: Field) -> None:
        """Refuse the current one, and what anybody would try first."""
        if field.data == self.mot_de_passe_actuel.data:
            raise ValidationError(_l("Le nouveau mot de passe est le même que l’actuel ; choisissez-en un autre."))
        who = signed_in()
        if who:
            refuse_easy_password(field.data, who.email)


class NouveauMotDePasseForm(FlaskForm):  # type: ignore[misc]
    """The choice of a password by somebody who holds a link."""

    nouveau_mot_de_passe = _nouveau_mot_de_passe()
    confirmation_mot_de_passe = _confirmation()

    def __init__(self, email: str) -> None:
        """`email` is the account's address."""
        super().__init__()
        self._email = email

    def validate_nouveau_mot_de_passe(self, field: Field) -> None:
        """Refuse what anybody would try first."""
        refuse_easy_password(field.data, self._email)


class CompteForm(NouveauMotDePasseForm):
    """What an invited person says of themselves."""

    nom = StringField(
        _l("Votre nom"),
        [InputRequired(_l("Saisissez votre nom."))],
        render_kw={"autocomplete": "name", "maxlength": 120},
        description=_l("Prénom et nom, tels que vos collègues les verront."),
    )


class OublieForm(FlaskForm):  # type: ignore[misc]
    """The address of whoever forgot their password."""

    email = _email()


class CourrielsForm(FlaskForm):  # type: ignore[misc]
    """Whether notifications also come by mail."""

    courriels = BooleanField(_l("Recevoir aussi mes notifications par courriel"))


class RefusableForm(FlaskForm):  # type: ignore[misc]
    """A form that shows what the door refused."""

    def show(self, refusal: ValidationRefused) -> None:
        """Put the sentences of a refusal beside the fields they speak of."""
        fields: dict[str, Any] = {field.name: field for field in self}
        for name, sentence in refusal.fields:
            fields[name].errors = [*fields[name].errors, sentence]
        if not refusal.fields:
            self.form_errors.extend(refusal.sentences)


def _role() -> RadioField:
    return RadioField(
        _l("Rôle"),
        [InputRequired(_l("Choisissez un rôle."))],
        choices=[
            SelectChoice(
                Role.CONTRIBUTEUR.value, _l("Contributeur : remplit les questionnaires et demande leur validation")
            ),
            SelectChoice(Role.RESPONSABLE.value, _l("Responsable : valide aussi, et gère les comptes de l’entreprise")),
        ],
        validate_choice=False,
    )


class RoleForm(RefusableForm):
    """The role that a responsable gives to somebody."""

    role = _role()


def adresse_a_inviter(label: LazyString) -> EmailField:
    """The address of somebody who has no account yet."""
    return EmailField(
        label,
        [InputRequired(_l("Saisissez l’adresse de la personne à inviter."))],
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "maxlength": 254},
        description=_l("Exemple : prenom.nom@entreprise.fr"),
    )


class InvitationForm(RefusableForm):
    """Who is invited, and as what."""

    email = adresse_a_inviter(_l("Adresse électronique de la personne"))
    role = _role()
