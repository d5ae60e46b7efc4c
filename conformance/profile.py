"""The sets of requirements that a claim can be about."""

import importlib.resources
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import yaml

from vmrt.conformance.requirement import Requirement, requirements


@dataclass(frozen=True, slots=True)
class Profile:
    """A named set of requirements.

    Attributes:
        name: ``core/install``; a name is also that of every profile below it, ``core``.
        about: What it is about.
        needs: What is needed to earn it, "" for nothing special.
    """

    name: str
    about: str
    needs: str = ""


@lru_cache(maxsize=1)  # the file is part of the package and does not change
def profiles() -> tuple[Profile, ...]:
    """Return every profile, in the order of the page."""
    file = importlib.resources.files("vmrt.conformance") / "profiles.yaml"
    rows = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return tuple(Profile(**row) for row in rows)


def names() -> list[str]:
    """Return every name that a claim can be about, groups included."""
    single = [profile.name for profile in profiles()]
    groups = {name.split("/")[0] for name in single if "/" in name}
    return ["all", *sorted(groups), *single]


def chosen(wanted: Sequence[str]) -> list[Requirement]:
    """Return the requirements of some profiles, sorted by id.

    Raises:
        KeyError: There is no such profile.
    """
    for name in wanted:
        if name not in names():
            raise KeyError(name)
    return [
        one
        for one in requirements()
        if any(name == "all" or f"{one.profile}/".startswith(f"{name}/") for name in wanted)
    ]
