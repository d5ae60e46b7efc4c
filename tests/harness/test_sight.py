import pytest

from vmrt.conformance.journal import Journal
from vmrt.harness.error import TimedOutError
from vmrt.harness.record import Record
from vmrt.harness.sight import Sight


class Clock:
    name = "virtual"
    poll_s = 1.0

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now_s(self) -> float:
        return sum(self.slept)

    def sleep(self, duration_s: float) -> None:
        self.slept.append(duration_s)


def sight(patience_s: float | None = None) -> tuple[Sight, Journal, Clock]:
    journal, clock = Journal(None), Clock()
    return Sight(Record(journal, clock), clock, patience_s), journal, clock


def test_waiting_ends_when_it_is_so() -> None:
    eyes, journal, clock = sight()
    seen = eyes.eventually("number", clock.now_s, until=lambda n: n >= 3, within_s=10)
    assert seen == 3
    assert journal.entries[-1]["actual"] == {"after_s": 3.0, "seen": 3}
    assert journal.entries[-1]["holds"] is True


def test_waiting_that_is_in_vain_says_what_it_saw_last() -> None:
    eyes, journal, _ = sight()
    with pytest.raises(TimedOutError, match=r"^door: not within 2 s; last seen: 'shut'$"):
        eyes.eventually("door", lambda: "shut", until=lambda s: s == "open", within_s=2)
    assert journal.entries[-1]["holds"] is False


def test_waiting_reads_once_even_without_time() -> None:
    eyes, _, clock = sight()
    assert eyes.eventually("it", lambda: 1, until=bool, within_s=0) == 1
    assert clock.slept == []


def test_patience_bounds_every_wait() -> None:
    eyes, _, clock = sight(patience_s=2)
    with pytest.raises(TimedOutError, match="not within 2 s"):
        eyes.eventually("it", lambda: 0, until=bool, within_s=300)
    assert clock.now_s() == 2


def test_a_window_looks_until_its_end() -> None:
    eyes, journal, clock = sight()
    eyes.throughout("calm", lambda: "calm", holds=lambda s: s == "calm", for_s=3)
    assert clock.now_s() == 3
    assert journal.entries[-1]["holds"] is True


def test_a_window_that_is_broken_says_when() -> None:
    eyes, journal, clock = sight()
    with pytest.raises(AssertionError, match=r"^calm: expected for 5 s, after 2.0 s saw 2$"):
        eyes.throughout("calm", lambda: int(clock.now_s()), holds=lambda n: n < 2, for_s=5)
    assert journal.entries[-1]["holds"] is False


def test_equality_is_recorded_both_ways() -> None:
    eyes, journal, _ = sight()
    eyes.expect("colour", expected="red", actual="red")
    with pytest.raises(AssertionError, match="^colour: expected 'red', saw 'blue'$"):
        eyes.expect("colour", expected="red", actual="blue")
    assert [entry["holds"] for entry in journal.entries] == [True, False]


def test_a_judgement_is_recorded_both_ways() -> None:
    eyes, journal, _ = sight()
    eyes.require("size", actual=3, holds=True, expected="more than 2")
    with pytest.raises(AssertionError, match="^size: expected more than 2, saw 1$"):
        eyes.require("size", actual=1, holds=False, expected="more than 2")
    assert [entry["holds"] for entry in journal.entries] == [True, False]


def test_a_long_value_is_cut_in_messages_only() -> None:
    eyes, journal, _ = sight()
    with pytest.raises(AssertionError, match=r"\.\.\.$"):
        eyes.expect("text", expected="", actual="x" * 1000)
    assert len(journal.entries[-1]["actual"]) == 1000
