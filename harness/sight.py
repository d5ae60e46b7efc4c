"""Looks until something is so, or makes sure that it stays so, and records what it saw."""

from collections.abc import Callable
from typing import TypeVar

from vmrt.harness.clock import Clock
from vmrt.harness.error import TimedOutError
from vmrt.harness.record import Record

T = TypeVar("T")


class Sight:
    """A scenario's eyes.

    Args:
        record: Where each observation goes.
        clock: Waiting is sleeping on it.
        patience_s: No wait and no window is longer than this; None means as the scenario says.
    """

    def __init__(self, record: Record, clock: Clock, patience_s: float | None = None) -> None:
        self._record = record
        self._clock = clock
        self._patience_s = patience_s

    def budget_s(self, asked_s: float) -> float:
        """Return how long a wait of ``asked_s`` may really take."""
        return asked_s if self._patience_s is None else min(asked_s, self._patience_s)

    def expect(self, what: str, *, expected: object, actual: object) -> None:
        """Compare two JSON values.

        Raises:
            AssertionError: They differ.
        """
        holds = expected == actual
        self._record.observation(what, expected=expected, actual=actual, holds=holds)
        if not holds:
            raise AssertionError(f"{what}: expected {_short(expected)}, saw {_short(actual)}")

    def require(self, what: str, *, actual: object, holds: bool, expected: str) -> None:
        """Record a judgement that is more than equality; ``expected`` says it in words.

        Raises:
            AssertionError: It does not hold.
        """
        self._record.observation(what, expected=expected, actual=actual, holds=holds)
        if not holds:
            raise AssertionError(f"{what}: expected {expected}, saw {_short(actual)}")

    def eventually(
        self, what: str, read: Callable[[], T], *, until: Callable[[T], bool], within_s: float
    ) -> T:
        """Read until the result satisfies ``until``, and return that result.

        Reads at least once, and once more when the time is over.

        Raises:
            TimedOutError: It did not happen; the message has the last value seen.
        """
        within_s = self.budget_s(within_s)
        begin_s = self._clock.now_s()
        while True:
            late = self._clock.now_s() - begin_s >= within_s
            value = read()
            if until(value):
                waited_s = round(self._clock.now_s() - begin_s, 1)
                text = f"within {within_s:g} s"
                self._record.observation(
                    what, expected=text, actual={"after_s": waited_s, "seen": value}, holds=True
                )
                return value
            if late:
                self._record.observation(
                    what, expected=f"within {within_s:g} s", actual={"seen": value}, holds=False
                )
                raise TimedOutError(
                    f"{what}: not within {within_s:g} s; last seen: {_short(value)}"
                )
            self._clock.sleep(self._clock.poll_s)

    def throughout(
        self, what: str, read: Callable[[], T], *, holds: Callable[[T], bool], for_s: float
    ) -> None:
        """Read again and again for ``for_s`` seconds; each reading must satisfy ``holds``.

        Absence of change is no evidence by itself: the caller asks for a sign of life afterwards.

        Raises:
            AssertionError: A reading did not satisfy it; the message has that reading.
        """
        for_s = self.budget_s(for_s)
        begin_s = self._clock.now_s()
        while True:
            late = self._clock.now_s() - begin_s >= for_s
            value = read()
            if not holds(value):
                after_s = self._clock.now_s() - begin_s
                self._record.observation(
                    what, expected=f"for {for_s:g} s", actual={"seen": value}, holds=False
                )
                raise AssertionError(
                    f"{what}: expected for {for_s:g} s, after {after_s:.1f} s saw {_short(value)}"
                )
            if late:
                self._record.observation(
                    what, expected=f"for {for_s:g} s", actual={"seen": value}, holds=True
                )
                return
            self._clock.sleep(self._clock.poll_s)


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 500 else text[:497] + "..."  # noqa: PLR2004 - a screen line or five
