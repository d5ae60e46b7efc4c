"""The end of a run, on one screen."""

from collections import Counter

from vmrt.conformance.report.report import Report

WIDTH, MOST_BROKEN, MOST_REASONS = 100, 10, 5


def as_text(report: Report) -> str:
    """Return a table of verdicts by profile, then what is BROKEN and why things are UNKNOWN."""
    rows = report["requirements"]
    profiles = list(dict.fromkeys(sorted(row["profile"] for row in rows)))
    lines = [f"{'profile':<24}{'MET':>6}{'BROKEN':>8}{'UNKNOWN':>9}"]
    for profile in profiles:
        counts = Counter(row["verdict"] for row in rows if row["profile"] == profile)
        lines.append(_line(profile, counts))
    total = Counter(row["verdict"] for row in rows)
    lines += [_line("all", total), ""]
    lines += _broken([row for row in rows if row["verdict"] == "broken"])
    findings = report["findings"]
    if findings:
        more = f" (and {len(findings) - 1} more in report.md)" if len(findings) > 1 else ""
        lines.append(_cut(f"finding{more}: {findings[0]['text']}"))
    lines += _unknown([row for row in rows if row["verdict"] == "unknown"])
    claim = report["claim"]
    lines += [_cut(f"note: {text}") for text in claim["qualifications"]]
    lines += [_cut(f"tainted: {text}") for text in claim["tainted"][:MOST_REASONS]]
    name = report["implementation"].get("name", "")
    lines.append(_cut(f"{name}: {claim['result']} ({', '.join(claim['profiles'])})"))
    return "\n".join(lines) + "\n"


def _line(name: str, counts: "Counter[str]") -> str:
    return f"{name:<24}{counts['met']:>6}{counts['broken']:>8}{counts['unknown']:>9}"


def _broken(rows: list[dict[str, str]]) -> list[str]:
    lines = []
    for row in rows[:MOST_BROKEN]:
        lines.append(_cut(f"BROKEN {row['id']} {row['level']}: {row['text']}"))
        lines.append(_cut(f"    {row['reason']}"))
    if rows:
        lines.append(_cut(f"    next: vmrt explain {rows[0]['id']}, vmrt run -k {rows[0]['id']}"))
    if len(rows) > MOST_BROKEN:
        lines.append(f"BROKEN: {len(rows) - MOST_BROKEN} more in report.md")
    return [*lines, ""] if lines else []


def _unknown(rows: list[dict[str, str]]) -> list[str]:
    reasons: dict[str, list[str]] = {}
    for row in rows:
        reasons.setdefault(row["reason"], []).append(row["id"])
    ranked = sorted(reasons.items(), key=lambda one: (-len(one[1]), one[0]))
    lines = []
    for reason, ids in ranked[:MOST_REASONS]:
        shown = ", ".join(ids[:4]) + (f" and {len(ids) - 4} more" if len(ids) > 4 else "")  # noqa: PLR2004
        lines.append(_cut(f"UNKNOWN {shown}: {reason}"))
    if len(ranked) > MOST_REASONS:
        lines.append(f"UNKNOWN: {len(ranked) - MOST_REASONS} more reasons in report.md")
    return [*lines, ""] if lines else []


def _cut(text: str) -> str:
    """Return one line that fits, without what would drive the terminal."""
    plain = "".join(one if one.isprintable() else " " for one in text)
    indent = "    " if text.startswith("    ") else ""
    line = indent + " ".join(plain.split())
    return line if len(line) <= WIDTH else line[: WIDTH - 3] + "..."
