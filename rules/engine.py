"""durable-rules as a pure function: the only file that touches its C half, under the discipline that keeps it safe.

For durable-rules 2.0.28: never its Python half (threads, timers, endless loop on negative rules); one handle per shard;
one live session per handle, always the same sid (two sids with equal 32-bit hashes share their facts, more than 1024
sessions end in SIGSEGV); facts asserted one by one (a batch loses facts silently); the handle thrown away on any error.
"""

import os
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Final

from rules.language import Facts, RuleSet
from rules.shards import SENTINEL, SENTINEL_MESSAGE, SID, Shard, shards_of
from rules.validity import check_rule_set
from rules.values import check_facts

try:
    import durable_rules_engine as _c
except ImportError:  # not built here: the reference decides alone (CONVERGENCE_RULES_ENGINE=reference)
    _c = None

# about 9 KB of session a case, and ids f0 to f199 have different 32-bit hashes
BATCH: Final = 200
CAPACITY: Final = 32
_RETRIES: Final = 3


class EngineUnavailable(Exception):
    """durable-rules is not installed or does not load."""


class EngineFailed(Exception):
    """durable-rules answered something else than expected: nothing is decided, the handle is thrown away."""


class _Closed(Exception):
    """The handle failed in another thread, which threw it away, between its choice and its lock."""


class _Handle:
    """One compiled shard, its lock, and its one session."""

    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self._lock = threading.Lock()
        try:
            self._number: int | None = _c.create_ruleset("convergence", shard.definition)
        except Exception as fault:
            raise EngineFailed(f"compilation refusée : {fault}") from fault

    def fire(self, batch: Sequence[tuple[str, Facts]]) -> Iterator[tuple[str, str]]:
        """The (case, rule) pairs that fire, perhaps several times each. Raises: EngineFailed, _Closed."""
        messages = [self._shard.message(number, facts) for number, (_, facts) in enumerate(batch)]
        with self._lock:
            if self._number is None:
                raise _Closed
            try:
                fired = self._session(self._number, messages)
            except BaseException as fault:
                self._delete()
                if not isinstance(fault, Exception):
                    raise
                raise EngineFailed(f"durable-rules : {fault}") from fault
        keys = [key for key, _ in batch]
        return ((keys[case], rule) for case, rule in fired)

    def close(self) -> None:
        """Free the handle, once nobody is inside it."""
        with self._lock:
            self._delete()

    def _delete(self) -> None:
        # `delete_ruleset` ignores a session that an error left open: some memory is lost, nothing is freed twice
        number, self._number = self._number, None
        if number is not None:
            with suppress(Exception):  # a handle that the engine no longer knows is as good as deleted
                _c.delete_ruleset(number)

    def _session(self, number: int, messages: Sequence[str]) -> list[tuple[int, str]]:
        for message in messages:
            _assert(number, message, (0, 1))
        # last, so that an action is always started before `delete_state` (else it frees uninitialised memory)
        state = _assert(number, SENTINEL_MESSAGE, (0,))
        started = _c.start_action_for_state(number, state)
        fired = self._firings(number, state, started and started[1], len(messages))
        _c.delete_state(number, SID)
        return fired

    def _firings(self, number: int, state: int, text: str | None, cases: int) -> list[tuple[int, str]]:
        fired: list[tuple[int, str]] = []
        sentinels = 0
        for _ in range(cases * len(self._shard.rules) + 1):
            if text is None:
                break
            name, case = _firing(text)
            if case == SENTINEL:
                sentinels += 1
            else:
                fired.append((int(case[1:]), self._shard.rules[name]))
            text = _c.complete_and_start_action(number, state)
        if text is not None or sentinels != 1:
            raise EngineFailed("plus de déclenchements que possible, ou sentinelle absente")
        return fired


def _assert(number: int, message: str, accepted: tuple[int, ...]) -> int:
    code, state = _c.assert_fact(number, message)
    if code not in accepted:  # 2: taken for a fact already seen; 3: put off
        raise EngineFailed(f"fait refusé, code {code}")
    return int(state)


