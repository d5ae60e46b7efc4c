"""Holds a report to its evidence: the chain, the end, and that the verdicts follow."""

import json
from pathlib import Path

from vmrt.conformance.journal import JournalError, read
from vmrt.conformance.report.rendering import as_json, as_junit, as_markdown, as_yaml
from vmrt.conformance.report.report import report_of
from vmrt.conformance.requirement import digest

RENDERINGS = {
    "report.json": as_json,
    "report.yaml": as_yaml,
    "report.md": as_markdown,
    "junit.xml": as_junit,
}


def verify(folder: Path) -> list[str]:
    """Return what does not hold, first things first; empty when everything does."""
    try:
        reading = read(folder / "journal.jsonl")
    except JournalError as error:
        return [str(error)]
    if reading.damage:
        return [reading.damage]
    entries = reading.entries
    if not entries or entries[0]["kind"] != "run":
        return ["the journal does not begin with a run"]
    if entries[-1]["kind"] != "end":
        return ["the journal has no end: the run was cut off, or its last entries were removed"]
    if entries[0]["suite"]["requirementsDigest"] != digest():
        return ["the journal was written for other requirements than this suite's: judge it again"]
    problems = []
    report = report_of(entries)
    for name, render in RENDERINGS.items():
        problem = _differs(folder / name, render(report))
        if problem:
            problems.append(problem)
    return problems


def _differs(path: Path, wanted: str) -> str:
    try:
        seen = path.read_text(encoding="utf-8")
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
