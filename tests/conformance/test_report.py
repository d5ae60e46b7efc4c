import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from vmrt.conformance.journal import Journal
from vmrt.conformance.report.rendering import as_junit, as_markdown, write
from vmrt.conformance.report.report import report_of
from vmrt.conformance.report.screen import as_text
from vmrt.conformance.requirement import digest
from vmrt.conformance.verification import verify


def journal(
    path: Path | None = None, *, broken: int = 1, suite: str = "", taint: str = ""
) -> Journal:
    one = Journal(path)
    facts: dict[str, Any] = {
        "suite": {"requirementsDigest": suite or digest()},
        "implementation": {"name": "acme", "version": "2.0"},
        "environment": {"backend": "fake", "seed": 7},
    }
    one.add("run", profiles=["core"], **facts)
    if taint:
        one.add("taint", reason=taint)
    for number in range(1, 21):
        name, failed = f"R-{20 + number:03d}", number <= broken
        word = "failed" if failed else "passed" if number % 2 else "skipped"
        one.add("scenario", id=f"f: {name}", name=name, feature="f", tags=[], requirements=[name])
        seen = one.add("observation", what="x", expected=1, actual=1, holds=True)
        if word != "skipped":
            fields: dict[str, Any] = {"keyword": "Then", "given_when_then": "then"}
            fields["text"] = f"{name}: it | is"
            status: dict[str, Any] = {
                "status": word,
                "message": "a < b & c\x07",
                "evidence": [seen],
            }
            one.add("step", scenario=f"f: {name}", requirements=[name], **fields, **status)
        reason = f"reason {number % 8}" if word == "skipped" else ""
        one.add("outcome", scenario=f"f: {name}", outcome=word, reason=reason, duration_s=0.5)
    one.add("end", status="complete")
    one.close()
    return one


def test_the_screen_is_one_screen() -> None:
    text = as_text(report_of(journal(broken=15, taint="row 9 is missing").entries))
    lines = text.splitlines()
    assert len(lines) < 50
    assert max(map(len, lines)) <= 100
    assert "BROKEN: " in text
    assert "tainted: row 9 is missing" in text
    assert lines[-1] == "acme: undetermined (core)"


def test_markdown_keeps_its_tables() -> None:
    text = as_markdown(report_of(journal().entries))
    rows = [line for line in text.splitlines() if line.startswith("| R-")]
    assert rows
    assert {line.replace("\\|", "").count("|") for line in rows} == {5}
    assert "acme 2.0 on fake" in text


def test_junit_is_wellformed_and_counts_right() -> None:
    root = ET.fromstring(as_junit(report_of(journal().entries)))  # noqa: S314 - our own text
    for suite in root:
        cases = suite.findall("testcase")
        assert int(suite.attrib["tests"]) == len(cases)
        assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure"))
        assert int(suite.attrib["skipped"]) == len(suite.findall("testcase/skipped"))
    names = {one.attrib["name"]: one.attrib["value"] for one in root.iter("property")}
    assert names["claim"] == "not-conformant"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    entries = journal(tmp_path / "journal.jsonl").entries
    write(report_of(entries), tmp_path)
    return tmp_path


def test_a_report_follows_from_its_journal(folder: Path) -> None:
    assert verify(folder) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        pytest.param(
            "report.json", '"broken": 1', '"broken": 0', "statistics.broken says 0", id="count"
        ),
        pytest.param(
            "report.json", '"not-conformant"', '"conformant"', "claim.result says", id="claim"
        ),
        pytest.param("report.json", '"seed": 7', '"seed": 8', "environment.seed says 8", id="seed"),
        pytest.param("report.json", "{", "[", "is no JSON", id="no JSON"),
        pytest.param("report.json", "\n", "\n\n", "is written differently", id="space"),
        pytest.param(
            "report.json", '"findings": []', '"findings": [1]', "findings says", id="finding"
        ),
        pytest.param("report.md", "1 BROKEN", "0 BROKEN", "line 3: says", id="markdown"),
        pytest.param("junit.xml", "</testsuites>", "", "line", id="cut off"),
        pytest.param("report.yaml", "kind:", "sort:", "line 2", id="yaml"),
    ],
)
def test_every_edit_of_a_report_is_noticed(
    folder: Path, name: str, old: str, new: str, message: str
) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    (problem,) = verify(folder)
    assert message in problem


def test_a_report_that_is_gone_is_noticed(folder: Path) -> None:
    (folder / "report.md").unlink()
    (problem,) = verify(folder)
    assert "report.md cannot be read" in problem


def test_a_report_with_another_ending_is_noticed(folder: Path) -> None:
    with (folder / "report.md").open("a") as file:
        file.write("\n")
    assert "another length" in verify(folder)[0]


def lines_of(folder: Path) -> list[str]:
    return (folder / "journal.jsonl").read_text().splitlines()


def test_a_journal_without_its_end_is_noticed(folder: Path) -> None:
    (folder / "journal.jsonl").write_text("\n".join(lines_of(folder)[:-1]) + "\n")
    assert verify(folder) == [
        "the journal has no end: the run was cut off, or its last entries were removed"
    ]


def test_a_journal_that_is_cut_or_empty_is_noticed(folder: Path) -> None:
    text = (folder / "journal.jsonl").read_text()
    (folder / "journal.jsonl").write_text(text[:-5])
    assert "cut off" in verify(folder)[0]
    (folder / "journal.jsonl").write_text("")
    assert verify(folder) == ["the journal does not begin with a run"]
    (folder / "journal.jsonl").unlink()
    assert "cannot be read" in verify(folder)[0]


def test_a_journal_of_other_requirements_is_noticed(tmp_path: Path) -> None:
    journal(tmp_path / "journal.jsonl", suite="sha256:other")
    assert "written for other requirements" in verify(tmp_path)[0]


def test_the_same_journal_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "again"
    other.mkdir()
    entries = [json.loads(line) for line in lines_of(folder)]
    write(report_of(entries), other)
    for path in other.iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes()
