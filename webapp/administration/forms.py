"""What the agency's pages of companies and accounts take in."""

from flask_babel import lazy_gettext as _l

# the stubs are those of 3.2, which had no SelectChoice
from wtforms import FileField, RadioField, SelectChoice, StringField  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from models.compte import Role
from referentiels.catalogue import TypeSujet
from webapp.comptes.forms import InvitationForm, RefusableForm, RoleForm, adresse_a_inviter


def _nom() -> StringField:
    return StringField(
        _l("Nom de l’entreprise"),
        [InputRequired(_l("Saisissez le nom de l’entreprise."))],
        render_kw={"autocomplete": "off", "maxlength": 200},
    )


class EntrepriseForm(RefusableForm):
    """A new company, and the person who will run its accounts."""

    nom = _nom()
    email = adresse_a_inviter(_l("Adresse électronique du premier responsable"))


class NomForm(RefusableForm):
    """Another name for a company."""

    nom = _nom()


def _role_agence() -> RadioField:
    return RadioField(
        _l("Rôle"),
        [InputRequired(_l("Choisissez un rôle."))],
        choices=[
            SelectChoice(
                Role.ADMINISTRATEUR.value, _l("Administrateur : publie règles et référentiels, gère les comptes")
            ),
            SelectChoice(Role.AUDITEUR.value, _l("Auditeur : lit et vérifie tout, ne change rien")),
        ],
        validate_choice=False,
    )


class InvitationAgentForm(InvitationForm):
    """Who is invited into the agency, and as what."""

    role = _role_agence()


class RoleAgenceForm(RoleForm):
    """The role of somebody of the agency."""

    role = _role_agence()


class ImportForm(RefusableForm):
    """A file of a référentiel, and what may be said otherwise than it does."""

    fichier = FileField(
        _l("Fichier à importer"),
        description=_l(
            "YAML d’ici ou de CISO Assistant, catalogue OSCAL (JSON), ou classeur exporté d’ici ; 5 Mo au plus."
        ),
        render_kw={"accept": ".yaml,.yml,.json,.xlsx"},
    )
    code = StringField(
        _l("Code du questionnaire"),
        description=_l("Facultatif : sinon, d’après le fichier. Le même code qu’avant en fait une nouvelle version."),
        render_kw={"autocomplete": "off", "maxlength": 36, "spellcheck": "false"},
    )
    version = StringField(
        _l("Version"),
        description=_l("Facultatif : sinon, celle du fichier."),
        render_kw={"autocomplete": "off", "maxlength": 20, "spellcheck": "false"},
    )
    sujet = RadioField(
        _l("Qui répond"),
        choices=[
            SelectChoice(TypeSujet.PRODUIT.value, _l("Un produit")),
            SelectChoice(TypeSujet.STRATEGIE.value, _l("Une stratégie globale")),
        ],
        default=TypeSujet.PRODUIT.value,
        validate_choice=False,
    )

    @property
    def sujet_choisi(self) -> TypeSujet:
        """The type of subject, a product unless told otherwise."""
        strategie = self.sujet.data == TypeSujet.STRATEGIE.value
        return TypeSujet.STRATEGIE if strategie else TypeSujet.PRODUIT
