"""The sentences that scenarios can show to be true or false."""

import hashlib
import importlib.resources
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import yaml

ID = re.compile(r"R-\d{3}")
AMBIGUITY = re.compile(r"A-\d{2}")
FIELDS = {"id", "level", "evidence", "profile", "text", "source", "given", "ambiguities"}


class DataError(Exception):
    """A data file of the suite is wrong; the message names the entry."""


class Level(StrEnum):
    """How binding a requirement is."""

    MUST = "MUST"
    SHOULD = "SHOULD"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One sentence that a scenario can show to be true or false.

    Attributes:
        id: ``R-`` and three digits. Never reused, also after withdrawal.
        level: How binding it is.
        evidence: How the page supports it: ``N`` stated, ``D`` entailed, ``E`` English edition
            only, ``X`` another source.
        profile: The set it belongs to, ``core/install``.
        text: The sentence.
        source: The section of the page.
        given: What must be so before, "" for nothing special.
        ambiguities: What the page leaves open about it, ``("A-14",)``.
    """

    id: str
    level: Level
    evidence: str
    profile: str
    text: str
    source: str
    given: str = ""
    ambiguities: tuple[str, ...] = ()


@lru_cache(maxsize=1)  # the file is part of the package and does not change
def requirements() -> tuple[Requirement, ...]:
    """Return every requirement, sorted by id.

    Raises:
        DataError: An entry is malformed or its id occurs twice.
    """
    return tuple(sorted(load(_text()), key=lambda one: one.id))


def parse(rows: list[Any], lines: Sequence[int] = ()) -> list[Requirement]:
    """Return the requirements of a parsed file.

    Args:
        rows: The entries.
        lines: Where each begins in its file, for messages; empty when there is no file.

    Raises:
        DataError: An entry is malformed or its id occurs twice.
    """
    seen: set[str] = set()
    result = []
    for number, row in enumerate(rows, start=1):
        at = f", line {lines[number - 1]}" if lines else ""
        if not isinstance(row, dict):
            raise DataError(f"requirement {number}{at}: {row!r} is no mapping")
        name = f"requirement {number} ({row.get('id', 'no id')}){at}"
        problem = _problem(row, seen)
        if problem:
            raise DataError(f"{name}: {problem}")
        seen.add(row["id"])
        fields = {**row, "level": Level(row["level"])}
        result.append(Requirement(**{**fields, "ambiguities": tuple(row.get("ambiguities", ()))}))
    return result


def _problem(row: dict[str, Any], seen: set[str]) -> str:
    missing = FIELDS - {"given", "ambiguities"} - set(row)
    unknown = set(row) - FIELDS
    if missing or unknown:
        return f"missing {sorted(missing)}, unknown {sorted(map(str, unknown))}"
    wrong = [field for field in row if field != "ambiguities" and not isinstance(row[field], str)]
    if wrong or not all(field in row and row[field] for field in ("text", "source", "profile")):
        return f"{wrong or 'a field'} is no text"
    if not ID.fullmatch(row["id"]) or row["id"] in seen:
        return "the id is malformed or was used before"
    if row["level"] not in Level.__members__ or row["evidence"] not in tuple("NDEX"):
        return f"level {row['level']} or evidence {row['evidence']} is not known"
    open_ones = row.get("ambiguities", [])
    if not isinstance(open_ones, list) or not all(AMBIGUITY.fullmatch(str(a)) for a in open_ones):
        return f"ambiguities {open_ones!r} is no list of ids"
    return ""


def load(text: str) -> list[Requirement]:
    """Return the requirements of a YAML file's text: the way for a vendor's own file, too.

    Raises:
        DataError: It is no YAML list of requirements; the message names the line.
    """
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        rows = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise DataError(f"this is no YAML: {error}") from error
    if node is None or not isinstance(rows, list):
        raise DataError("this is no list of requirements")
    return parse(rows, [one.start_mark.line + 1 for one in node.value])


def digest() -> str:
    """Return a digest of the requirements: it tells which sentences a report is about."""
    return "sha256:" + hashlib.sha256(_text().encode()).hexdigest()


def _text() -> str:
    return (importlib.resources.files("vmrt.conformance") / "requirements.yaml").read_text("utf-8")
