"""The report: what a run's evidence says, as data that others may rely on."""

import json
from collections.abc import Sequence
from typing import Any

from vmrt.conformance.journal import Entry
from vmrt.conformance.profile import chosen
from vmrt.conformance.requirement import Level
from vmrt.conformance.verdict import Judgement, Verdict, judge

Report = dict[str, Any]


def report_of(entries: Sequence[Entry]) -> Report:
    """Return the report of a journal: nothing but the journal and the suite's data goes in.

    Shape: ``product.md`` section 3; ``apiVersion: vmrt/v1alpha1``, ``kind: ConformanceReport``.
    """
    run = next((entry for entry in entries if entry["kind"] == "run"), {})
    profiles = list(run.get("profiles") or ["all"])
    judged = judge(entries, chosen(profiles))
    counts = {v.value: sum(one.verdict is v for one in judged) for v in Verdict}
    tainted = sorted({entry["reason"] for entry in entries if entry["kind"] == "taint"})
    return {
        "apiVersion": "vmrt/v1alpha1",
        "kind": "ConformanceReport",
        "suite": _sorted(run.get("suite", {})),
        "implementation": _sorted(run.get("implementation", {})),
        "environment": _sorted(run.get("environment", {})),
        "claim": {
            "profiles": profiles,
            "result": _result(judged, tainted),
            "qualifications": _qualifications(run, entries),
            "tainted": tainted,
        },
        "statistics": counts,
        "requirements": [_row(one, entries) for one in judged],
        "recorded": _recorded(entries),
        "findings": [_finding(e) for e in entries if e["kind"] == "finding"],
        "evidence": {
            "entries": len(entries),
            "digest": entries[-1]["hash"] if entries else "",
        },
    }


def exit_status(report: Report) -> int:
    """Return what ``run`` and ``judge`` end with: 0 conformant, 1 broken, 3 undetermined."""
    return {"conformant": 0, "not-conformant": 1, "undetermined": 3}[report["claim"]["result"]]


def _sorted(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON with sorted keys: a journal that was read back gives the same bytes."""
    return json.loads(json.dumps(value, sort_keys=True))


def _result(judged: Sequence[Judgement], tainted: Sequence[str]) -> str:
    musts = [one.verdict for one in judged if one.requirement.level is Level.MUST]
    if Verdict.BROKEN in musts:
        return "not-conformant"
    return "undetermined" if tainted or Verdict.UNKNOWN in musts or not musts else "conformant"


def _qualifications(run: Entry, entries: Sequence[Entry]) -> list[str]:
    options = run.get("options") or {}
    said = []
    if options.get("patience_s") is not None:
        said.append(f"every wait was bounded by {options['patience_s']:g} s")
    if options.get("select"):
        said.append(f"only scenarios with {options['select']!r} were run")
    end = next((entry for entry in entries if entry["kind"] == "end"), None)
    if end is None or end["status"] != "complete":
        said.append("the run did not come to its end")
    return said


def _row(one: Judgement, entries: Sequence[Entry]) -> dict[str, Any]:
    outcomes = {e["scenario"]: e for e in entries if e["kind"] == "outcome"}
    names = {e["id"]: e["name"] for e in entries if e["kind"] == "scenario"}
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
                "name": names[showing.scenario],
                "verdict": showing.verdict.value,
                "outcome": outcomes.get(showing.scenario, {}).get("outcome", "unfinished"),
                "reason": showing.reason,
                "duration_s": outcomes.get(showing.scenario, {}).get("duration_s", 0.0),
            }
            for showing in one.showings
        ],
    }


def _recorded(entries: Sequence[Entry]) -> list[dict[str, str]]:
    seen = {(e["ambiguity"], e["observed"]) for e in entries if e["kind"] == "record"}
    return [{"id": name, "observed": observed} for name, observed in sorted(seen)]


def _finding(entry: Entry) -> dict[str, Any]:
    return {"scenario": entry.get("scenario", ""), "text": entry["text"], "entry": entry["n"]}
