"""The judge: a pure function from recorded evidence to verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vmrt.conformance.journal import Entry
from vmrt.conformance.requirement import Requirement


class Verdict(StrEnum):
    """What the evidence says of a requirement."""

    MET = "met"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Showing:
    """What one scenario says of one requirement.

    Attributes:
        scenario: The scenario's id.
        verdict: By this scenario alone.
        reason: Why it is not MET, "" when it is.
    """

    scenario: str
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one requirement.

    Attributes:
        requirement: What was judged.
        verdict: Over all scenarios.
        reason: For BROKEN what was expected and seen, for UNKNOWN why there is no evidence.
        showings: Scenario by scenario, sorted by id.
    """

    requirement: Requirement
    verdict: Verdict
    reason: str
    showings: tuple[Showing, ...]


def judge(entries: Sequence[Entry], wanted: Iterable[Requirement]) -> list[Judgement]:
    """Judge requirements by the scenarios that carry them.

    One failure breaks a requirement. It is MET only if every scenario that carries it ran to its
    end, and in each a Then that carries it passed and cites evidence. Everything else is UNKNOWN.
    """
    scenarios = {e["id"]: e for e in entries if e["kind"] == "scenario"}
    steps: dict[str, list[Entry]] = {name: [] for name in scenarios}
    outcomes: dict[str, Entry] = {}
    for entry in entries:
        if entry["kind"] == "step" and entry["scenario"] in steps:
            steps[entry["scenario"]].append(entry)
        elif entry["kind"] == "outcome":
            outcomes[entry["scenario"]] = entry
    known = {entry["n"] for entry in entries}
    result = []
    for requirement in wanted:
        showings = tuple(
            _showing(requirement.id, name, steps[name], outcomes.get(name), known)
            for name in sorted(scenarios)
            if requirement.id in scenarios[name]["requirements"]
        )
        verdict, reason = _over_all(showings)
        result.append(Judgement(requirement, verdict, reason, showings))
    return result


def _over_all(showings: Sequence[Showing]) -> tuple[Verdict, str]:
    if not showings:
        return Verdict.UNKNOWN, "no scenario yet"
    for verdict in (Verdict.BROKEN, Verdict.UNKNOWN):
        for showing in showings:
            if showing.verdict is verdict:
                return verdict, showing.reason
    return Verdict.MET, ""


def _showing(
    requirement: str, name: str, steps: Sequence[Entry], outcome: Entry | None, known: set[int]
) -> Showing:
    """Judge one requirement by one scenario."""
    broken = _broken_by(requirement, steps)
    if broken:
        return Showing(name, Verdict.BROKEN, broken)
    reason = _doubt(requirement, steps, outcome, known)
    return Showing(name, Verdict.UNKNOWN if reason else Verdict.MET, reason)


def _broken_by(requirement: str, steps: Sequence[Entry]) -> str:
    """Return what a failed step says against a requirement, "" when none does.

    A Given that fails says nothing: what the scenario needs was not there. A When breaks what the
    scenario was about to show, and so does a Then that carries no label.
    """
    for step in steps:
        if step["status"] == "failed" and step["given_when_then"] != "given":
            about = step["requirements"]
            if requirement in about or (not about and not _shown(requirement, steps)):
                return f"{step['keyword'].strip()} {step['text']}: {step['message']}"
    return ""


def _shown(requirement: str, steps: Sequence[Entry]) -> bool:
    """Say whether a Then that carries a requirement has passed."""
    return any(_carries(step, requirement) and step["status"] == "passed" for step in steps)


def _carries(step: Mapping[str, object], requirement: str) -> bool:
    labels = step["requirements"]
    assert isinstance(labels, list)
    return step["given_when_then"] == "then" and (not labels or requirement in labels)


def _doubt(requirement: str, steps: Sequence[Entry], outcome: Entry | None, known: set[int]) -> str:
    """Return why a scenario without a failure against a requirement does not show it."""
    if outcome is None:
        return "the scenario was not finished"
    if outcome["outcome"] == "skipped":
        return str(outcome["reason"])
    for step in steps:
        if step["status"] in ("blocked", "failed"):
            where = f"{step['keyword'].strip()} {step['text']}"
            text = f"not shown, since the scenario ended at: {where}: {step['message']}"
            if step["given_when_then"] == "given":
                return f"what the scenario needs was not there: {where}: {step['message']}"
            return str(step["message"]) if requirement in step["requirements"] else text
    if outcome["outcome"] != "passed":
        return str(outcome["reason"]) or "the scenario did not end well"
    cited = [
        number
        for step in steps
        if _carries(step, requirement) and step["status"] == "passed"
        for number in step["evidence"]
    ]
    if not _shown(requirement, steps):
        return "no step of the scenario speaks of it"
    if not cited or not set(cited) <= known:
        return "the steps that speak of it cite no evidence"
    return ""
