"""Keys that wait for their turn; a key that is added again meanwhile waits once."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from vmrt.fakes.kube.client import ClientError
from vmrt.fakes.sim.timer import Timers

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
        self._waiting: set[K] = set()
        self.stopped = False

    def add(self, key: K, delay_s: float | None = None) -> None:
        """Let a key wait for its turn, unless it waits already."""
        if key not in self._waiting and not self.stopped:
            self._waiting.add(key)
            wait_s = self._delay_s if delay_s is None else delay_s
            self._timers.call_later(wait_s, lambda: self._turn(key))

    def _turn(self, key: K) -> None:
        self._waiting.discard(key)
        if self.stopped:
            return
        try:
            self._work(key)
        except ClientError as error:
            if error.status not in PASSING:
                raise
            if error.status != 404:  # noqa: PLR2004 - the object is gone, and so is the work
                self.add(key, RETRY_S)
