"""Writes down what the harness does and sees, as evidence for the judge."""

from collections.abc import Mapping, Sequence
from typing import Any

from vmrt.conformance.journal import Journal
from vmrt.harness.clock import Clock
from vmrt.harness.driver import CommandResult

MOST_BODY = (
    4000  # characters of an answer that are kept; a digest of the rest is of no use to people
)


class Record:
    """The journal, as one scenario writes to it.

    Attributes:
        cited: Numbers of the entries that the running step rests on; the step's own entry names
            them, and a Then without any is no evidence.
    """

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._last_answer: dict[tuple[str, str], tuple[int, str, int]] = {}
        self._repeats: dict[tuple[str, str], int] = {}
        self.cited: list[int] = []

    def add(self, kind: str, **fields: Any) -> int:  # noqa: ANN401 - JSON
        """Append one entry at the present moment of the cluster; return its number."""
        return self._journal.add(kind, t=round(self._clock.now_s(), 3), **fields)

    def call(self, method: str, path: str, *, status: int, sent: str, answer: str) -> None:
        """Record one API call; a reading that says the same as before is only counted."""
        key = (method, path)
        last = self._last_answer.get(key)
        if method == "GET" and last is not None and last[1:] == (answer, status):
            self._repeats[key] = self._repeats.get(key, 0) + 1
            self.cited.append(last[0])
            return
        fields: dict[str, Any] = {"method": method, "path": path, "status": status}
        if sent:
            fields["sent"] = sent[:MOST_BODY]
        if repeats := self._repeats.pop(key, 0):
            fields["unchanged_readings_before"] = repeats
        number = self.add("call", **fields, answer=answer[:MOST_BODY])
        self._last_answer[key] = (number, answer, status)
        self.cited.append(number)

    def command(self, result: CommandResult, *, answer: str | None) -> None:
        """Record what a command line did."""
        number = self.add(
            "command",
            argv=list(result.argv),
            answer=answer,
            exit_status=result.exit_status,
            stdout=result.stdout,
            stderr=result.stderr,
        )
        self.cited.append(number)

    def observation(self, what: str, *, expected: object, actual: object, holds: bool) -> None:
        """Record what was expected and what was seen; both must be JSON."""
        number = self.add("observation", what=what, expected=expected, actual=actual, holds=holds)
        self.cited.append(number)

    def reading(self, ambiguity: str, observed: str) -> None:
        """Record how the implementation reads something that the page leaves open."""
        self.add("record", ambiguity=ambiguity, observed=observed)

    def events(self, history: Sequence[Mapping[str, Any]]) -> None:
        """Record what happened in the cluster, as its own history tells it."""
        for entry in history:
            self.add("event", **{("at" if key == "at_s" else key): entry[key] for key in entry})

    def take_cited(self) -> list[int]:
        """Return the entries cited since the last call, in order, each once."""
        cited = sorted(set(self.cited))
        self.cited.clear()  # in place: a second cluster's record shares the list
        return cited
