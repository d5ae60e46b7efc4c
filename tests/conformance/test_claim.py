import importlib.resources
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from support.evidence import IMPLEMENTATION, announce, begin, outcome, step

from vmrt.conformance.entry import Entry
from vmrt.conformance.journal import Journal, JournalError, line_of, read
from vmrt.conformance.profile import chosen
from vmrt.conformance.report.rendering import RENDERINGS, write
from vmrt.conformance.report.report import exit_status, report_of
from vmrt.conformance.report.screen import as_text
from vmrt.conformance.requirement import Level
from vmrt.conformance.verification import verify

PROFILE = "core/preflight-gate"  # has a SHOULD, R-089
SCHEMA = json.loads(
    (importlib.resources.files("vmrt.conformance.report") / "report.schema.json").read_text()
)
HOSTILE = "\x00\x1b[31m<b>|`]]>\\\ud800\n# x\r\ufffe{{7*7}}"


def run(
    path: Path | None = None,
    *,
    words: dict[str, str] | None = None,
    end: str = "complete",
    taint: str = "",
    **first: Any,
) -> Journal:
    """Return a run in which each requirement of a profile has a scenario of its own."""
    journal = Journal(path)
    begin(journal, **{"profiles": [PROFILE], **first})
    if taint:
        journal.add("taint", reason=taint)
    for requirement in chosen([PROFILE]):
        announce(journal, requirement.id, requirement.id)
        status = (words or {}).get(requirement.id, "passed")
        if status:
            step(journal, requirement.id, f"then {status} {requirement.id}")
            ended = {"passed": "passed", "failed": "failed"}.get(status, "unknown")
            outcome(journal, requirement.id, ended)
    if end:
        journal.add("end", status=end)
    journal.close()
    return journal


@pytest.mark.parametrize(
    ("facts", "result", "status"),
    [
        pytest.param({}, "conformant", 0, id="all shown"),
        pytest.param({"words": {"R-082": "failed"}}, "not-conformant", 1, id="a MUST is broken"),
        pytest.param({"words": {"R-089": "failed"}}, "conformant", 0, id="a SHOULD is broken"),
        pytest.param({"words": {"R-089": "blocked"}}, "conformant", 0, id="a SHOULD is unknown"),
        pytest.param({"words": {"R-082": "blocked"}}, "undetermined", 3, id="a MUST is unknown"),
        pytest.param({"words": {"R-082": ""}}, "undetermined", 3, id="a scenario is unfinished"),
        pytest.param(
            {"words": {"R-082": "blocked", "R-083": "failed"}}, "not-conformant", 1, id="both"
        ),
        pytest.param({"taint": "gap"}, "undetermined", 3, id="tainted"),
        pytest.param(
            {"taint": "gap", "words": {"R-082": "failed"}}, "undetermined", 3, id="tainted, broken"
        ),
        pytest.param({"end": ""}, "undetermined", 3, id="no end"),
        pytest.param({"end": "interrupted"}, "undetermined", 3, id="interrupted"),
        pytest.param(
            {"end": "", "words": {"R-082": "failed"}}, "not-conformant", 1, id="no end, broken"
        ),
        pytest.param({"profiles": ["all"]}, "undetermined", 3, id="a larger claim"),
    ],
)
def test_claim(facts: dict[str, Any], result: str, status: int) -> None:
    report = report_of(run(**facts).entries)
    assert (report["claim"]["result"], exit_status(report)) == (result, status)


def test_the_profile_has_what_the_table_needs() -> None:
    levels = {one.id: one.level for one in chosen([PROFILE])}
    assert (levels["R-082"], levels["R-089"]) == (Level.MUST, Level.SHOULD)


def test_nothing_at_all_is_no_claim() -> None:
    assert report_of([])["claim"]["result"] == "undetermined"


def test_every_weakness_qualifies_the_claim() -> None:
    report = report_of(run(end="", options={"patience_s": 2, "select": "R-082"}).entries)
    assert report["claim"]["qualifications"] == [
        "every wait was bounded by 2 s",
        "only scenarios with 'R-082' were run",
        "the run did not come to its end",
    ]


@pytest.mark.parametrize(
    ("declared", "observed", "texts"),
    [
        pytest.param({}, "event", [], id="permitted"),
        pytest.param({"A-15": "event"}, "event", [], id="as declared"),
        pytest.param(
            {"A-15": "status"}, "event", ["A-15: declared is status, observed was event"], id="not"
        ),
        pytest.param(
            {},
            "silence",
            ["A-15: silence was observed, which is none of api-answer, event, status"],
            id="not permitted",
        ),
    ],
)
def test_readings_are_recorded_and_held_to_what_was_declared(
    declared: dict[str, str], observed: str, texts: list[str]
) -> None:
    journal = run(end="", implementation={**IMPLEMENTATION, "declared": declared})
    for _ in range(2):
        journal.add("record", ambiguity="A-15", observed=observed)
    report = report_of(journal.entries)
    stated = declared.get("A-15", "")
    assert report["recorded"] == [{"id": "A-15", "observed": observed, "declared": stated}]
    assert [one["text"] for one in report["findings"]] == texts


def test_findings_name_their_scenario() -> None:
    journal = run(end="")
    number = journal.add("finding", scenario="s", text="left behind")
    (found,) = report_of(journal.entries)["findings"]
    assert found == {"scenario": "s", "text": "left behind", "entry": number}


@pytest.mark.parametrize("facts", [{}, {"words": {"R-082": "failed"}}, {"words": {"R-082": ""}}])
def test_a_report_fits_its_schema(facts: dict[str, Any]) -> None:
    jsonschema.validate(report_of(run(**facts).entries), SCHEMA)


