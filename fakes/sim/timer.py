"""What a program may ask of time, whether it is simulated or real."""

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A callback that waits for its moment."""

    def cancel(self) -> None:
        """Make sure the callback is not called any more; harmless when it was."""
        ...


class Timers(Protocol):
    """Time as a program sees it: one number that grows, and calls that fall due.

    All callbacks of one ``Timers`` run one after the other, never at the same time, so a program
    written on it needs no locks.
    """

    def now_s(self) -> float:
        """Return the seconds since this world, or this process, began."""
        ...

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Call back after ``delay_s`` seconds; 0 means as soon as the running callback ended."""
        ...
