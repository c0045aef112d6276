"""Figures for supervision, in Prometheus's format: what is asked, how it ends, who decided, the journal's growth.

With several processes, PROMETHEUS_MULTIPROC_DIR names a folder where each keeps its counts (webapp/processes.py).
"""

import os
from collections.abc import Iterator, Mapping
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from reports.supervision import Figures
from rules.decision import Decision, EnginesDisagree
from rules.language import Facts, RuleSet
from rules.remembering import RememberingJudge

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's own setting: it is read when the library is imported, so the server must be started with it."""

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """The counts of one application; labels are of closed vocabularies, none is typed by anybody."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = self._counter("requests", "Requests answered.", "method", "route", "status")
        self._seconds = Histogram(
            "convergence_request_seconds",
            "Time to answer a request.",
            ("route",),
            registry=self._registry,
            buckets=SECONDS,
        )
        self._commands = self._counter(
            "commands", "Commands by outcome: done, unchanged, failed, or the kind of refusal.", "command", "outcome"
        )
        self._decisions = self._counter("decisions", "Decisions that commands rest on.", "family", "engine")
        self._disagreements = self._counter("disagreements", "Decisions on which the engines disagreed.", "family")

    def _counter(self, name: str, said: str, *labels: str) -> Counter:
        return Counter(f"convergence_{name}", said, labels, registry=self._registry)

    def count_request(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Count an answer; None is an address that leads nowhere."""
        where = route or "none"
        self._requests.labels(method if method in METHODS else "other", where, str(status)).inc()
        self._seconds.labels(where).observe(seconds)

    def count_command(self, command: str, outcome: str) -> None:
        """Count a command."""
        self._commands.labels(command, outcome).inc()

    def count_decision(self, family: str, engine: str) -> None:
        """Count a decision."""
        self._decisions.labels(family, engine).inc()

    def count_disagreement(self, family: str) -> None:
        """Count a decision that was suspended."""
        self._disagreements.labels(family).inc()

    def text(self, found: Figures | None) -> bytes:
        """Everything in Prometheus's format, all processes together; None where the database does not answer."""
        counted, read = self._registry, CollectorRegistry()
        if FOLDER in os.environ:
            counted = CollectorRegistry()
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
        read.register(_Database(found))
        return generate_latest(counted) + generate_latest(read)


class CountedJudge(RememberingJudge):
    """A judge whose decisions are counted."""

    def __init__(self, engine: Literal["durable", "reference"], metrics: Metrics) -> None:
        """Count what a judge with that engine decides."""
        super().__init__(engine)
        self._metrics = metrics

    def decide(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> Decision:
        """The decision that an action rests on. Raises: as Judge does."""
        try:
            decision = super().decide(rule_set, cases)
        except EnginesDisagree:
            self._metrics.count_disagreement(rule_set.family)
            raise
        self._metrics.count_decision(decision.family, decision.engine)
        return decision


class _Database(Collector):
    """What the database says at the moment of reading; companies together, for their number has no bound."""

    def __init__(self, figures: Figures | None) -> None:
        self._figures = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges."""
        up = 0 if self._figures is None else 1
        yield GaugeMetricFamily("convergence_database_up", "Whether the database answers.", value=up)
        if self._figures is None:
            return
        entries = GaugeMetricFamily("convergence_journal_entries", "Entries of the logs.", labels=("log",))
        entries.add_metric(("agency",), self._figures.agency)
        entries.add_metric(("companies",), self._figures.companies)
        yield entries
        yield GaugeMetricFamily("convergence_mails_waiting", "Mails that have not left yet.", value=self._figures.mails)
        said = "Simulations of publications that wait or are under way."
        yield GaugeMetricFamily("convergence_simulations_open", said, value=self._figures.simulations)
        yield GaugeMetricFamily("convergence_journal_logs", "Logs, the agency's included.", value=self._figures.logs)
        if self._figures.last is not None:
            last, said = self._figures.last.timestamp(), "Time of the last entry of any log."
            yield GaugeMetricFamily("convergence_journal_last_entry_timestamp_seconds", said, value=last)
