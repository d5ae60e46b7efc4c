"""What a journal says of each scenario, gathered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Course:
    """One scenario from its announcement to its outcome.

    Attributes:
        id: Of the scenario.
        announced: Its ``scenario`` entry.
        steps: Its ``step`` entries, in order.
        outcomes: Its ``outcome`` entries: none when it was not finished, more than one when the
            journal is not of one run.
    """

    id: str
    announced: Facts
    steps: tuple[Facts, ...]
    outcomes: tuple[Facts, ...]

    def requirements(self) -> set[str]:
        """Return what it can give evidence for: as announced, and by the labels of its steps."""
        labels = {one for step in self.steps for one in step["requirements"]}
        return {*self.announced["requirements"], *labels}

    def planned(self, requirement: str) -> int | None:
        """Return how many of its Thens speak of a requirement, None when that is not written."""
        thens = self.announced.get("thens")
        if thens is None:
            return None
        return sum(not labels or requirement in labels for labels in thens)

    def outcome(self) -> str:
        """Return ``passed``, ``failed``, ``unknown``, ``skipped`` or ``unfinished``."""
        return str(self.outcomes[-1]["outcome"]) if self.outcomes else "unfinished"


def courses(entries: Sequence[Facts]) -> dict[str, Course]:
    """Return the course of each announced scenario by its id, in order of announcement."""
    announced = {entry["id"]: entry for entry in reversed(entries) if entry["kind"] == "scenario"}
    steps: dict[str, list[Facts]] = {name: [] for name in announced}
    outcomes: dict[str, list[Facts]] = {name: [] for name in announced}
    for entry in entries:
        heap = {"step": steps, "outcome": outcomes}.get(entry["kind"], {})
        heap.get(entry.get("scenario", ""), []).append(entry)
    return {
        name: Course(name, announced[name], tuple(steps[name]), tuple(outcomes[name]))
        for name in reversed(announced)
    }
