"""Results downloaded as people download them, and forged as nobody should."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from flask import Flask

from reports.bundle_format import MANIFEST
from reports.verification_bundle import BundleReport, verify_bundle
from tests.support.builders import CONTRIBUTEUR, Site
from tests.support.visiting import visitor

Members = dict[str, bytes]


def bundle_address(site: Site, sujet: str, demarche: str) -> str:
    """« Télécharger les résultats » of that dossier."""
    return f"/dossiers/{site.sujet(sujet).reference}/{demarche}/resultats.zip"


def download(app: Flask, site: Site, sujet: str, demarche: str) -> bytes:
    """The ZIP."""
    answer = visitor(app, CONTRIBUTEUR).get(bundle_address(site, sujet, demarche))
    assert answer.status_code == 200, answer.text
    data: bytes = answer.data
    return data


def members(data: bytes) -> Members:
    """What is in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def manifest(data: bytes) -> dict[str, Any]:
    """Its manifest."""
    read: dict[str, Any] = json.loads(members(data)[MANIFEST])
    return read


def check(data: bytes) -> BundleReport:
    """What verification says of it, from itself alone."""
    return verify_bundle(io.BytesIO(data))


def forged(data: bytes, change: Callable[[Members], None]) -> bytes:
    """The same with something changed."""
    held, made = members(data), io.BytesIO()
    change(held)
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    return made.getvalue()
