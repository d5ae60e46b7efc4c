"""The append-only, hash-chained record of a run."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

Entry = dict[str, Any]
GENESIS = "sha256:" + "0" * 64  # what the first entry follows


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
        self._file: TextIO | None = path.open("w", encoding="utf-8") if path else None

    def add(self, kind: str, *, t: float = 0.0, **fields: Any) -> int:  # noqa: ANN401 - JSON
        """Append an entry and return its number, which counts from 1.

        Args:
            kind: ``run``, ``scenario``, ``step``, ``call``, ``command``, ``observation``,
                ``event``, ``record``, ``finding``, ``taint``, ``outcome`` or ``end``.
            t: Seconds since the cluster of the scenario began.
            fields: JSON values; not ``n``, ``kind``, ``t``, ``prev``, ``hash``.
        """
        before = self.entries[-1]["hash"] if self.entries else GENESIS
        number = len(self.entries) + 1
        entry = {"n": number, "kind": kind, "t": t, **fields, "prev": before}
        entry["hash"] = fingerprint(entry)
        self.entries.append(entry)
        if self._file is not None:
            self._file.write(line_of(entry) + "\n")
            self._file.flush()
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
    return json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


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
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JournalError(f"{path} cannot be read: {error}") from error
    lines = text.split("\n")
    cut = lines.pop()
    damage = f"{path}, line {len(lines) + 1}: the line is cut off" if cut else ""
    entries: list[Entry] = []
    for number, line in enumerate(lines, start=1):
        entry = _parsed(line)
        before = entries[-1]["hash"] if entries else GENESIS
        problem = _problem(entry, number, before)
        if not problem and line != line_of(entry):
            problem = f"entry {number} is not written as the suite writes"
        if problem:
            raise JournalError(f"{path}, line {number}: {problem}")
        entries.append(entry)
    return Reading(entries, damage)


def _parsed(line: str) -> Entry:
    try:
        entry = json.loads(line)
    except ValueError:
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
