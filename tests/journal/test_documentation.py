"""docs/journal.md says what the code does, and its commands work."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from models.canonical import canonical
from models.journal_reading import pages
from reports.verification_faults import FaultKind
from tests.journal.builders import EDI, World

TEXT = (Path(__file__).parents[2] / "docs" / "journal.md").read_text("utf-8")


def table(title: str) -> list[str]:
    """The first column of the table that begins with that title."""
    rows = TEXT.partition(f"| {title} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `(\w+)` \|", rows, re.MULTILINE)


def test_every_member_of_a_body_is_documented(filled: World) -> None:
    with filled.engine.connect() as connection:
        body = json.loads(next(pages(connection, EDI))[0].body)
    assert sorted(table("member")) == sorted(body)


def test_every_kind_of_fault_is_documented() -> None:
    assert table("kind of fault") == [kind.value for kind in FaultKind]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_third_party_verifies_an_entry_with_a_shell_and_openssl(filled: World, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl absent")
    with filled.engine.connect() as connection:
        row = next(pages(connection, EDI))[7]
    change, content = json.loads(row.body)["changes"][0], json.loads(row.content or "")
    value = ["change", change["table"], change["key"], change["field"], content["changes"][0]]
    given = {"body": row.body, "salt": row.salt, "note": row.note, "vkey": filled.signer.vkey(EDI)}
    for name, text in (given | {"value": canonical(value).decode()}).items():
        (tmp_path / name).write_text(str(text), "utf-8", newline="\n")
    (script,) = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
    subprocess.run(["sh", "-e", "-c", script], cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "leaf").read_text().strip() == row.leaf
    assert (tmp_path / "fingerprint").read_text().strip() == filled.signer.fingerprint
