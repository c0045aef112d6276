"""What the three steps of an initialisation have in common: their frame, and asking for a change from a form."""

from contextlib import suppress
from dataclasses import dataclass, replace

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from models.database import db
from models.snapshot import SujetSnapshot
from models.sujet import Sujet
from referentiels.catalogue import Demarche, Qualification, TypeSujet
from reports.sujets import Recapitulatif, comptes_actifs, lire_sujet, recapitulatif
from webapp.door import perform
from webapp.errors import refusal_code
from webapp.industriel.forms import IdentificationForm, QualificationForm, SujetForm
from webapp.industriel.sujets import Genre
from webapp.industriel.trails import Trail
from webapp.presentation import heure
from webapp.runtime import edition, runtime
from webapp.security import acteur
from workflows.commands.base import Command
from workflows.commands.sujets import CommencerSujet, Identification, ModifierIdentification, ModifierQualification
from workflows.errors import Forbidden, NotFound, Refused, ValidationRefused
from workflows.handlers.identification import identification_faults

CONFLICT = 409
REFUSED = 422
ACTION = "action"
"""The field that says which button of a step was pressed; « suivant » where it says nothing."""
KEEP = "garder"
"""What the script of a step presses by itself: nothing is missed, nothing is left."""
Step = CommencerSujet | ModifierIdentification | ModifierQualification


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a step; `sujet` is None before the first one is kept."""

    genre: Genre
    sujet: SujetSnapshot | None
    demarche: Demarche | None
    title: str
    steps: tuple[str, ...]
    trail: Trail
    back: str

    @property
    def produit(self) -> bool:
        """Whether a product is being added."""
        return self.genre is Genre.PRODUITS


def frame_of(genre: Genre, sujet: SujetSnapshot | None, demarche: Demarche | None) -> Frame:
    """The frame of a product or of a stratégie globale, begun from that démarche if any."""
    if genre is Genre.PRODUITS:
        return _product_frame(sujet, demarche)
    steps = (
        _("Identification de la stratégie globale"),
        _("Qualification de la stratégie globale"),
        _("Récapitulatif"),
    )
    title = _("Stratégie globale : %(demarche)s", demarche=demarche.titre) if demarche else _("Stratégie globale")
    name = sujet.nom if sujet is not None else _("Stratégie globale")
    return Frame(genre, sujet, demarche, title, steps, [*_demarche_trail(demarche), (name, None)], back_to(demarche))


def _product_frame(sujet: SujetSnapshot | None, demarche: Demarche | None) -> Frame:
    title = _("Ajouter un nouveau produit")
    steps = (_("Identification"), _("Qualification"), _("Récapitulatif"))
    return Frame(Genre.PRODUITS, sujet, demarche, title, steps, products_trail(title), back_to(demarche))


def products_trail(*last: str) -> Trail:
    """From « Vos produits » through the catalogue to what is named."""
    known: Trail = [
        (_("Vos produits"), url_for("industriel.tableau_de_bord", _anchor="vos-produits")),
        (_("Votre catalogue produits"), url_for("industriel.produits")),
    ]
    return [*known, *((label, None) for label in last)]


def _demarche_trail(demarche: Demarche | None) -> Trail:
    parcours = edition().catalogue.parcours_de(demarche.parcours) if demarche is not None else None
    if demarche is None or parcours is None:
        return []
    return [
        (parcours.titre, url_for("industriel.parcours", code=parcours.code)),
        (demarche.titre, back_to(demarche)),
    ]


def back_to(demarche: Demarche | None) -> str:
    """Where somebody goes who gives the initialisation up: where they came from."""
    if demarche is None:
        return url_for("industriel.produits")
    return url_for("industriel.demarche", code=demarche.parcours, demarche=demarche.code)


def wanted_demarche(code: str | None, kind: TypeSujet) -> Demarche | None:
    """The open démarche of that code that such a subject can join, None for any other text."""
    demarche = edition().catalogue.demarches.get(code or "")
    return demarche if demarche is not None and demarche.ouverte and demarche.volets_de(kind) else None


def qualification_of(kind: TypeSujet) -> Qualification:
    """The published questions.

    Raises: NotFound where none are.
    """
    found = edition().catalogue.qualifications.get(kind)
    if found is None:
        raise NotFound(_("Aucune qualification n’est publiée."))
    return found


def pressed(action: str) -> bool:
    """Whether that button sent the form."""
    return request.form.get(ACTION) == action


def identification_of(sujet: SujetSnapshot) -> Identification:
    """What is kept of step 1."""
    return Identification(
        nom=sujet.nom,
        version=sujet.version,
        type_produit=sujet.type_produit or "",
        nil=sujet.nil,
        responsable_id=sujet.responsable_id or "",
        description=sujet.description,
        certifications=sujet.certifications,
    )


def keep_identification(frame: Frame, identifiant: str, form: IdentificationForm) -> int | None:
    """Keep step 1; the code of the refusal that the form now shows, None where it is kept or was already."""
    typed, kind = form.entered(), frame.genre.type.value
    partly = pressed(KEEP)
    if frame.sujet is None:
        visee = frame.demarche.code if frame.demarche is not None else None
        return keep_step(CommencerSujet(acteur(), identifiant, kind, typed, visee, partly), form)
    if identification_of(frame.sujet) == typed and (partly or not identification_faults(typed, kind)):
        return None
    return keep_step(ModifierIdentification(acteur(), identifiant, typed, form.revision_seen, partly), form)


def keep_step(command: Step, form: SujetForm) -> int | None:
    """Keep a step; where something is missing, what is there is kept all the same, so that leaving loses nothing."""
    code = attempt(command, form)
    if code == REFUSED and not command.partielle:
        # what cannot be kept at all is told already, by the sentences of the first refusal
        with suppress(ValidationRefused):
            perform(replace(command, partielle=True))
            form.gardee = True
        identifiant = command.identifiant if isinstance(command, CommencerSujet) else command.sujet
        form.revision.data = str(revision_of(identifiant))
    return code


def revision_of(identifiant: str) -> int:
    """The revision of a draft as it now stands, 0 where there is none yet."""
    current = lire_sujet(db.session(), Sujet.id == identifiant)
    return current.revision if current is not None else 0


def told_to_script(identifiant: str, form: SujetForm, code: int | None) -> ResponseReturnValue:
    """What the script of a step is told: when it was kept and the revision to send next, or why it was not."""
    if code is not None:
        return jsonify(erreurs=[*form.form_errors, *(e for field in form for e in field.errors)]), code
    return jsonify(revision=revision_of(identifiant), enregistre_a=heure(runtime().clock.now()))


def attempt(command: Command, form: SujetForm) -> int | None:
    """Ask for a change; the code of the refusal that the form now shows, None where it happened.

    Raises: NotFound, Forbidden.
    """
    try:
        perform(command)
    except (NotFound, Forbidden):
        raise
    except Refused as refusal:
        form.show(refusal)
        return refusal_code(refusal)
    return None


def draw_identification(
    frame: Frame, form: IdentificationForm, *, asked: bool = False, code: int | None = None
) -> ResponseReturnValue:
    """Step 1; `asked` shows the question that « Annuler » asks, `code` the refusal that the form holds."""
    form.offer(comptes_actifs(db.session(), str(acteur().entreprise_id)))
    return _draw("identification", frame, form, asked, code)


def draw_qualification(
    frame: Frame, form: QualificationForm, *, asked: bool = False, code: int | None = None
) -> ResponseReturnValue:
    """Step 2, in the same way."""
    return _draw("qualification", frame, form, asked, code)


def _draw(step: str, frame: Frame, form: SujetForm, asked: bool, code: int | None) -> ResponseReturnValue:
    current = None
    if code == CONFLICT and frame.sujet is not None:
        current = show_current(frame.sujet, form)
    page = render_template(
        f"industriel/initialisation/{step}.html", frame=frame, form=form, asked=asked, current=current
    )
    return page, code or 200


def show_current(seen: SujetSnapshot, form: SujetForm) -> Recapitulatif | None:
    """What somebody else kept meanwhile, to be read before one's own is sent again over it."""
    current = lire_sujet(db.session(), Sujet.id == seen.id)
    if current is None:
        return None
    form.revision.data = str(current.revision)
    return recapitulatif(db.session(), edition().catalogue, current)
