import json
from pathlib import Path

import pytest

from vmrt.conformance.journal import Journal, JournalError, line_of, read


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "journal.jsonl"
    journal = Journal(file)
    journal.add("run", name="x")
    journal.add("call", t=1.5, path="/a", answer="ü")
    journal.add("end", status="complete")
    journal.close()
    journal.close()
    return file


def test_what_was_written_is_read(path: Path) -> None:
    reading = read(path)
    assert [entry["kind"] for entry in reading.entries] == ["run", "call", "end"]
    assert reading.damage == ""


def test_every_entry_is_on_disk_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "j")
    journal.add("run")
    assert len((tmp_path / "j").read_text().splitlines()) == 1
    journal.close()


def change(lines: list[str], how: str) -> list[str]:
    entry = json.loads(lines[1])
    return {
        "edit": [lines[0], line_of({**entry, "path": "/b"}), lines[2]],
        "drop": [lines[0], lines[2]],
        "reorder": [lines[0], lines[2], lines[1]],
        "duplicate": [lines[0], lines[1], lines[1], lines[2]],
        "drop the first": lines[1:],
        "space": [lines[0], lines[1].replace(":", ": ", 1), lines[2]],
        "garbage": [lines[0], "garbage", lines[2]],
        "a list": [lines[0], "[]", lines[2]],
        "hash": [lines[0], line_of({**entry, "hash": "sha256:0"}), lines[2]],
    }[how]


@pytest.mark.parametrize(
    ("how", "message"),
    [
        pytest.param("edit", "line 2: entry 2 was changed", id="edit"),
        pytest.param("drop", "line 2: entry 3 stands where entry 2 belongs", id="drop"),
        pytest.param("reorder", "line 2: entry 3 stands where", id="reorder"),
        pytest.param("duplicate", "line 3: entry 2 stands where", id="duplicate"),
        pytest.param("drop the first", "line 1: entry 2 stands where", id="first"),
        pytest.param("space", "line 2: entry 2 is not written as", id="space"),
        pytest.param("garbage", "line 2: this is no journal entry", id="garbage"),
        pytest.param("a list", "line 2: this is no journal entry", id="list"),
        pytest.param("hash", "line 2: entry 2 was changed", id="hash"),
    ],
)
def test_every_change_is_noticed(path: Path, how: str, message: str) -> None:
    lines = change(path.read_text().splitlines(), how)
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(JournalError, match=message):
        read(path)


def test_a_replaced_chain_does_not_hang_together(path: Path) -> None:
    lines = path.read_text().splitlines()
    forged = Journal(None)
    forged.add("run", name="y")
    path.write_text("\n".join([line_of(forged.entries[0]), *lines[1:]]) + "\n")
    with pytest.raises(JournalError, match="line 2: entry 2 does not follow"):
        read(path)


def test_a_line_that_is_cut_off_leaves_the_rest_readable(path: Path) -> None:
    path.write_text(path.read_text()[:-10])
    reading = read(path)
    assert [entry["kind"] for entry in reading.entries] == ["run", "call"]
    assert reading.damage.endswith("line 3: the line is cut off")


@pytest.mark.parametrize("content", [b"\xff\xfe", None])
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "j"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(JournalError, match="cannot be read"):
        read(file)
