"""The judge: a pure function from recorded evidence to verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vmrt.conformance.course import Course, Facts, courses
from vmrt.conformance.requirement import Requirement

EVIDENCE = ("call", "command", "event", "observation")  # kinds of entries that show something


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
        step: The step that broke it, "" when none did.
    """

    scenario: str
    verdict: Verdict
    reason: str = ""
    step: str = ""


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


def judge(entries: Sequence[Facts], wanted: Iterable[Requirement]) -> list[Judgement]:
    """Judge requirements by the scenarios that carry them.

    One failure breaks a requirement. It is MET only if every scenario that carries it was
    concluded, and in each every Then that carries it was reached, passed and cites evidence.
    Everything else is UNKNOWN.
    """
    known = courses(entries)
    evidence = {one["n"]: one for one in entries if one["kind"] in EVIDENCE}
    carried = {name: known[name].requirements() for name in sorted(known)}
    result = []
    for requirement in wanted:
        showings = tuple(
            _showing(requirement.id, known[name], evidence)
            for name, requirements in carried.items()
            if requirement.id in requirements
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


def _showing(requirement: str, course: Course, evidence: Mapping[int, Facts]) -> Showing:
    """Judge one requirement by one scenario."""
    step = _broken_by(requirement, course)
    if step is not None:
        return Showing(course.id, Verdict.BROKEN, f"{_line(step)}: {step['message']}", _line(step))
    reason = _doubt(requirement, course, evidence)
    return Showing(course.id, Verdict.UNKNOWN if reason else Verdict.MET, reason)


def _broken_by(requirement: str, course: Course) -> Facts | None:
    """Return the failed step that speaks against a requirement, None when none does.

    A Given that fails says nothing: what the scenario needs was not there. A When breaks what the
    scenario was about to show, and so does a Then that carries no label.
    """
    for step in course.steps:
        if step["status"] == "failed" and step["given_when_then"] != "given":
            about = step["requirements"]
            if requirement in about or (not about and not _reached(requirement, course)):
                return step
    return None


def _passed(requirement: str, course: Course) -> list[Facts]:
    """Return the Thens that carry a requirement and passed."""
    return [s for s in course.steps if _carries(s, requirement) and s["status"] == "passed"]


def _reached(requirement: str, course: Course) -> bool:
    """Say whether every Then that carries a requirement has passed, at least one."""
    passed, planned = len(_passed(requirement, course)), course.planned(requirement)
    return passed > 0 and (planned is None or passed >= planned)


def _carries(step: Facts, requirement: str) -> bool:
    labels = step["requirements"]
    return step["given_when_then"] == "then" and (not labels or requirement in labels)


def _doubt(requirement: str, course: Course, evidence: Mapping[int, Facts]) -> str:
    """Return why a scenario without a failure against a requirement does not show it."""
    if not course.outcomes:
        return "the scenario was not finished"
    if len(course.outcomes) > 1:
        return (
            f"the scenario has {len(course.outcomes)} outcomes: this is not the record of one run"
        )
    outcome = course.outcomes[0]
    if outcome["outcome"] == "skipped":
        return str(outcome["reason"]) or "the scenario was left out"
    end = next((step for step in course.steps if step["status"] != "passed"), None)
    if end is not None:
        # Without a plan nobody knows what would have come after the step that ended it.
        if course.planned(requirement) is None or not _reached(requirement, course):
            return _ended_by(end, requirement)
    elif outcome["outcome"] != "passed":
        return str(outcome["reason"]) or "the scenario did not end well"
    if not _passed(requirement, course):
        return "no step of the scenario speaks of it"
    if not _reached(requirement, course):
        return "a step that speaks of it was not run"
    return _unsupported(_passed(requirement, course), evidence)


def _ended_by(step: Facts, requirement: str) -> str:
    where = f"{_line(step)}: {step['message'] or step['status']}"
    if step["given_when_then"] == "given":
        return f"what the scenario needs was not there: {where}"
    if requirement in step["requirements"]:
        return str(step["message"]) or f"{_line(step)}: {step['status']}"
    return f"not shown, since the scenario ended at: {where}"


def _unsupported(steps: Sequence[Facts], evidence: Mapping[int, Facts]) -> str:
    """Return what is wrong with what passed Thens cite, "" when every one rests on something."""
    for step in steps:
        cited = step["evidence"]
        if not cited:
            return f"the step cites no evidence: {_line(step)}"
        if not all(number in evidence and number < step["n"] for number in cited):
            return f"the step cites what is no evidence: {_line(step)}"
        if any(evidence[number].get("holds") is False for number in cited):
            return f"the step passed against what it cites: {_line(step)}"
    return ""


def _line(step: Facts) -> str:
    return f"{step['keyword'].strip()} {step['text']}"
