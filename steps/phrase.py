"""How a line of a scenario becomes a step."""

from typing import Any

import parse
from pytest_bdd import parsers

from vmrt.harness.label import unlabelled


class Phrase(parsers.StepParser):
    """A step's text with named places, ``the runtime is ready within {within_s:g} seconds``.

    A line of a scenario may begin with the requirements it gives evidence for, ``R-033: ...``; the
    label belongs to the report, not to the phrase.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._format = parse.compile(name, case_sensitive=True)

    def is_matching(self, name: str) -> bool:
        """Say whether a line is this phrase."""
        return self._format.parse(unlabelled(name)) is not None

    def parse_arguments(self, name: str) -> dict[str, Any] | None:
        """Return what stands in the named places."""
        found = self._format.parse(unlabelled(name))
        return None if found is None else dict(found.named)
