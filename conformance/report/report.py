"""The report: what a run's evidence says, as data that others may rely on."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from vmrt.conformance.ambiguity import ambiguities
from vmrt.conformance.course import Course, courses
from vmrt.conformance.entry import Entry, shortcoming
from vmrt.conformance.journal import JournalError
from vmrt.conformance.profile import chosen
from vmrt.conformance.requirement import Level
from vmrt.conformance.verdict import Judgement, Verdict, judge

Report = dict[str, Any]
STATUSES = {"conformant": 0, "not-conformant": 1, "undetermined": 3}


def report_of(entries: Sequence[Entry]) -> Report:
    """Return the report of a journal: nothing but the journal and the suite's data goes in.

    Shape: ``report.schema.json`` in this package; ``apiVersion: vmrt/v1alpha1``, ``kind:
    ConformanceReport``.

    Raises:
        JournalError: An entry lacks what the judge needs, or the run is about a profile that this
            suite does not have.
    """
    for entry in entries:
        lack = shortcoming(entry)
        if lack:
            raise JournalError(f"entry {entry.get('n')}: {lack}")
    run = next((entry for entry in entries if entry["kind"] == "run"), {})
    known = courses(entries)
    judged = _judged(run, entries)
    tainted = sorted({entry["reason"] for entry in entries if entry["kind"] == "taint"})
    report = {
        "apiVersion": "vmrt/v1alpha1",
        "kind": "ConformanceReport",
        "suite": _sorted(run.get("suite", {})),
        "implementation": _sorted(run.get("implementation", {})),
        "environment": _sorted(run.get("environment", {})),
        "claim": {
            "profiles": _profiles(run),
            "result": _result(judged, complete=_complete(entries), tainted=bool(tainted)),
            "qualifications": _qualifications(run, entries),
            "tainted": tainted,
        },
        "statistics": {v.value: sum(one.verdict is v for one in judged) for v in Verdict},
        "requirements": [_row(one, known) for one in judged],
        "scenarios": [_scenario(known[name]) for name in sorted(known)],
        "recorded": _recorded(run, entries),
        "findings": _findings(run, entries),
        "evidence": {
            "entries": len(entries),
            "digest": entries[-1]["hash"] if entries else "",
        },
    }
    return _presentable(report)


def exit_status(report: Report) -> int:
    """Return what ``run`` and ``judge`` end with: 0 conformant, 1 broken, 3 undetermined."""
    return STATUSES[report["claim"]["result"]]


def _profiles(run: Entry) -> list[str]:
    return list(run.get("profiles") or ["all"])


def _judged(run: Entry, entries: Sequence[Entry]) -> list[Judgement]:
    try:
        return judge(entries, chosen(_profiles(run)))
    except KeyError as error:
        raise JournalError(f"the run is about a profile that does not exist: {error}") from error


def _sorted(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON with sorted keys: a journal that was read back gives the same bytes."""
    return json.loads(json.dumps(value, sort_keys=True))


def _presentable(report: Report) -> Report:
    """Return the report without halves of surrogate pairs, which no file format takes."""
    text = json.dumps(report, ensure_ascii=False).encode(errors="replace")
    cleaned: Report = json.loads(text)
    return cleaned


def _complete(entries: Sequence[Entry]) -> bool:
    return any(entry["kind"] == "end" and entry["status"] == "complete" for entry in entries)


def _result(judged: Sequence[Judgement], *, complete: bool, tainted: bool) -> str:
    """Return what may be claimed.

    A taint says that the suite's own world was wrong, so that even a failure is no proof.
    """
    musts = [one.verdict for one in judged if one.requirement.level is Level.MUST]
    if tainted:
        return "undetermined"
    if Verdict.BROKEN in musts:
        return "not-conformant"
    sure = complete and musts and Verdict.UNKNOWN not in musts
    return "conformant" if sure else "undetermined"


def _qualifications(run: Entry, entries: Sequence[Entry]) -> list[str]:
    options = run.get("options") or {}
    said = []
    if options.get("patience_s") is not None:
        said.append(f"every wait was bounded by {options['patience_s']:g} s")
    if options.get("select"):
        said.append(f"only scenarios with {options['select']!r} were run")
    if not _complete(entries):
        said.append("the run did not come to its end")
    return said


def _row(one: Judgement, known: Mapping[str, Course]) -> dict[str, Any]:
    return {
        "id": one.requirement.id,
        "level": one.requirement.level.value,
        "evidence": one.requirement.evidence,
        "profile": one.requirement.profile,
        "text": one.requirement.text,
        "source": one.requirement.source,
        "verdict": one.verdict.value,
        "reason": one.reason,
        "scenarios": [
            {
                "id": showing.scenario,
                "name": known[showing.scenario].announced["name"],
                "verdict": showing.verdict.value,
                "outcome": known[showing.scenario].outcome(),
                "reason": showing.reason,
                "duration_s": _duration_s(known[showing.scenario]),
            }
            for showing in one.showings
        ],
    }


def _scenario(course: Course) -> dict[str, Any]:
    end = course.outcomes[-1] if course.outcomes else {"reason": "the scenario was not finished"}
    return {
        "id": course.id,
        "name": course.announced["name"],
        "feature": course.announced.get("feature", ""),
        "requirements": sorted(course.requirements()),
        "outcome": course.outcome(),
        "reason": end["reason"],
        "duration_s": _duration_s(course),
    }


def _duration_s(course: Course) -> float:
    return float(course.outcomes[-1]["duration_s"]) if course.outcomes else 0.0


def _declared(run: Entry) -> dict[str, str]:
    return dict((run.get("implementation") or {}).get("declared") or {})


def _recorded(run: Entry, entries: Sequence[Entry]) -> list[dict[str, str]]:
    seen = {(e["ambiguity"], e["observed"]) for e in entries if e["kind"] == "record"}
    declared = _declared(run)
    return [
        {"id": name, "observed": observed, "declared": declared.get(name, "")}
        for name, observed in sorted(seen)
    ]


def _findings(run: Entry, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Return what nobody asked about and somebody should look at, in order of appearance."""
    declared = _declared(run)
    permitted = {one.id: one.readings for one in ambiguities()}
    found, told = [], set()
    for entry in entries:
        if entry["kind"] == "finding":
            found.append(_finding(entry, entry["text"]))
        elif entry["kind"] == "record":
            name, observed = entry["ambiguity"], entry["observed"]
            text = _contradiction(name, observed, declared.get(name, ""), permitted.get(name, ()))
            if text and text not in told:
                told.add(text)
                found.append(_finding(entry, text))
    return found


def _contradiction(name: str, observed: str, declared: str, permitted: Sequence[str]) -> str:
    if declared and declared != observed:
        return f"{name}: declared is {declared}, observed was {observed}"
    if permitted and observed not in permitted:
        return f"{name}: {observed} was observed, which is none of {', '.join(permitted)}"
    return ""


def _finding(entry: Entry, text: str) -> dict[str, Any]:
    return {"scenario": entry.get("scenario", ""), "text": text, "entry": entry["n"]}
