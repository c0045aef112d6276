"""What the pages of accounts take in."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, HiddenField, PasswordField, ValidationError
from wtforms.validators import EqualTo, InputRequired, Length

from webapp.passwords import MAXIMUM, MINIMUM, password_matches
from webapp.security import signed_in


class ConnexionForm(FlaskForm):  # type: ignore[misc]
    """Sign-in; `suite` is where the person was going."""

    email = EmailField(
        _l("Adresse électronique"),
        [InputRequired(_l("Saisissez votre adresse électronique.")), Length(max=254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
        description=_l("Exemple : prenom.nom@entreprise.fr"),
    )
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
    nouveau_mot_de_passe = PasswordField(
        _l("Nouveau mot de passe"),
        [
            InputRequired(_l("Saisissez le nouveau mot de passe.")),
            Length(MINIMUM, MAXIMUM, _l("Le nouveau mot de passe doit compter de 12 à 128 caractères.")),
        ],
        render_kw={"autocomplete": "new-password"},
        description=_l("12 caractères au moins ; une phrase entière convient très bien."),
    )
    confirmation_mot_de_passe = PasswordField(
        _l("Nouveau mot de passe, une seconde fois"),
        [
            InputRequired(_l("Saisissez le nouveau mot de passe une seconde fois.")),
            EqualTo("nouveau_mot_de_passe", _l("Les deux saisies du nouveau mot de passe diffèrent.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )

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
            raise ValidationError(_l("Le nouveau mot de passe est le même que l’actuel ; choisissez-en un autre."))
        who = signed_in()
        if who and who.email.partition("@")[0].lower() in field.data.lower():
            raise ValidationError(_l("Le nouveau mot de passe contient votre adresse ; choisissez-en un autre."))
