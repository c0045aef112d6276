"""Another company's dossier answers word for word as one that does not exist."""

import re

import pytest
from flask import Flask

from tests.support.builders import AUTRE, Site
from tests.support.reading import shown
from tests.support.visiting import visitor
from tests.web.route_matrix import BUILDERS, ROUTES
from tests.web.rows import Route
from tests.web.test_routes import named

NUMBER = re.compile(r"[0-9a-f]{32}")
"""The number of a request, which nobody has twice."""

PAGES = [route for route in ROUTES if route.method == "GET" and route.address.startswith("/dossiers/{")]


@pytest.mark.parametrize("route", PAGES, ids=named)
def test_another_company_s_dossier_is_as_one_that_does_not_exist(app: Flask, site: Site, route: Route) -> None:
    objects: dict[str, str] = {}
    for build in BUILDERS:
        objects |= build(site)
    someone = visitor(app, AUTRE)
    theirs = someone.get(route.address.format(**objects))
    absent = someone.get(route.address.format(**dict.fromkeys(objects, "999999")))
    assert theirs.status_code == absent.status_code == 404
    assert NUMBER.sub("", shown(theirs)) == NUMBER.sub("", shown(absent))
