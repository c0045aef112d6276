"""Every route against every visitor, as route_matrix.py says; no route without a row, no row without a route."""

from string import Formatter

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.builders import Site
from tests.support.visiting import Visitor, visitor
from tests.web.route_matrix import BUILDERS, ROUTES
from tests.web.rows import VISITORS, Answer, Route

READING = {"GET", "HEAD", "OPTIONS"}
WRITING_ROUTES = [route for route in ROUTES if route.method not in READING]


def named(route: Route) -> str:
    """What the tests of a route are called."""
    return f"{route.method} {route.address}"


def test_every_route_has_its_row_and_every_row_its_route(app: Flask) -> None:
    served = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    written = {(route.endpoint, route.method) for route in ROUTES}
    assert served - written == set(), "routes sans ligne dans route_matrix.py"
    assert written - served == set(), "lignes sans route"


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_each_visitor_meets_what_the_matrix_says(app: Flask, site: Site, route: Route) -> None:
    met: dict[str, Answer | int] = {}
    named: dict[str, str] = {}
    for name, email in VISITORS.items():
        # made anew once somebody may have changed them: what is refused, or only read, leaves them as they are
        named = named or objects_of(site, route)
        met[name] = _answer(email, _send(visitor(app, email), route, named))
        if route.method != "GET" and met[name] is Answer.OPEN:
            named = {}
    assert met == dict(zip(VISITORS, route.row, strict=True))


def test_an_auditeur_can_change_nothing_but_their_own_account() -> None:
    auditeur = list(VISITORS).index("auditeur")
    allowed = {route.endpoint for route in WRITING_ROUTES if route.row[auditeur] is Answer.OPEN}
    assert allowed == {
        # to come and go, and what anybody may send who has a link
        "comptes.connexion",
        "comptes.deconnexion",
        "comptes.invitation",
        "comptes.mot_de_passe_oublie",
        "comptes.nouveau_mot_de_passe",
        # their own password
        "comptes.mon_compte",
    }


@pytest.mark.parametrize("route", WRITING_ROUTES, ids=named)
def test_no_form_is_accepted_without_its_token(app: Flask, site: Site, route: Route) -> None:
    allowed = next(email for email, answer in zip(VISITORS.values(), route.row, strict=True) if answer is Answer.OPEN)
    someone, named = visitor(app, allowed), objects_of(site, route)
    answer = someone.client.open(route.address.format(**named), method=route.method, data=form_of(route, named))
    assert answer.status_code == 400


def _send(someone: Visitor, route: Route, named: dict[str, str]) -> TestResponse:
    address = route.address.format(**named)
    if route.method == "GET":
        return someone.get(address)
    headers = {"X-CSRFToken": someone.token()}
    return someone.client.open(address, method=route.method, data=form_of(route, named), headers=headers)


def objects_of(site: Site, route: Route) -> dict[str, str]:
    """What makes the objects that the row names, and nothing more: they are dear."""
    template = route.address + "".join(route.form.values())
    wanted = {name for _, name, _, _ in Formatter().parse(template) if name}
    made: dict[str, str] = {}
    for build in BUILDERS:
        if not wanted <= made.keys():
            made |= build(site)
    return made


def form_of(route: Route, named: dict[str, str]) -> dict[str, str]:
    return {name: value.format(**named) for name, value in route.form.items()}


def _answer(email: str | None, response: TestResponse) -> Answer | int:
    # signing out also leads to the sign-in page
    if email is None and response.status_code == 303 and str(response.location).startswith("/connexion"):
        return Answer.SIGN_IN
    if response.status_code in (403, 404):
        return Answer(str(response.status_code))
    return Answer.OPEN if response.status_code in (200, 302, 303, 304, 409, 422) else response.status_code
