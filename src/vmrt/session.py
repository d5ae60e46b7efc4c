"""Runs scenarios under pytest and writes down what pytest's own hooks say of them.

pytest-bdd's reports call unimplemented and skipped steps passed, so nothing is read from them.
"""

import importlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Protocol

import pytest
from pytest_bdd.parser import Step
from pytest_bdd.scenario import scenario_wrapper_template_registry

from vmrt.conformance.journal import Journal
from vmrt.harness.error import HarnessError
from vmrt.harness.label import requirements_of
from vmrt.harness.stage import Stage
from vmrt.harness.world import World
from vmrt.scenario import Card, card

NAME = "vmrt-session"
MOST_VAIN = 2
STEPS = ("check", "command", "kind", "machine", "node", "runtime", "summary")
NEEDS = {
    "needs-cli": "no command line is given: pass --cli TEMPLATE",
    "needs-node-control": "this backend cannot change hosts: run on the fake or on kind",
    "needs-witness": "this backend cannot see what hosts run: run on the fake or on kind",
    "destructive": "this cluster is not the suite's own: pass --allow-destructive",
}


class Progress(Protocol):
    """Is told how the run goes."""

    def started(self, name: str, *, number: int, of: int) -> None:
        """Say that a scenario begins."""
        ...

    def ended(self, name: str, outcome: str, reason: str) -> None:
        """Say how a scenario ended."""
        ...


