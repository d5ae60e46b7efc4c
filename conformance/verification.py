"""Holds a report to its evidence: the chain, the end, and that the verdicts follow."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from vmrt.conformance.entry import Entry
from vmrt.conformance.journal import JournalError, read
from vmrt.conformance.report.rendering import RENDERINGS
from vmrt.conformance.report.report import report_of
from vmrt.conformance.requirement import digest
from vmrt.conformance.verdict import EVIDENCE


def verify(folder: Path) -> list[str]:
    """Return what does not hold, first things first; empty when everything does."""
    try:
        reading = read(folder / "journal.jsonl")
    except JournalError as error:
        return [str(error)]
    if reading.damage:
        return [reading.damage]
    entries = reading.entries
    try:
        report = report_of(entries)
    except JournalError as error:
        return [str(error)]
    lack = incompleteness(entries)
    if lack:
        return [lack]
    if entries[0]["suite"].get("requirementsDigest") != digest():
        return ["the journal was written for other requirements than this suite's: judge it again"]
    problems = []
    for name, render in RENDERINGS.items():
        problem = _differs(folder / name, render(report))
        if problem:
            problems.append(problem)
    return problems


def incompleteness(entries: Sequence[Entry]) -> str:
    """Return what keeps entries from being the record of one whole run, "" for nothing."""
    kinds = [entry["kind"] for entry in entries]
    if not entries or kinds[0] != "run":
        return "the journal does not begin with a run"
    if kinds.count("run") > 1 or "end" in kinds[:-1]:
        return "the journal holds more than one run"
    if kinds[-1] != "end":
        return "the journal has no end: the run was cut off, or its last entries were removed"
    announced = [entry["id"] for entry in entries if entry["kind"] == "scenario"]
    twice = next((name for name in announced if announced.count(name) > 1), None)
    if twice is not None:
        return f"the scenario {twice!r} is announced twice"
    concluded = [entry["scenario"] for entry in entries if entry["kind"] == "outcome"]
    for name in announced if entries[-1]["status"] == "complete" else ():
        if name not in concluded:
            return f"the scenario {name!r} has no outcome, though the run came to its end"
    return next((text for text in _strays(entries, set(announced)) if text), "")


def _strays(entries: Sequence[Entry], announced: set[str]) -> Iterator[str]:
    """Yield, entry by entry, what does not belong where it stands."""
    evidence: set[int] = set()
    concluded: set[str] = set()
    for entry in entries:
        if entry["kind"] in EVIDENCE:
            evidence.add(entry["n"])
        if entry["kind"] not in ("step", "outcome"):
            continue
        what, name = f"entry {entry['n']}, the {entry['kind']}", entry["scenario"]
        if name not in announced:
            yield f"{what} is of a scenario that was not announced: {name!r}"
        if name in concluded:
            yield f"{what} comes after the outcome of {name!r}"
        if entry["kind"] == "outcome":
            concluded.add(name)
        elif not set(entry["evidence"]) <= evidence:
            yield f"{what} cites what is no evidence before it"


def _differs(path: Path, wanted: str) -> str:
    try:
        seen = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        return f"{path} cannot be read: {error}"
    if seen == wanted:
        return ""
    if path.suffix == ".json":
        return f"{path}: {_first_difference(wanted, seen)}"
    for number, (one, other) in enumerate(
        zip(wanted.splitlines(), seen.splitlines(), strict=False), 1
    ):
        if one != other:
            return (
                f"{path}, line {number}: says {other.strip()!r}, the evidence says {one.strip()!r}"
            )
    return f"{path}: has another length than the evidence gives"


def _first_difference(wanted: str, seen: str) -> str:
    try:
        other = json.loads(seen)
    except ValueError:
        return "is no JSON"
    return _between(json.loads(wanted), other, "") or "is written differently"


def _between(wanted: object, seen: object, path: str) -> str:
    if isinstance(wanted, dict) and isinstance(seen, dict):
        for key in [*wanted, *(key for key in seen if key not in wanted)]:
            found = _between(wanted.get(key), seen.get(key), f"{path}.{key}")
            if found:
                return found
        return ""
    if isinstance(wanted, list) and isinstance(seen, list) and len(wanted) == len(seen):
        pairs = enumerate(zip(wanted, seen, strict=True))
        return next((f for i, (a, b) in pairs if (f := _between(a, b, f"{path}[{i}]"))), "")
    if wanted == seen:
        return ""
    return f"{path.lstrip('.')} says {_brief(seen)}, the evidence says {_brief(wanted)}"


def _brief(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 80 else text[:77] + "..."  # noqa: PLR2004 - a line
