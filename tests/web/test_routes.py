"""Every route against every visitor, as route_matrix.py says; no route without a row, no row without a route."""

from collections.abc import Callable
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
READING_ROUTES = [route for route in ROUTES if route.method in READING]

MAKES: dict[Callable[[Site], dict[str, str]], frozenset[str]] = {}
"""The names that each builder was seen to make."""


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


def test_each_visitor_meets_the_pages_that_the_matrix_says(app: Flask, site: Site) -> None:
    visitors = {name: (email, visitor(app, email)) for name, email in VISITORS.items()}
    made = objects_of(site, *READING_ROUTES)
    for route in READING_ROUTES:
        met = {name: _answer(email, _send(someone, route, made)) for name, (email, someone) in visitors.items()}
        assert met == dict(zip(VISITORS, route.row, strict=True)), named(route)


@pytest.mark.parametrize("route", WRITING_ROUTES, ids=named)
def test_each_visitor_writes_what_the_matrix_says(app: Flask, site: Site, route: Route) -> None:
    met: dict[str, Answer | int] = {}
    made: dict[str, str] = {}
    for name, email in VISITORS.items():
        # made anew once somebody may have changed them: what is refused leaves them as they are
        made = made or objects_of(site, route)
        met[name] = _answer(email, _send(visitor(app, email), route, made))
        if met[name] is Answer.OPEN:
            made = {}
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


def test_no_form_is_accepted_without_its_token(app: Flask, site: Site) -> None:
    made = objects_of(site, *WRITING_ROUTES)
    visitors = {email: visitor(app, email) for email in VISITORS.values()}
    for route in WRITING_ROUTES:
        allowed = next(
            email for email, answer in zip(VISITORS.values(), route.row, strict=True) if answer is Answer.OPEN
        )
        address, form = route.address.format(**made), form_of(route, made)
        assert visitors[allowed].client.open(address, method=route.method, data=form).status_code == 400, named(route)


def _send(someone: Visitor, route: Route, made: dict[str, str]) -> TestResponse:
    address = route.address.format(**made)
    if route.method == "GET":
        return someone.get(address)
    headers = {"X-CSRFToken": someone.token()}
    return someone.client.open(address, method=route.method, data=form_of(route, made), headers=headers)


def objects_of(site: Site, *routes: Route) -> dict[str, str]:
    """What makes the objects that the rows name, and nothing more: they are dear."""
    wanted = {name for route in routes for name in _names(route)}
    made: dict[str, str] = {}
    for build in BUILDERS:
        if wanted & MAKES.get(build, wanted) - made.keys():
            built = build(site)
            MAKES[build] = frozenset(built)
            made |= built
    return made


def _names(route: Route) -> set[str]:
    template = route.address + "".join(route.form.values())
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def form_of(route: Route, named: dict[str, str]) -> dict[str, str]:
    return {name: value.format(**named) for name, value in route.form.items()}


def _answer(email: str | None, response: TestResponse) -> Answer | int:
    # signing out also leads to the sign-in page
    if email is None and response.status_code == 303 and str(response.location).startswith("/connexion"):
        return Answer.SIGN_IN
    if response.status_code in (403, 404):
        return Answer(str(response.status_code))
    return Answer.OPEN if response.status_code in (200, 302, 303, 304, 409, 422) else response.status_code