def _firing(text: str) -> tuple[str, str]:
    """The definition's name and the message's id in {"b0":{"m":{"id":"f0",...}}}."""
    parts = text.split('"', 8)
    if len(parts) != 9 or parts[3] != "m" or parts[5] != "id":
        raise EngineFailed("déclenchement illisible")
    return parts[1], parts[7]


class _Program:
    """A compiled rule set: the handles of its shards. `users` and `kept` belong to the engine's lock."""

    def __init__(self, rule_set: RuleSet) -> None:
        check_rule_set(rule_set)
        self.users = 0
        self.kept = True
        self._handles: list[_Handle] = []
        try:
            for shard in shards_of(rule_set):
                self._handles.append(_Handle(shard))
        except EngineFailed:
            self.close()
            raise

    def fire(self, cases: Mapping[str, Facts]) -> frozenset[tuple[str, str]]:
        items = iter(cases.items())
        fired: set[tuple[str, str]] = set()
        while batch := list(islice(items, BATCH)):
            for handle in self._handles:
                fired.update(handle.fire(batch))
        return frozenset(fired)

    def close(self) -> None:
        for handle in self._handles:
            handle.close()


class DurableEngine:
    """Decides with durable-rules; keeps the programs of the latest rule sets. Safe under threads and after a fork.

    Raises: EngineUnavailable.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        if _c is None:
            raise EngineUnavailable("durable-rules n'est pas installé")
        self._capacity = capacity
        self.reset()
        _ENGINES.add(self)

    def matches(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> frozenset[tuple[str, str]]:
        """Which (case, rule id) hold. Raises: FactInvalid, RuleInvalid, EngineFailed."""
        for facts in cases.values():
            check_facts(rule_set.vocabulary, facts)
        return self.matches_checked(rule_set, cases)

    def matches_checked(self, rule_set: RuleSet, cases: Mapping[str, Facts]) -> frozenset[tuple[str, str]]:
        """The same for facts that were checked already. Raises: RuleInvalid, EngineFailed."""
        for _ in range(_RETRIES):
            with suppress(_Closed), self._using(rule_set) as program:
                return program.fire(cases)
        raise EngineFailed("le programme est sans cesse jeté par d'autres")

    def close(self) -> None:
        """Free every handle that is not in use; the engine can still be used."""
        with self._lock:
            unused = self._evict(to=0)
        _close(unused)

    def reset(self) -> None:
        """Forget every program without freeing it: in a forked child, a session of the parent may be half done."""
        self._lock = threading.Lock()
        self._programs: OrderedDict[str, _Program] = OrderedDict()

    @contextmanager
    def _using(self, rule_set: RuleSet) -> Iterator[_Program]:
        """The program of the rule set, not freed while it is used, dropped if it fails."""
        program = self._borrowed(rule_set.digest) or self._installed(rule_set.digest, _Program(rule_set))
        try:
            yield program
        except (EngineFailed, _Closed):
            with self._lock:
                program.kept = False
                if self._programs.get(rule_set.digest) is program:
                    del self._programs[rule_set.digest]
            raise
        finally:
            with self._lock:
                program.users -= 1
                unused = [] if program.kept or program.users else [program]
            _close(unused)

    def _borrowed(self, digest: str) -> _Program | None:
        with self._lock:
            if program := self._programs.get(digest):
                self._programs.move_to_end(digest)
                program.users += 1
            return program

    def _installed(self, digest: str, program: _Program) -> _Program:
        """The program, or the one that another thread compiled meanwhile; what is no longer kept is freed."""
        with self._lock:
            kept = self._programs.setdefault(digest, program)
            kept.users += 1
            unused = self._evict(to=self._capacity)
        _close(unused if kept is program else [program, *unused])
        return kept

    def _evict(self, to: int) -> list[_Program]:
        """Keep that many programs; gives those that can be freed now, the last user frees the others."""
        evicted = [self._programs.popitem(last=False)[1] for _ in range(len(self._programs) - to)]
        for program in evicted:
            program.kept = False
        return [program for program in evicted if not program.users]


def _close(programs: list[_Program]) -> None:
    for program in programs:
        program.close()


_ENGINES: weakref.WeakSet[DurableEngine] = weakref.WeakSet()


def _reset_all() -> None:
    for engine in list(_ENGINES):
        engine.reset()


os.register_at_fork(after_in_child=_reset_all)