class Session:
    """A pytest plugin: one run of scenarios against one implementation.

    Args:
        stage: Makes a world for each scenario.
        journal: Where everything is written.
        progress: None for a silent run.

    Attributes:
        failed: Whether the suite itself failed somewhere: exit status 4.
    """

    def __init__(self, stage: Stage, journal: Journal, progress: Progress | None = None) -> None:
        self.stage = stage
        self.journal = journal
        self.progress = progress
        self.failed = False
        self._world: World | None = None
        self._outcome: tuple[str, str] | None = None
        self._running: Card | None = None
        self._cards: dict[str, Card | None] = {}
        self._vain: dict[str, list[str]] = {}  # what was waited for in vain, by the Given
        self._total = self._number = 0

    def pytest_configure(self, config: pytest.Config) -> None:
        """Make the phrases known."""
        for name in STEPS:
            module = importlib.import_module(f"vmrt.steps.{name}")
            config.pluginmanager.register(module, f"vmrt-steps-{name}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_bdd_apply_tag(self, tag: str, function: Callable[..., object]) -> bool:
        """Keep tags as data; they are no pytest marks."""
        del tag, function
        return True

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Write down every scenario there is, and leave out those that were not selected."""
        known = {item: one for item in items if (one := self._card(item)) is not None}
        left = {item for item, one in known.items() if not one.has(self.stage.config.select)}
        for item, one in known.items():
            self.journal.add("scenario", t=0.0, **one.entry())
            if item in left:
                self._conclude(one.id, "skipped", "not selected for this run", 0.0)
        config.hook.pytest_deselected(items=[item for item in items if item in left])
        items[:] = [item for item in items if item not in left]
        self._total = len(known) - len(left)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Write the outcome of a scenario once it is over, clean-up included."""
        self._running = self._card(item)
        if self._running is None:
            yield
            return
        name = self._running.name
        self._number += 1
        self._outcome = None
        if self.progress:
            self.progress.started(name, number=self._number, of=self._total)
        yield
        outcome, reason = self._concluded()
        self._conclude(self._running.id, outcome, reason, self._now_s())
        self._world = self._running = None
        if self.progress:
            self.progress.ended(name, outcome, reason)

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Leave out a scenario whose needs nobody can meet, before anything is done."""
        one = self._card(item)
        offered = self.stage.offers()
        for tag in one.tags if one else ():
            if tag in NEEDS and tag not in offered:
                self._outcome = ("skipped", NEEDS[tag])
                pytest.skip(NEEDS[tag])
        if one and (reason := self._despairs_of(one)):
            self._outcome = ("unknown", reason)
            pytest.skip(reason)

    def enter_world(self, stack: ExitStack) -> World:
        """Start the world of the running scenario."""
        self._world = stack.enter_context(self.stage.world(self.journal))
        return self._world

    def leave_world(self) -> None:
        """Keep the cluster's own history as evidence, before the cluster goes."""
        if self._world is not None:
            self._world.record.events(list(self._world.cluster.history()))
            for reason in self._world.cluster.taints():
                self._world.record.add("taint", reason=reason)

    def pytest_bdd_after_step(self, step: Step) -> None:
        """Write that a step passed, and what it rests on."""
        self._step(step, "passed", "")

    def pytest_bdd_step_error(self, step: Step, exception: Exception) -> None:
        """Write that a step failed, was blocked, or broke the suite."""
        status = "failed" if isinstance(exception, AssertionError) else "blocked"
        message = str(exception)
        if not isinstance(exception, AssertionError | HarnessError):
            message = f"the suite failed: {type(exception).__name__}: {exception}"
            self.failed = True
        if step.type == "given" and status == "failed":
            self._vain.setdefault(step.name, []).append(message)
        self._step(step, status, message)

    def pytest_bdd_step_func_lookup_error(self, step: Step, exception: Exception) -> None:
        """Write that a step has no meaning: the suite's fault."""
        self.failed = True
        self._step(step, "blocked", str(exception))

    def _despairs_of(self, one: Card) -> str:
        """Return why a scenario need not be tried, "" when it should be.

        What two scenarios have waited for in vain, real second by real second, is not waited for
        a third time: their requirements are UNKNOWN either way.
        """
        if self.stage.backend.environment["clock"] != "wall":
            return ""
        for kind, text in one.steps:
            if kind == "given" and len(self._vain.get(text, ())) >= MOST_VAIN:
                message = self._vain[text][-1]
                return f"what the scenario needs was not there {MOST_VAIN} times: {text}: {message}"
        return ""

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Iterator[None]:
        """Turn what pytest saw of a scenario into its outcome."""
        yield
        if self._running is None or self._outcome is not None:
            self._note_clean_up(call)
            return
        error = call.excinfo.value if call.excinfo else None
        if error is None:
            if call.when == "call":
                self._outcome = ("passed", "")
            return
        self._outcome = self._judged(error, call.when)

    def _concluded(self) -> tuple[str, str]:
        return self._outcome or ("unknown", "the scenario did not run to its end")

    def _judged(self, error: BaseException, when: str) -> tuple[str, str]:
        if isinstance(error, KeyboardInterrupt):
            return "unknown", "the run was interrupted"
        if isinstance(error, AssertionError) and when == "call":
            return "failed", str(error)
        if isinstance(error, HarnessError):
            return "unknown", str(error)
        self.failed = True
        return "unknown", f"the suite failed: {type(error).__name__}: {error}"

    def _note_clean_up(self, call: pytest.CallInfo[None]) -> None:
        if self._running is None or call.when != "teardown" or call.excinfo is None:
            return
        text = f"clean-up failed: {call.excinfo.value}"
        self.journal.add("finding", t=self._now_s(), scenario=self._running.id, text=text)

    def _step(self, step: Step, status: str, message: str) -> None:
        record = self._world.record if self._world else None
        cited = record.take_cited() if record else []
        self.journal.add(
            "step",
            t=self._now_s(),
            scenario=self._running.id if self._running else "",
            keyword=step.keyword,
            given_when_then=step.type,
            text=step.name,
            requirements=requirements_of(step.name),
            status=status,
            message=message,
            evidence=cited,
        )

    def _conclude(self, identity: str, outcome: str, reason: str, duration_s: float) -> None:
        fields = {"scenario": identity, "outcome": outcome, "reason": reason}
        self.journal.add("outcome", t=duration_s, **fields, duration_s=duration_s)

    def _now_s(self) -> float:
        return round(self._world.cluster.clock.now_s(), 3) if self._world else 0.0

    def _card(self, item: pytest.Item) -> Card | None:
        if item.nodeid not in self._cards:
            template = scenario_wrapper_template_registry.get(getattr(item, "obj", _no_scenario))
            spec = getattr(item, "callspec", None)
            example = spec.params.get("_pytest_bdd_example", {}) if spec else {}
            self._cards[item.nodeid] = None if template is None else card(template, example)
        return self._cards[item.nodeid]


def _no_scenario() -> None:
    """Stand in for the function of a test that has none."""
