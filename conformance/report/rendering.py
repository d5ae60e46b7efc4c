"""The report as files: JSON, YAML, Markdown and JUnit; no clock is read."""

import json
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import yaml

from vmrt.conformance.report.report import Report

WORDS = {"met": "MET", "broken": "BROKEN", "unknown": "UNKNOWN"}


def as_json(report: Report) -> str:
    """Return ``report.json``."""
    return json.dumps(report, indent=2, ensure_ascii=False) + "\n"


def as_yaml(report: Report) -> str:
    """Return ``report.yaml``."""
    text: str = yaml.safe_dump(report, sort_keys=False, allow_unicode=True, width=120)
    return text


def as_markdown(report: Report) -> str:
    """Return ``report.md``, for a pull request."""
    counts, claim = report["statistics"], report["claim"]
    lines = [
        f"# VMRuntime conformance: {claim['result']}",
        "",
        (
            f"{_cell(_who(report))} on {_cell(str(report['environment'].get('backend', '?')))}: "
            f"**{counts['met']} MET, {counts['broken']} BROKEN, {counts['unknown']} UNKNOWN** "
            f"of profiles {', '.join(claim['profiles'])}."
        ),
        "",
    ]
    lines += [f"- {_cell(text)}" for text in claim["qualifications"]]
    lines += [f"- tainted: {_cell(text)}" for text in claim["tainted"]]
    for verdict in ("broken", "unknown"):
        rows = [one for one in report["requirements"] if one["verdict"] == verdict]
        if rows:
            lines += ["", f"## {WORDS[verdict]}", "", "| id | level | requirement | reason |"]
            lines += ["|---|---|---|---|"]
            lines += [
                f"| {r['id']} | {r['level']} | {_cell(r['text'])} | {_cell(r['reason'])} |"
                for r in rows
            ]
    met = [one["id"] for one in report["requirements"] if one["verdict"] == "met"]
    lines += ["", "## MET", "", ", ".join(met) or "none"]
    if report["recorded"]:
        lines += ["", "## Recorded, not judged", ""]
        lines += [f"- {one['id']}: {_cell(one['observed'])}" for one in report["recorded"]]
    if report["findings"]:
        lines += ["", "## Findings", ""]
        lines += [f"- {_cell(one['text'])}" for one in report["findings"]]
    return "\n".join(lines) + "\n"


def as_junit(report: Report) -> str:
    """Return ``junit.xml``: a case for each requirement and one for each scenario."""
    requirements = [_requirement_case(row) for row in report["requirements"]]
    runs = [_scenario_case(one) for one in report["scenarios"]]
    facts = {
        "claim": report["claim"]["result"],
        "implementation": _who(report),
        "backend": str(report["environment"].get("backend", "")),
        "seed": str(report["environment"].get("seed", "")),
    }
    properties = "".join(
        f"<property name={quoteattr(key)} value={quoteattr(_clean(value))}/>"
        for key, value in facts.items()
    )
    suites = [
        _suite("requirements", requirements, f"<properties>{properties}</properties>"),
        _suite("scenarios", runs, ""),
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + "<testsuites>" + "".join(suites) + "</testsuites>\n"


RENDERINGS = {
    "report.json": as_json,
    "report.yaml": as_yaml,
    "report.md": as_markdown,
    "junit.xml": as_junit,
}


def write(report: Report, folder: Path) -> None:
    """Write every rendering into a folder."""
    for name, render in RENDERINGS.items():
        (folder / name).write_bytes(render(report).encode())


def _who(report: Report) -> str:
    one = report["implementation"]
    return " ".join(str(part) for part in (one.get("name"), one.get("version")) if part)


def _cell(text: str) -> str:
    """Return text that cannot leave its line or its cell, nor become markup."""
    one_line = " ".join(_clean(text).split())
    return one_line.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _suite(name: str, cases: list[tuple[str, str]], inside: str) -> str:
    failures = sum(kind == "failure" for kind, _ in cases)
    skipped = sum(kind == "skipped" for kind, _ in cases)
    body = "".join(text for _, text in cases)
    return (
        f'\n<testsuite name="{name}" tests="{len(cases)}" failures="{failures}" errors="0" '
        f'skipped="{skipped}">{inside}{body}\n</testsuite>'
    )


def _requirement_case(row: dict[str, Any]) -> tuple[str, str]:
    name = f"{row['id']} {row['text']}"
    should = row["level"] == "SHOULD"
    kind = {"broken": "skipped" if should else "failure", "unknown": "skipped"}.get(
        row["verdict"], ""
    )
    reason = f"{WORDS[row['verdict']]}: {row['reason']}"
    return _case(row["profile"], name, kind, reason, 0.0)


def _scenario_case(one: dict[str, Any]) -> tuple[str, str]:
    kind = {"failed": "failure", "passed": ""}.get(one["outcome"], "skipped")
    feature, _, name = one["id"].partition(": ")
    return _case(f"scenarios.{feature}", name, kind, one["reason"], one["duration_s"])


def _case(group: str, name: str, kind: str, reason: str, time_s: float) -> tuple[str, str]:
    names = f"classname={quoteattr(_clean(group))} name={quoteattr(_clean(name))}"
    start = f'\n<testcase {names} time="{time_s:g}"'
    if not kind:
        return kind, f"{start}/>"
    clean = _clean(reason)
    first = quoteattr(clean.splitlines()[0] if clean else "")
    return kind, f"{start}><{kind} message={first}>{escape(clean)}</{kind}></testcase>"


def _clean(text: str) -> str:
    """Return text without what XML 1.0 does not allow."""
    return "".join(c for c in text if c in "\n\t" or (c >= "\x20" and c not in "\ufffe\uffff"))
