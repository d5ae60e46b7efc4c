from vmrt.conformance.journal import Journal
from vmrt.harness.driver import CommandResult
from vmrt.harness.record import MOST_BODY, Record


class Clock:
    name = "virtual"
    poll_s = 1.0

    def now_s(self) -> float:
        return 1.23456

    def sleep(self, duration_s: float) -> None:
        raise AssertionError(duration_s)


def record() -> tuple[Record, Journal]:
    journal = Journal(None)
    return Record(journal, Clock()), journal


def test_a_reading_that_says_the_same_is_only_counted() -> None:
    notes, journal = record()
    for answer in ("a", "a", "a", "b"):
        notes.call("GET", "/x", status=200, sent="", answer=answer)
    assert [entry["answer"] for entry in journal.entries] == ["a", "b"]
    assert journal.entries[1]["unchanged_readings_before"] == 2
    assert notes.take_cited() == [1, 2]


def test_a_write_is_always_recorded() -> None:
    notes, journal = record()
    for _ in range(2):
        notes.call("PATCH", "/x", status=200, sent="{}", answer="a")
    assert [entry["sent"] for entry in journal.entries] == ["{}", "{}"]


def test_a_status_that_changes_is_news() -> None:
    notes, journal = record()
    notes.call("GET", "/x", status=200, sent="", answer="")
    notes.call("GET", "/x", status=404, sent="", answer="")
    assert [entry["status"] for entry in journal.entries] == [200, 404]


def test_long_answers_are_cut() -> None:
    notes, journal = record()
    notes.call("GET", "/x", status=200, sent="", answer="x" * (MOST_BODY + 1))
    assert len(journal.entries[0]["answer"]) == MOST_BODY


def test_a_command_is_recorded_with_what_was_answered() -> None:
    notes, journal = record()
    notes.command(CommandResult(("bmctl",), 1, "out", "err"), answer="no")
    assert journal.entries[0]["exit_status"] == 1
    assert journal.entries[0]["answer"] == "no"


def test_cited_entries_are_taken_once() -> None:
    notes, _ = record()
    notes.observation("it", expected=1, actual=1, holds=True)
    assert notes.take_cited() == [1]
    assert notes.take_cited() == []


def test_events_and_readings_are_entries_too() -> None:
    notes, journal = record()
    notes.events([{"verb": "create", "at_s": 2.0}])
    notes.reading("A-15", "status")
    assert [(e["kind"], e["t"]) for e in journal.entries] == [("event", 1.235), ("record", 1.235)]
    assert journal.entries[0]["at"] == 2.0
