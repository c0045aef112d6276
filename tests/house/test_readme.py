"""What the README says of the project is so."""

import re
from pathlib import Path

import pytest

from workflows.demonstration import COMPTES, MOT_DE_PASSE

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
NAMED = sorted(
    {name for name in re.findall(r"`([\w./-]+)`", README) if "/" in name and not name.startswith(("http", "./"))}
)
LINKS = sorted(set(re.findall(r"\]\(([^)#]+)\)", README)))


@pytest.mark.parametrize("name", NAMED)
def test_a_file_or_folder_that_the_readme_names_is_there(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_readme_names_every_demonstration_account_and_their_password() -> None:
    assert [email for email, *_ in COMPTES if email not in README] == []
    assert f"`{MOT_DE_PASSE}`" in README
