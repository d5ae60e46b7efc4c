"""What the page leaves open, and how the suite decides."""

import importlib.resources
from dataclasses import dataclass
from functools import lru_cache

import yaml


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """Something that the page leaves open or contradicts.

    Attributes:
        id: ``A-`` and two digits.
        page: What the page says or shows.
        elsewhere: What other public sources say, "" for nothing.
        resolution: How the suite decides.
        readings: Names of permitted readings that are observed, in no order of preference.
    """

    id: str
    page: str
    elsewhere: str
    resolution: str
    readings: tuple[str, ...] = ()


@lru_cache(maxsize=1)  # the file is part of the package and does not change
def ambiguities() -> tuple[Ambiguity, ...]:
    """Return every ambiguity, sorted by id."""
    file = importlib.resources.files("vmrt.conformance") / "ambiguities.yaml"
    rows = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    found = [Ambiguity(**{**row, "readings": tuple(row.get("readings", ()))}) for row in rows]
    return tuple(sorted(found, key=lambda one: one.id))
