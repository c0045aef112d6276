"""Lifecycles as BPMN 2.0: valid against the OMG's schema, every step once, nothing on top of something else."""

from itertools import combinations
from pathlib import Path

import pytest
from lxml import etree

from rules.symbols import EVENEMENTS
from workflows.machines.demarche import DemarcheAvecProjection, DemarcheSimple
from workflows.machines.evaluation import EvaluationMachine
from workflows.machines.gate import Lifecycle, states, steps
from workflows.machines.projection import ProjectionMachine
from workflows.processus import bpmn, svg
from workflows.processus.plan import Boite, Plan, tracer

SCHEMA = Path(__file__).parents[1] / "vendor" / "BPMN20.xsd"
MACHINES = (
    (DemarcheAvecProjection, "finalisee"),
    (DemarcheSimple, "finalisee"),
    (EvaluationMachine, "valide"),
    (ProjectionMachine, "valide"),
)
NS = {"b": bpmn.BPMN, "d": bpmn.BPMNDI, "c": bpmn.DC, "i": bpmn.DI, "s": svg.SVG}
every_machine = pytest.mark.parametrize(("machine", "fin"), MACHINES, ids=lambda each: getattr(each, "__name__", each))


def _plan(machine: type[Lifecycle], fin: str) -> Plan:
    return tracer(machine, "p", "Un nom « à guillemets » & plus", fin)


@every_machine
def test_the_document_is_valid_against_the_schema_of_the_omg(machine: type[Lifecycle], fin: str) -> None:
    document = etree.fromstring(bpmn.ecrire(_plan(machine, fin), {states(machine)[0]: "3 dossiers\nmédiane : 2 j"}))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(document)
    assert document.findtext(".//b:documentation", namespaces=NS) == "3 dossiers\nmédiane : 2 j"


@every_machine
def test_every_state_and_every_step_is_there_once_and_drawn(machine: type[Lifecycle], fin: str) -> None:
    document = etree.fromstring(bpmn.ecrire(_plan(machine, fin)))
    tasks = {task.get("id"): task.get("name") for task in document.iterfind(".//b:userTask", NS)}
    assert tasks == {f"p_{state.value}": state.name for state in machine.states}
    flows = document.findall(".//b:sequenceFlow", NS)
    named = sorted(flow.get("name", "") for flow in flows if flow.get("name"))
    assert named == sorted(EVENEMENTS[step.event] for step in steps(machine))
    drawn = {each.get("bpmnElement") for each in document.iterfind(".//d:BPMNShape", NS)}
    drawn |= {each.get("bpmnElement") for each in document.iterfind(".//d:BPMNEdge", NS)}
    known = {each.get("id") for each in document.find("b:process", NS)}
    assert drawn == known


@every_machine
def test_no_task_lets_two_flows_out_at_once(machine: type[Lifecycle], fin: str) -> None:
    document = etree.fromstring(bpmn.ecrire(_plan(machine, fin)))
    for task in document.iterfind(".//b:userTask", NS):
        assert len(task.findall("b:outgoing", NS)) == 1
    for end in (*document.findall(".//b:startEvent", NS), *document.findall(".//b:endEvent", NS)):
        assert len(end) == 1


@every_machine
def test_every_flow_can_be_followed_from_its_parts(machine: type[Lifecycle], fin: str) -> None:
    document = etree.fromstring(bpmn.ecrire(_plan(machine, fin)))
    for flow in document.iterfind(".//b:sequenceFlow", NS):
        for end, side in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
            (part,) = document.xpath(f"//b:process/*[@id='{flow.get(end)}']", namespaces=NS)
            assert flow.get("id") in [each.text for each in part.findall(f"b:{side}", NS)]


def _meet(one: Boite, other: Boite) -> bool:
    across = one.x < other.x + other.largeur and other.x < one.x + one.largeur
    return across and one.y < other.y + other.hauteur and other.y < one.y + one.hauteur


@every_machine
def test_nothing_stands_on_something_else_and_all_is_within_the_sheet(machine: type[Lifecycle], fin: str) -> None:
    plan = _plan(machine, fin)
    boxes = [part.boite for part in plan.noeuds] + [flow.mot for flow in plan.flux if flow.nom]
    assert [pair for pair in combinations(boxes, 2) if _meet(*pair)] == []
    lanes = [(p[1][1], *sorted((p[1][0], p[2][0]))) for p in (flow.points for flow in plan.flux) if len(p) == 4]
    crossed = [(a, b) for a, b in combinations(lanes, 2) if a[0] == b[0] and a[1] < b[2] and b[1] < a[2]]
    assert crossed == []
    corners = [point for flow in plan.flux for point in flow.points]
    assert all(0 <= x <= plan.largeur and 0 <= y <= plan.hauteur for x, y in corners)
    assert all(box.x >= 0 and box.y >= 0 and box.x + box.largeur <= plan.largeur for box in boxes)


@every_machine
def test_flows_touch_the_parts_that_they_join(machine: type[Lifecycle], fin: str) -> None:
    plan = _plan(machine, fin)
    parts = {part.id: part.boite for part in plan.noeuds}
    for flow in plan.flux:
        for (x, y), box in ((flow.points[0], parts[flow.source]), (flow.points[-1], parts[flow.cible])):
            assert box.x <= x <= box.x + box.largeur
            assert box.y <= y <= box.y + box.hauteur


def test_the_picture_says_the_same(tmp_path: Path) -> None:
    picture = etree.fromstring(
        svg.dessiner(_plan(DemarcheSimple, "finalisee"), {"evaluation": "3 dossiers\nmédiane : 2 j"})
    )
    words = [text.text for text in picture.iterfind("s:text", NS)]
    for word in ("Initialisation", "Évaluation", "Finalisée", "3 dossiers", "médiane : 2 j"):
        assert word in words
    assert picture.findtext("s:title", namespaces=NS) == "Un nom « à guillemets » & plus"
    assert not picture.xpath("//*[local-name()='script' or @style]")
