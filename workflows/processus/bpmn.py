"""A plan as BPMN 2.0 with its diagram interchange, valid against the OMG's schema (formal/2011-01-03).

Source: https://www.omg.org/spec/BPMN/2.0/
"""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from workflows.processus.plan import Boite, Flux, Noeud, Plan

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
CIBLE = "urn:convergence:processus"
GENRES = {"depart": "startEvent", "etat": "userTask", "choix": "exclusiveGateway", "fin": "endEvent"}

for prefix, uri in (("bpmn", BPMN), ("bpmndi", BPMNDI), ("dc", DC), ("di", DI)):
    ET.register_namespace(prefix, uri)


def ecrire(plan: Plan, notes: Mapping[str, str] | None = None) -> bytes:
    """The document in UTF-8; `notes` are what is said of a state, by its stored value."""
    racine = ET.Element(f"{{{BPMN}}}definitions", id=f"definitions_{plan.id}", targetNamespace=CIBLE)
    processus = ET.SubElement(
        racine, f"{{{BPMN}}}process", id=plan.id, name=plan.nom, processType="None", isExecutable="false"
    )
    for noeud in plan.noeuds:
        _noeud(processus, plan, noeud, (notes or {}).get(noeud.etat, "") if noeud.genre == "etat" else "")
    for flux in plan.flux:
        attributs = {"id": flux.id, "sourceRef": flux.source, "targetRef": flux.cible}
        ET.SubElement(processus, f"{{{BPMN}}}sequenceFlow", attributs | ({"name": flux.nom} if flux.nom else {}))
    _diagramme(racine, plan)
    ET.indent(racine)
    document: bytes = ET.tostring(racine, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _noeud(processus: ET.Element, plan: Plan, noeud: Noeud, note: str) -> None:
    attributs = {"id": noeud.id} | ({"name": noeud.nom} if noeud.nom else {})
    element = ET.SubElement(processus, f"{{{BPMN}}}{GENRES[noeud.genre]}", attributs)
    if note:
        ET.SubElement(element, f"{{{BPMN}}}documentation").text = note
    for sens, bout in (("incoming", "cible"), ("outgoing", "source")):
        for flux in plan.flux:
            if getattr(flux, bout) == noeud.id:
                ET.SubElement(element, f"{{{BPMN}}}{sens}").text = flux.id


def _diagramme(racine: ET.Element, plan: Plan) -> None:
    diagramme = ET.SubElement(racine, f"{{{BPMNDI}}}BPMNDiagram", id=f"diagramme_{plan.id}")
    surface = ET.SubElement(diagramme, f"{{{BPMNDI}}}BPMNPlane", id=f"plan_{plan.id}", bpmnElement=plan.id)
    for noeud in plan.noeuds:
        attributs = {"id": f"forme_{noeud.id}", "bpmnElement": noeud.id}
        if noeud.genre == "choix":
            attributs["isMarkerVisible"] = "true"
        _boite(ET.SubElement(surface, f"{{{BPMNDI}}}BPMNShape", attributs), noeud.boite)
    for flux in plan.flux:
        _trait(surface, flux)


def _trait(surface: ET.Element, flux: Flux) -> None:
    trait = ET.SubElement(surface, f"{{{BPMNDI}}}BPMNEdge", id=f"trait_{flux.id}", bpmnElement=flux.id)
    for x, y in flux.points:
        ET.SubElement(trait, f"{{{DI}}}waypoint", x=str(x), y=str(y))
    if flux.nom:
        _boite(ET.SubElement(trait, f"{{{BPMNDI}}}BPMNLabel"), flux.mot)


def _boite(parent: ET.Element, boite: Boite) -> None:
    ET.SubElement(
        parent,
        f"{{{DC}}}Bounds",
        x=str(boite.x),
        y=str(boite.y),
        width=str(boite.largeur),
        height=str(boite.hauteur),
    )
