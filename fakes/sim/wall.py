"""Time for a program that is a process of its own: a queue on the wall clock."""

import heapq
import queue
import time
from collections.abc import Callable

from vmrt.fakes.sim.loop import Due


class WallLoop:
    """The queue of a process. Implements ``Timers``.

    Callbacks run one after the other on the thread that calls ``run``; other threads hand their
    findings over with ``soon``.
    """

    def __init__(self) -> None:
        self._begin = time.monotonic()
        self._number = 0
        self._queue: list[Due] = []
        self._handed: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stopped = False

    def now_s(self) -> float:
        """Return the seconds since the process began."""
        return time.monotonic() - self._begin

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Due:
        """Call back after ``delay_s`` seconds."""
        self._number += 1
        due = Due(self.now_s() + max(0.0, delay_s), 0.0, self._number, callback)
        heapq.heappush(self._queue, due)
        return due

    def soon(self, callback: Callable[[], None]) -> None:
        """Run a callback on the loop's own thread, from any thread."""
        self._handed.put(callback)

    def stop(self) -> None:
        """Let ``run`` end after the running callback; also from a signal."""
        self._stopped = True
        self._handed.put(lambda: None)

    def run(self) -> None:
        """Run what falls due until ``stop``."""
        while not self._stopped:
            now_s = self.now_s()
            while self._queue and (self._queue[0].due_s <= now_s or not self._queue[0].callback):
                due = heapq.heappop(self._queue)
                if due.callback is not None:
                    due.callback()
            wait_s = self._queue[0].due_s - self.now_s() if self._queue else None
            try:
                handed = self._handed.get(timeout=None if wait_s is None else max(0.0, wait_s))
            except queue.Empty:
                continue
            handed()
