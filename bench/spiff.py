"""A démarche of five themes in SpiffWorkflow: restored from its text, moved by one step, written again.

Each theme is the same called process with the lifecycle that ours has: an evaluation that is answered, asked for and
validated or sent back, then its projection. What the conditions look at travels with the process, as SpiffWorkflow has
it; there is no database, no rule set and no journal.
"""

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

THEMES = 5
DONE = 2
"""Steps that each theme has behind it, of four."""

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
STEPS = (
    ("start", "evaluer", ""),
    ("evaluer", "demande", ""),
    ("demande", "valider", ""),
    ("valider", "valide", ""),
    ("valide", "evaluer", "renvoye"),
    ("valide", "projeter", ""),
    ("projeter", "projete", ""),
    ("projete", "valider_projection", ""),
    ("valider_projection", "acheve", ""),
    ("acheve", "projeter", "renvoye"),
    ("acheve", "end", ""),
)
"""From, to, and the condition under which: the default where there is none beside another."""


class Spiff:
    """A process half way, every theme evaluated, as its text; `data` is what its conditions may look at."""

    def __init__(self, data: dict[str, object]) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(_document(_theme() + _demarche()).encode())
        workflow = BpmnWorkflow(parser.get_spec("demarche"), parser.get_subprocess_specs("demarche"))
        workflow.task_tree.data.update(data, renvoye=False)
        self._serializer = BpmnWorkflowSerializer()
        workflow.do_engine_steps()
        for _ in range(DONE * THEMES):
            self._step(workflow)
        self._text = self._serializer.serialize_json(workflow)

    def step(self) -> str:
        """Restore, take the first step that waits for somebody, write the process again."""
        workflow = self._serializer.deserialize_json(self._text)
        assert isinstance(workflow, BpmnWorkflow)
        self._step(workflow)
        return str(self._serializer.serialize_json(workflow))

    def _step(self, workflow: BpmnWorkflow) -> None:
        waiting = workflow.get_tasks(state=TaskState.READY, manual=True)
        assert len(waiting) == THEMES
        min(waiting, key=lambda task: len(task.workflow.get_tasks(state=TaskState.COMPLETED))).run()
        workflow.do_engine_steps()


def _document(processes: str) -> str:
    return f'<definitions xmlns="{MODEL}">{processes}</definitions>'


def _theme() -> str:
    """One theme."""
    tasks = ("evaluer", "valider", "projeter", "valider_projection")
    gateways = {"demande": "", "projete": "", "valide": "valide-projeter", "acheve": "acheve-end"}
    nodes = ['<startEvent id="start"/>', '<endEvent id="end"/>']
    nodes += [f'<manualTask id="{task}"/>' for task in tasks]
    nodes += [
        f'<exclusiveGateway id="{name}"{f""" default="{default}" """ if default else ""}/>'
        for name, default in gateways.items()
    ]
    flows = [_flow(source, target, condition) for source, target, condition in STEPS]
    return f'<process id="theme" isExecutable="true">{"".join(nodes + flows)}</process>'


def _demarche() -> str:
    """All themes at once."""
    nodes = ['<startEvent id="debut"/>', '<endEvent id="fin"/>']
    nodes += [f'<callActivity id="theme{number}" calledElement="theme"/>' for number in range(THEMES)]
    nodes += [f'<parallelGateway id="{gateway}"/>' for gateway in ("fork", "join")]
    flows = [_flow("debut", "fork"), _flow("join", "fin")]
    for number in range(THEMES):
        flows += [_flow("fork", f"theme{number}"), _flow(f"theme{number}", "join")]
    return f'<process id="demarche" isExecutable="true">{"".join(nodes + flows)}</process>'


def _flow(source: str, target: str, condition: str = "") -> str:
    inside = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inside}</sequenceFlow>'
