"""The append-only, hash-chained record of a run."""

import hashlib
import json
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from vmrt.conformance.entry import Entry

GENESIS = "sha256:" + "0" * 64  # what the first entry follows
CUT_OFF = "unexpected end of data"  # Python's word for half a character
OWN = frozenset({"hash", "n", "prev"})


class JournalError(Exception):
    """A journal cannot be believed; the message names the file and the line."""


class Journal:
    """Writes entries, one canonical JSON line each; every line is flushed at once.

    Args:
        path: The file, which is started anew; None keeps the entries in memory only.

    Attributes:
        entries: Everything written so far, in order.
    """

    def __init__(self, path: Path | None) -> None:
        self.entries: list[Entry] = []
        # Unbuffered: each line goes to the file in one write, so a killed run loses one at most.
        self._file: FileIO | None = path.open("wb", buffering=0) if path else None

    def add(self, kind: str, *, t: float = 0.0, **fields: Any) -> int:  # noqa: ANN401 - JSON
        """Append an entry and return its number, which counts from 1.

        Args:
            kind: ``run``, ``scenario``, ``step``, ``call``, ``command``, ``observation``,
                ``event``, ``record``, ``finding``, ``taint``, ``outcome`` or ``end``.
            t: Seconds since the cluster of the scenario began.
            fields: JSON values; they are copied.

        Raises:
            JournalError: A field has a name that is the journal's own: ``n``, ``prev``, ``hash``.
        """
        if OWN & set(fields):
            raise JournalError(f"{kind}: {sorted(OWN & set(fields))} are the journal's own fields")
        before = self.entries[-1]["hash"] if self.entries else GENESIS
        number = len(self.entries) + 1
        entry = {"n": number, "kind": kind, "t": t, **fields, "prev": before}
        line = line_of({**entry, "hash": fingerprint(entry)})
        self.entries.append(json.loads(line))  # a copy, and just what a reader will find
        if self._file is not None:
            self._file.write(line.encode() + b"\n")
        return number

    def close(self) -> None:
        """Close the file; the entries stay readable."""
        if self._file is not None:
            self._file.close()
            self._file = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a journal file holds.

    Attributes:
        entries: The entries up to the first damage.
        damage: One sentence about a last line that was cut off, "" when there is none.
    """

    entries: list[Entry]
    damage: str = ""


def line_of(entry: Entry) -> str:
    """Return the canonical text of an entry: the same entry gives the same bytes."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair: an implementation may answer anything
        return json.dumps(entry, sort_keys=True, separators=(",", ":"))
    return text


def fingerprint(entry: Entry) -> str:
    """Return the hash of an entry over everything but the hash itself."""
    rest = {key: value for key, value in entry.items() if key != "hash"}
    return "sha256:" + hashlib.sha256(line_of(rest).encode()).hexdigest()


def read(path: Path) -> Reading:
    """Read a journal and hold it to its chain.

    A last line without its end, as a killed run leaves it, is passed over and reported.

    Raises:
        JournalError: The file cannot be read, or a line does not follow from the one before.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise JournalError(f"{path} cannot be read: {error.strerror}") from error
    lines = content.split(b"\n")
    cut = lines.pop()
    try:
        cut.decode()
    except UnicodeDecodeError as error:
        if error.reason != CUT_OFF:  # half a character at the end is what a killed run leaves
            raise JournalError(f"{path} cannot be read: {error}") from error
    damage = f"{path}, line {len(lines) + 1}: the line is cut off" if cut else ""
    entries: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        entry = _parsed(line)
        before = entries[-1]["hash"] if entries else GENESIS
        problem = _problem(entry, number, before)
        if not problem and line != line_of(entry).encode():
            problem = f"entry {number} is not written as the suite writes"
        if problem:
            raise JournalError(f"{path}, line {number}: {problem}")
        entries.append(entry)
    return Reading(entries, damage)


def _parsed(line: bytes) -> Entry:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def _problem(entry: Entry, number: int, before: str) -> str:
    if not entry:
        return "this is no journal entry"
    if entry.get("n") != number:
        return f"entry {entry.get('n')} stands where entry {number} belongs"
    if entry.get("prev") != before:
        return f"entry {number} does not follow from the one before it"
    if entry.get("hash") != fingerprint(entry):
        return f"entry {number} was changed after it was written"
    return ""
