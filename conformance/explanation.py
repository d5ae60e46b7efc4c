"""What a requirement or an ambiguity is about, in words."""

from collections.abc import Mapping, Sequence

from vmrt.conformance.ambiguity import Ambiguity, ambiguities
from vmrt.conformance.requirement import Requirement, requirements

EVIDENCE = {
    "N": "the page states it",
    "D": "it follows from what the page states",
    "E": "the English edition of the page states it",
    "X": "another public source states it",
}


def explanation(name: str, scenarios: Mapping[str, Sequence[str]]) -> str:
    """Return some lines on what ``R-021`` or ``A-14`` is about.

    Args:
        name: The id of a requirement or an ambiguity.
        scenarios: The requirements of each scenario, by its id.

    Raises:
        KeyError: There is no such requirement and no such ambiguity.
    """
    known: dict[str, Requirement | Ambiguity] = {one.id: one for one in requirements()}
    known |= {one.id: one for one in ambiguities()}
    found = known[name]
    lines = _requirement(found, scenarios) if isinstance(found, Requirement) else _open(found)
    return "\n".join(lines)


def _requirement(one: Requirement, scenarios: Mapping[str, Sequence[str]]) -> list[str]:
    lines = [
        f"{one.id} ({one.level}, profile {one.profile})",
        f"  {one.text}",
        f"  source: section {one.source} of the page",
        f"  evidence: {one.evidence}, {EVIDENCE[one.evidence]}",
    ]
    if one.given:
        lines.append(f"  given: {one.given}")
    lines += [f"  open: {a.id} {a.page}" for a in ambiguities() if a.id in one.ambiguities]
    shown = [name for name, about in scenarios.items() if one.id in about]
    return lines + [f"  scenario: {name}" for name in shown or ["no scenario yet"]]


def _open(one: Ambiguity) -> list[str]:
    about = [requirement.id for requirement in requirements() if one.id in requirement.ambiguities]
    return [
        f"{one.id}: {one.page}",
        f"  elsewhere: {one.elsewhere or 'nothing'}",
        f"  resolution: {one.resolution}",
        f"  readings: {', '.join(one.readings) or 'none is observed'}",
        f"  requirements: {', '.join(about) or 'none'}",
    ]
