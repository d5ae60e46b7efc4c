"""Keys that wait for their turn; a key that is added again meanwhile waits once."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from vmrt.fakes.kube.client import ClientError
from vmrt.fakes.sim.timer import Timer, Timers

K = TypeVar("K", bound=Hashable)
RETRY_S = 0.5
PASSING = (0, 404, 409, 429, 500, 503, 504)  # worth another try: the world may have moved on


class Worklist(Generic[K]):
    """Calls ``work`` for each key, soon after it was added.

    Args:
        timers: When soon is.
        delay_s: How long a key waits.
        work: Brings one object where it should be. Errors of the API that may pass are tried again.
    """

    def __init__(self, timers: Timers, delay_s: float, work: Callable[[K], None]) -> None:
        self._timers, self._delay_s, self._work = timers, delay_s, work
        self._waiting: dict[K, tuple[float, Timer]] = {}
        self.stopped = False

    def add(self, key: K, delay_s: float | None = None) -> None:
        """Let a key wait for its turn; one that waits already has its turn at the earlier time."""
        due_s = self._timers.now_s() + (self._delay_s if delay_s is None else delay_s)
        if self.stopped or (key in self._waiting and self._waiting[key][0] <= due_s):
            return
        if key in self._waiting:
            self._waiting[key][1].cancel()
        timer = self._timers.call_later(due_s - self._timers.now_s(), lambda: self._turn(key))
        self._waiting[key] = due_s, timer

    def _turn(self, key: K) -> None:
        self._waiting.pop(key, None)
        if self.stopped:
            return
        try:
            self._work(key)
        except ClientError as error:
            if error.status not in PASSING:
                raise
            if error.status != 404:  # noqa: PLR2004 - the object is gone, and so is the work
                self.add(key, RETRY_S)
