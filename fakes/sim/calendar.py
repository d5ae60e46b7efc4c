"""What the clock on the wall of a world shows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from vmrt.fakes.sim.timer import Timers

FIRST_LIGHT = datetime(2026, 1, 1, tzinfo=UTC)  # when a simulation with virtual time begins


@dataclass(frozen=True, slots=True)
class Calendar:
    """Dates for the seconds of a ``Timers``.

    Attributes:
        timers: Tells how many seconds have passed.
        begin: The date at second 0; the real one where clients compare with their own clock.
    """

    timers: Timers
    begin: datetime = FIRST_LIGHT

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return self.begin + timedelta(seconds=self.timers.now_s())

    def timestamp(self) -> str:
        """Return now as ``metav1.Time`` writes it: ``2026-01-01T00:00:00Z``."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def micro_timestamp(self) -> str:
        """Return now as ``metav1.MicroTime`` writes it: ``2026-01-01T00:00:00.000000Z``."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
