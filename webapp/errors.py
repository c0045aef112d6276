"""The only place that knows HTTP codes: what went wrong, why, and what to do, on a page that says it in French."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from models.database import db
from models.store import StoreUnavailable
from webapp.limits import TooManyDeposits, TooManySignIns
from webapp.requests import request_id
from webapp.security import wants_fragment
from webapp.typed import typed_values
from workflows.errors import (
    DecisionSuspended,
    Forbidden,
    NotFound,
    Refused,
    RevisionConflict,
)
from workflows.structured import structlog

log = structlog.get_logger("convergence.web")

CODES: Mapping[type[Refused], int] = {NotFound: 404, Forbidden: 403, RevisionConflict: 409, DecisionSuspended: 503}
REFUSED = 422


@dataclass(frozen=True, slots=True)
class Explanation:
    """The title of an error page, why it is shown, and what the person can do."""

    title: str | LazyString
    why: str | LazyString
    what_to_do: str | LazyString


EXPLANATIONS: Mapping[int, Explanation] = {
    400: Explanation(
        _l("Demande illisible"),
        _l("Votre navigateur a envoyé une demande que Convergence ne sait pas lire."),
        _l("Revenez à la page précédente, rechargez-la et recommencez."),
    ),
    401: Explanation(
        _l("Votre session a pris fin"),
        _l("Vous n’êtes plus connecté : une session dure huit heures."),
        _l("Reconnectez-vous dans un autre onglet, puis recommencez ici : votre saisie est encore à l’écran."),
    ),
    403: Explanation(
        _l("Page non ouverte à votre rôle"),
        _l("Cette page n’est pas ouverte à votre rôle."),
        _l("Revenez à l’accueil. Si vous devriez y avoir accès, demandez-le à qui gère votre compte."),
    ),
    404: Explanation(
        _l("Page introuvable"),
        _l("Cette adresse ne mène à rien, ou mène à quelque chose qui ne vous est pas ouvert."),
        _l("Vérifiez l’adresse, ou repartez de l’accueil."),
    ),
    405: Explanation(
        _l("Action impossible à cette adresse"),
        _l("Cette adresse ne s’ouvre pas de cette manière."),
        _l("Repartez de l’accueil et suivez les boutons des pages."),
    ),
    409: Explanation(
        _l("Quelqu’un d’autre a modifié la même chose"),
        _l("Depuis que vous avez ouvert la page, une autre personne a enregistré une modification."),
        _l("Revenez à la page précédente, rechargez-la pour voir sa modification, puis reportez la vôtre."),
    ),
    413: Explanation(
        _l("Envoi trop volumineux"),
        _l("Ce que vous avez envoyé dépasse la taille acceptée."),
        _l("Réduisez le fichier ou le texte, puis recommencez."),
    ),
    REFUSED: Explanation(
        _l("Action refusée"),
        _l("Convergence n’a pas enregistré votre demande."),
        _l("Revenez à la page précédente, corrigez ce qui est indiqué, puis recommencez."),
    ),
    429: Explanation(
        _l("Trop de demandes"),
        _l("Votre compte ou votre adresse a envoyé trop de demandes en peu de temps."),
        _l("Patientez une minute, puis recommencez."),
    ),
    500: Explanation(
        _l("Erreur de Convergence"),
        _l("Une erreur imprévue s’est produite de notre côté ; votre dernière action n’a pas été enregistrée."),
        _l("Recommencez dans quelques minutes. Si l’erreur revient, signalez-la en donnant le numéro ci-dessous."),
    ),
    503: Explanation(
        _l("Momentanément indisponible"),
        _l("Convergence ne peut pas répondre en ce moment."),
        _l("Rien n’est perdu. Recommencez dans quelques minutes."),
    ),
}


EXPIRED_FORM = Explanation(
    _l("Formulaire périmé"),
    _l("Ce formulaire était ouvert depuis trop longtemps, ou votre navigateur refuse les cookies de Convergence."),
    _l("Rien n’a été enregistré. Rouvrez la page du formulaire, puis saisissez-le de nouveau."),
)


def install_errors(app: Flask) -> None:
    """Answer every exception with a page."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(CSRFError, forged)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(OperationalError, unreachable)
    app.register_error_handler(StoreUnavailable, store_unreachable)
    app.register_error_handler(Exception, crashed)


def refusal_code(error: Refused) -> int:
    """The HTTP code of a refusal."""
    return next((code for kind, code in CODES.items() if isinstance(error, kind)), REFUSED)


def refused(error: Refused) -> Response:
    """The page of a command that was refused, with the sentences that it carries."""
    log.info("refused", kind=type(error).__name__)
    return _answer(refusal_code(error), error.sentences)


def http_error(error: HTTPException) -> Response:
    """The page of an HTTP error, with the headers that go with it (Allow, Retry-After)."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return make_response(error.get_response())
    # Werkzeug's own sentences are English, and ours say more
    answer = _answer(code, (str(error.description),) if isinstance(error, TooManySignIns | TooManyDeposits) else ())
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            answer.headers.setdefault(name, value)
    return answer


def forged(error: CSRFError) -> Response:
    """The page of a form whose token is too old or absent; gives back what was typed, so that it can be copied."""
    log.warning("csrf", reason=error.description)
    return _answer(400, (), EXPIRED_FORM, typed=typed_values(request))


def unreachable(error: OperationalError) -> Response:
    """The page shown while the database does not answer."""
    log.error("database", kind=type(error.orig).__name__, exc_info=error)
    return _answer(503, ())


def store_unreachable(error: StoreUnavailable) -> Response:
    """The page shown while the store of documents does not answer."""
    log.error("store", kind=type(error).__name__, exc_info=error)
    return _answer(503, (_("Le magasin des documents ne répond pas : rien n’a été enregistré."),))


def crashed(error: Exception) -> Response:
    """The page of an error that nobody foresaw."""
    log.error("crash", kind=type(error).__name__, exc_info=error)
    if current_app.config["PROPAGATE_EXCEPTIONS"]:
        raise error
    return _answer(500, ())


def _answer(
    code: int,
    sentences: tuple[str, ...],
    explanation: Explanation | None = None,
    typed: tuple[tuple[str, str], ...] = (),
) -> Response:
    # what the page had read may be what failed
    db.session.close()
    said = explanation or EXPLANATIONS.get(code) or EXPLANATIONS[500 if code >= 500 else 400]
    if request.accept_mimetypes.best == "application/json":
        return _problem(code, said, sentences)
    page = render_template(
        "erreurs/fragment.html" if wants_fragment() else "erreurs/page.html",
        code=code,
        explanation=said,
        sentences=sentences or (said.why,),
        typed=typed,
        request_id=request_id(),
        bare=code >= 500,
    )
    return make_response(page, code)


def _problem(code: int, explanation: Explanation, sentences: tuple[str, ...]) -> Response:
    """The same for a program: RFC 9457."""
    body = {
        "title": str(explanation.title),
        "status": code,
        "detail": " ".join(sentences) or str(explanation.why),
        "erreurs": list(sentences),
        "instance": _("demande %(number)s", number=request_id()),
    }
    answer = make_response(body, code)
    answer.mimetype = "application/problem+json"
    return answer
