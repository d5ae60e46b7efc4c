"""Reads which requirements a line of a scenario gives evidence for."""

import re

_LABEL = re.compile(r"((?:R-\d{3}(?:, )?)+): ")
_REQUIREMENT = re.compile(r"R-\d{3}")


def requirements_of(text: str) -> list[str]:
    """Return the requirements that a step's text begins with: ``["R-065"]``, [] for none."""
    found = _LABEL.match(text)
    return [] if found is None else _REQUIREMENT.findall(found[1])


def unlabelled(text: str) -> str:
    """Return a step's text without its requirements."""
    found = _LABEL.match(text)
    return text if found is None else text[found.end() :]
