"""The pictures of the README, taken from the demonstration by Chromium: `python -m tests.support.pictures`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.support.serving import serving
from webapp.app import create_app
from webapp.config import read_settings
from webapp.preparation import prepare_demonstration
from workflows.demonstration import MOT_DE_PASSE, RESPONSABLE

FOLDER = Path(__file__).parents[2] / "docs" / "images"
SIZE: ViewportSize = {"width": 1280, "height": 860}
DOSSIER = "/dossiers/883/socles"

PICTURES = {
    "tableau-de-bord": "/",
    "questionnaires": DOSSIER,
    "evaluation": "/dossiers/884/socles/evaluations/urbanisation-2021",
    "resultats": f"{DOSSIER}/evaluations/interoperabilite-2021/resultats",
    "feuille-de-route": f"{DOSSIER}/projections/interoperabilite-2021/feuille-de-route",
}


def take() -> None:
    """Make the demonstration in a temporary folder, and look at it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = read_settings({"CONVERGENCE_DATA_DIR": folder, "CONVERGENCE_RATE_LIMITS": "off"})
        prepare_demonstration(settings).dispose()
        with serving(create_app(settings)) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            page = browser.new_page(viewport=SIZE)
            _sign_in(page, url)
            for name, path in PICTURES.items():
                page.goto(url + path)
                page.screenshot(path=FOLDER / f"{name}.png")
            browser.close()


def _sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/connexion")
    page.get_by_label("Adresse électronique").fill(RESPONSABLE)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda address: "connexion" not in address)


if __name__ == "__main__":
    take()
