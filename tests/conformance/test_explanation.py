import pytest

from vmrt.conformance.ambiguity import ambiguities
from vmrt.conformance.explanation import explanation
from vmrt.conformance.requirement import requirements

NAMES = [one.id for one in requirements()] + [one.id for one in ambiguities()]


def test_a_requirement_is_explained_with_its_scenarios() -> None:
    text = explanation("R-079", {"a: b": ["R-079"], "c: d": ["R-001"]})
    assert text.startswith("R-079 (MUST, profile core/protection)\n")
    assert "evidence: D, it follows from what the page states" in text
    assert "open: A-14 " in text
    assert text.endswith("  scenario: a: b")


def test_a_requirement_without_scenario_says_so() -> None:
    assert explanation("R-001", {}).endswith("  scenario: no scenario yet")


def test_an_ambiguity_is_explained_with_its_readings_and_requirements() -> None:
    text = explanation("A-14", {})
    assert "readings: refuse-at-admission, accept-and-hold" in text
    assert text.endswith("requirements: R-079")


@pytest.mark.parametrize("name", NAMES)
def test_everything_can_be_explained(name: str) -> None:
    assert explanation(name, {}).startswith(name)


def test_what_does_not_exist_is_not_explained() -> None:
    with pytest.raises(KeyError, match="R-999"):
        explanation("R-999", {})
