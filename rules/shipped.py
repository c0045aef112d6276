"""The rule packs shipped with the package, as documents to publish once."""

from importlib.resources import files
from typing import Any

import yaml

from models.snapshot import PublicationSnapshot
from rules.digests import digest_of
from rules.edition import REGLES, pack_code
from rules.language import FIRST_VERSION

# libyaml where it was built in: the same values, some ten times faster
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def shipped_packs() -> tuple[PublicationSnapshot, ...]:
    """Every pack of `rules/packs`, by file name; its digest names its content, whatever the layout of its text."""
    folder = files("rules") / "packs"
    texts = sorted((entry.name, entry.read_text("utf-8")) for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    return tuple(pack_document(text) for _, text in texts)


def pack_document(text: str) -> PublicationSnapshot:
    """The document that a pack's text makes; whether its rules hold is `load_pack`'s to say.

    Raises: yaml.YAMLError for a text that is no YAML, KeyError for one that names neither pack nor family.
    """
    # Every scalar as it is written: « 2021-07-30 » is a text here, not a date.
    content = yaml.load(text, Loader=_LOADER)  # noqa: S506 — BaseLoader builds nothing but texts
    code = pack_code(str(content["family"]), str(content["pack"]))
    version = str(content.get("version", FIRST_VERSION))
    return PublicationSnapshot(REGLES, code, version, digest_of(content), text)
