"""Virtual time: a queue of what falls due, in which waiting costs nothing."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from vmrt.fakes.sim.choice import Choice


@dataclass(order=True, slots=True)
class Due:
    """One callback in the queue; ``cancel`` leaves it there and makes it do nothing."""

    due_s: float
    tie: float
    number: int
    callback: Callable[[], None] | None = field(compare=False)

    def cancel(self) -> None:
        """Forget the callback."""
        self.callback = None


class Loop:
    """The queue of a simulation. Implements ``Timers``.

    Callbacks that fall due at the same instant run in an order drawn from the seed, so nothing can
    come to rely on an order that a real cluster would not keep.
    """

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self._now_s = 0.0
        self._number = 0
        self._queue: list[Due] = []

    def now_s(self) -> float:
        """Return the virtual seconds since the simulation began."""
        return self._now_s

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Due:
        """Call back ``delay_s`` virtual seconds from now; negative delays count as 0."""
        self._number += 1
        due_s = self._now_s + max(0.0, delay_s)
        due = Due(due_s, self._choice.fraction(), self._number, callback)
        heapq.heappush(self._queue, due)
        return due

    def next_due_s(self) -> float | None:
        """Return when the next callback falls due, or None when nothing is queued."""
        while self._queue and self._queue[0].callback is None:
            heapq.heappop(self._queue)
        return self._queue[0].due_s if self._queue else None

    def run_until(self, end_s: float) -> None:
        """Run everything that falls due up to ``end_s``, and let it be that time.

        A callback may itself move time (a client that waits inside it): time never goes back.
        """
        while (due_s := self.next_due_s()) is not None and due_s <= end_s:
            due = heapq.heappop(self._queue)
            callback, due.callback = due.callback, None
            self._now_s = max(self._now_s, due_s)
            if callback is not None:
                callback()
        self._now_s = max(self._now_s, end_s)

    def run_for(self, duration_s: float) -> None:
        """Move time forward by ``duration_s`` and run everything that falls due."""
        self.run_until(self._now_s + duration_s)