@pytest.mark.parametrize("field", SCHEMA["required"])
def test_the_schema_misses_every_field(field: str) -> None:
    report = report_of(run().entries)
    del report[field]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(report, SCHEMA)


def hostile(path: Path | None = None) -> Journal:
    journal = Journal(path)
    begin(journal, implementation={**IMPLEMENTATION, "name": HOSTILE})
    announce(journal, HOSTILE, "R-001")
    step(journal, HOSTILE, "then failed R-001", message=HOSTILE)
    journal.add("record", ambiguity="A-15", observed=HOSTILE)
    journal.add("taint", reason=HOSTILE)
    outcome(journal, HOSTILE, "failed", HOSTILE)
    journal.add("end", status="complete")
    journal.close()
    return journal


def test_whatever_an_implementation_says_can_be_written_and_verified(tmp_path: Path) -> None:
    written = hostile(tmp_path / "journal.jsonl").entries
    assert read(tmp_path / "journal.jsonl").entries == written
    write(report_of(written), tmp_path)
    assert verify(tmp_path) == []
    report = json.loads((tmp_path / "report.json").read_text())
    assert yaml.safe_load((tmp_path / "report.yaml").read_text()) == report
    ET.fromstring((tmp_path / "junit.xml").read_text())  # noqa: S314 - our own text
    assert "<b>" not in (tmp_path / "report.md").read_text()
    assert "\x1b" not in as_text(report_of(written))
    assert "finding: A-15: " in as_text(report_of(written))
    assert "next: vmrt explain R-001, vmrt run -k R-001" in as_text(report_of(written))


def test_every_rendering_is_the_same_for_what_was_written_and_what_is_read(tmp_path: Path) -> None:
    written = hostile(tmp_path / "journal.jsonl").entries
    again = read(tmp_path / "journal.jsonl").entries
    for render in [*RENDERINGS.values(), as_text]:
        assert render(report_of(again)) == render(report_of(written))


def test_a_profile_that_does_not_exist_is_named() -> None:
    with pytest.raises(JournalError, match="profile that does not exist: 'nice'"):
        report_of(run(profiles=["nice"]).entries)


def forge(path: Path, entries: list[Entry]) -> None:
    """Write entries as a forger would who knows how the chain is made."""
    journal = Journal(path)
    for entry in entries:
        own = ("n", "prev", "hash", "kind")
        journal.add(entry["kind"], **{k: v for k, v in entry.items() if k not in own})
    journal.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(report_of(run(tmp_path / "journal.jsonl").entries), tmp_path)
    assert verify(tmp_path) == []
    return tmp_path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda e: e[1:], "does not begin with a run", id="no run"),
        pytest.param(lambda e: e[:-1], "has no end", id="no end"),
        pytest.param(lambda e: e + e[-1:], "more than one run", id="two ends"),
        pytest.param(lambda e: e[:1] + e, "more than one run", id="two runs"),
        pytest.param(lambda e: e[:2] + e[1:], "announced twice", id="two announcements"),
        pytest.param(lambda e: e[:4] + e[5:], "has no outcome", id="no outcome"),
        pytest.param(lambda e: e[:5] + e[4:], "comes after the outcome", id="two outcomes"),
        pytest.param(lambda e: e[:2] + e[3:], "cites what is no evidence", id="no evidence"),
        pytest.param(lambda e: e[:1] + e[2:], "was not announced", id="no announcement"),
        pytest.param(
            lambda e: [*e[:3], {**e[3], "status": "well"}, *e[4:]],
            "the step has the status 'well'",
            id="no such status",
        ),
        pytest.param(
            lambda e: [*e[:3], {**e[3], "status": "failed"}, *e[4:]],
            "report.json: claim.result says",
            id="another verdict",
        ),
        pytest.param(
            lambda e: [{**e[0], "profiles": ["nice"]}, *e[1:]], "does not exist", id="profile"
        ),
    ],
)
def test_a_forged_journal_with_a_sound_chain_is_noticed(
    folder: Path, change: Any, message: str
) -> None:
    forge(folder / "journal.jsonl", change(read(folder / "journal.jsonl").entries))
    assert message in verify(folder)[0]


def test_every_field_of_every_entry_is_held(folder: Path) -> None:
    entries = read(folder / "journal.jsonl").entries[:5]  # one of each kind but the end
    unnoticed = []
    for entry in entries:
        for field in entry:
            changed = {**entry, field: "forged"}
            lines = [line_of(changed if one is entry else one) for one in entries]
            (folder / "journal.jsonl").write_text("\n".join(lines) + "\n")
            if "line" not in verify(folder)[0]:
                unnoticed.append((entry["kind"], field))
    assert unnoticed == []


def test_every_prefix_of_a_journal_can_be_judged_and_none_is_conformant(folder: Path) -> None:
    content = (folder / "journal.jsonl").read_bytes()
    claims = set()
    for size in range(0, len(content) - 1, 97):
        (folder / "journal.jsonl").write_bytes(content[:size])
        reading = read(folder / "journal.jsonl")
        claims.add(report_of(reading.entries)["claim"]["result"])
        assert verify(folder)
    assert claims == {"undetermined"}


def test_the_journal_keeps_its_own_fields_and_copies_the_rest() -> None:
    journal = Journal(None)
    seen = ["a"]
    journal.add("observation", what="it", actual=seen, holds=True)
    seen.append("b")
    assert journal.entries[0]["actual"] == ["a"]
    with pytest.raises(JournalError, match="own fields"):
        journal.add("call", hash="x")
