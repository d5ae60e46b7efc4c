"""Shows how a run goes: a line that moves on a terminal, plain lines elsewhere."""

import os
from typing import TextIO

import click

MARKS = {"passed": ("ok", "green"), "failed": ("BROKEN", "red")}


class PlainProgress:
    """One line for each scenario that did not pass, and a count at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def started(self, name: str, *, number: int, of: int) -> None:
        """Say nothing: a log wants results."""

    def ended(self, name: str, outcome: str, reason: str) -> None:
        """Print the scenarios that did not pass."""
        if outcome != "passed":
            first = reason.splitlines()[0] if reason else ""
            print(f"{outcome}: {name}: {first}", file=self._stream, flush=True)


class LiveProgress:
    """The running scenario on one line, results that matter above it."""

    def __init__(self, stream: TextIO, *, colour: bool) -> None:
        self._stream = stream
        self._colour = colour

    def started(self, name: str, *, number: int, of: int) -> None:
        """Show the scenario that runs now."""
        self._write(f"\r\x1b[K[{number}/{of}] {name}"[:100])

    def ended(self, name: str, outcome: str, reason: str) -> None:
        """Keep a line for each scenario that did not pass."""
        self._write("\r\x1b[K")
        if outcome != "passed":
            word, colour = MARKS.get(outcome, (outcome.upper(), "yellow"))
            first = reason.splitlines()[0] if reason else ""
            shown = click.style(word, fg=colour, bold=True) if self._colour else word
            self._write(f"{shown} {name}: {first}\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def progress_for(stream: TextIO) -> PlainProgress | LiveProgress:
    """Return the progress that fits a stream; ``NO_COLOR`` is honoured."""
    if stream.isatty():
        return LiveProgress(stream, colour="NO_COLOR" not in os.environ)
    return PlainProgress(stream)
