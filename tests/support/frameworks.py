"""Frameworks as others publish them: real files where they stand beside the project, small ones of ours anywhere."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
FOLDER = Path(os.environ.get("PUBLISHED_FRAMEWORKS", _BESIDE))
CISO = ("ans-care-domaine2", "ans-hospiconnect-hopen2", "anssi-mon-aide-cyber", "hds-v2")


def published(name: str) -> bytes:
    """The bytes of a published framework; the test is skipped where the files were not put beside the project."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"{name} n'est pas à côté du projet : donnez son dossier par PUBLISHED_FRAMEWORKS")
    return path.read_bytes()


def ciso(name: str) -> bytes:
    """One of the four libraries of CISO Assistant."""
    return published(f"ciso-assistant/{name}.yaml")


LIBRARY = """\
urn: urn:essai:risk:library:petit
locale: fr
ref_id: Petit-1.0
name: Petit référentiel
description: Un référentiel d'essai.
copyright: Libre
version: 1
publication_date: 2026-01-15
provider: Agence d'essai
objects:
  reference_controls:
    - {urn: "urn:essai:fonction:journal", ref_id: J, name: Journaliser, category: technical}
  framework:
    urn: urn:essai:risk:framework:petit
    ref_id: Petit-1.0
    name: Petit référentiel
    description: Un référentiel d'essai.
    implementation_groups_definition:
      - {ref_id: BASE, name: Socle, default_selected: true}
      - {ref_id: INDUS, name: Systèmes industriels}
      - {ref_id: _DEPENDS_ON_x, name: Selon une réponse}
    requirement_nodes:
      - {urn: "urn:essai:req:a", assessable: false, depth: 1, ref_id: A, name: Gouvernance}
      - urn: urn:essai:req:a.1
        assessable: true
        depth: 2
        parent_urn: urn:essai:req:a
        ref_id: A.1
        name: Politique de sécurité
        description: Une politique est écrite et tenue à jour.
        annotation: Donner un cap.
        typical_evidence: La politique datée et signée.
        implementation_groups: [BASE]
        reference_controls: ["urn:essai:fonction:journal"]
        weight: 2
      - urn: urn:essai:req:a.2
        assessable: true
        depth: 2
        parent_urn: urn:essai:req:a
        ref_id: A.2
        description: Les systèmes industriels sont inventoriés.
        implementation_groups: [INDUS]
        questions:
          urn:essai:req:a.2:question:1:
            type: unique_choice
            text: Un inventaire existe-t-il ?
            choices:
              - {urn: "urn:essai:c1", value: "Non", color: "#8B0000"}
              - {urn: "urn:essai:c2", value: "Oui", select_implementation_groups: [_DEPENDS_ON_x]}
      - urn: urn:essai:req:a.2.1
        assessable: true
        depth: 3
        parent_urn: urn:essai:req:a.2
        description: L'inventaire est revu chaque année.
        implementation_groups: [INDUS, _DEPENDS_ON_x]
      - {urn: "urn:essai:req:b", assessable: true, depth: 1, ref_id: "[EXI 02]", description: Une exigence seule.}
      - {urn: "urn:essai:req:c", assessable: false, depth: 1, ref_id: C, name: Un titre sans rien dessous}
"""

ENGLISH = """\
urn: urn:essai:risk:library:anglais
locale: en
ref_id: EN
name: English framework
version: 3
translations: {fr: {name: Cadre anglais}, de: {name: Rahmen}}
objects:
  framework:
    urn: urn:essai:risk:framework:anglais
    ref_id: EN
    name: English framework
    min_score: 1
    max_score: 3
    scores_definition:
      - {score: 3, name: High, translations: {fr: {name: Élevé, description: Tout est fait.}}}
      - {score: 1, name: Low, translations: {fr: {name: Faible}}}
      - {score: 2, name: Medium, description: Half way.}
    requirement_nodes:
      - urn: urn:essai:en:1
        assessable: true
        depth: 1
        ref_id: "1"
        name: Backups
        description: Backups are made.
        translations: {fr: {name: Sauvegardes, description: Des sauvegardes sont faites.}}
      - {urn: "urn:essai:en:2", assessable: true, depth: 1, ref_id: "2", name: Restores}
"""

CATALOG = """\
{"catalog": {"uuid": "6b8b5c7e-0000-4000-8000-000000000001",
 "metadata": {"title": "Petit catalogue", "version": "1.0", "published": "2025-02-03T00:00:00Z",
  "last-modified": "2025-02-03T00:00:00Z", "oscal-version": "1.1.2", "remarks": "Un essai.",
  "roles": [{"id": "auteur", "title": "Auteur"}]},
 "groups": [{"id": "g1", "title": "Accès", "props": [{"name": "label", "value": "1"}],
  "controls": [
   {"id": "ac-1", "title": "Verrouillage",
    "params": [{"id": "p1", "select": {"how-many": "one-or-more",
                                       "choice": ["après {{ insert: param, p2 }}", "au départ"]}},
               {"id": "p2", "label": "une durée"}],
    "props": [{"name": "label", "value": "AC-1"}, {"name": "sort-id", "value": "ac-01"}],
    "links": [{"href": "#r1", "rel": "reference"}, {"href": "#ac-2", "rel": "related"}],
    "parts": [{"id": "s", "name": "statement", "prose": "Verrouiller {{ insert: param, p1 }}, {{ insert: param, p9 }}.",
               "parts": [{"id": "s.a", "name": "item", "prose": "Sans délai.",
                          "props": [{"name": "label", "value": "a."}]}]},
              {"id": "o", "name": "overview", "prose": "Protéger la session."},
              {"id": "g", "name": "guidance", "prose": "Voir le poste."}],
    "controls": [{"id": "ac-1.1", "title": "Masquage", "parts": [{"name": "statement", "prose": "Masquer l'écran."}]}]},
   {"id": "ac-2", "title": "Ancien", "props": [{"name": "status", "value": "withdrawn"}]}]}],
 "back-matter": {"resources": [{"uuid": "r1", "title": "Guide d'hygiène", "rlinks": [{"href": "https://cyber.gouv.fr/guide"}],
  "document-ids": [{"identifier": "x"}]}]}}}
"""
