"""Everything that a part of a world may know about time."""

from dataclasses import dataclass

from vmrt.fakes.sim.calendar import Calendar
from vmrt.fakes.sim.pace import Pace
from vmrt.fakes.sim.timer import Timers


@dataclass(frozen=True, slots=True)
class Tempo:
    """Seconds, dates, and how long things take."""

    timers: Timers
    calendar: Calendar
    pace: Pace
