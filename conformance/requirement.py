"""The sentences that scenarios can show to be true or false."""

import hashlib
import importlib.resources
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

import yaml

ID = re.compile(r"R-\d{3}")
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
    found = tuple(parse(yaml.load(_text(), Loader=yaml.CSafeLoader)))
    return tuple(sorted(found, key=lambda one: one.id))


def parse(rows: list[dict[str, Any]]) -> list[Requirement]:
    """Return the requirements of a parsed file.

    Raises:
        DataError: An entry is malformed or its id occurs twice.
    """
    seen: set[str] = set()
    result = []
    for number, row in enumerate(rows, start=1):
        name = f"requirement {number} ({row.get('id', 'no id')})"
        missing = {"id", "level", "evidence", "profile", "text", "source"} - set(row)
        if missing or set(row) - FIELDS:
            raise DataError(
                f"{name}: missing {sorted(missing)}, unknown {sorted(set(row) - FIELDS)}"
            )
        if not ID.fullmatch(row["id"]) or row["id"] in seen:
            raise DataError(f"{name}: the id is malformed or was used before")
        if row["level"] not in Level.__members__ or row["evidence"] not in "NDEX":
            raise DataError(
                f"{name}: level {row['level']} or evidence {row['evidence']} is not known"
            )
        seen.add(row["id"])
        fields = {**row, "level": Level(row["level"])}
        result.append(Requirement(**{**fields, "ambiguities": tuple(row.get("ambiguities", ()))}))
    return result


def digest() -> str:
    """Return a digest of the requirements: it tells which sentences a report is about."""
    return "sha256:" + hashlib.sha256(_text().encode()).hexdigest()


def _text() -> str:
    return (importlib.resources.files("vmrt.conformance") / "requirements.yaml").read_text("utf-8")
