"""Time as the harness sees it: sleeping is what makes time pass."""

from typing import Protocol


class Clock(Protocol):
    """Tells time and lets it pass."""

    name: str  # "virtual" or "wall": printed in every report
    poll_s: float  # how often waiting looks again

    def now_s(self) -> float:
        """Return the seconds since the cluster began, as the implementation lives them."""
        ...

    def sleep(self, duration_s: float) -> None:
        """Let ``duration_s`` seconds pass for the cluster and for the implementation."""
        ...
