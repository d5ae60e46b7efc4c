"""Holds requirements and scenarios together: nothing is unsaid, nothing is said of nothing."""

import re
from pathlib import Path

import pytest

from vmrt.conformance.ambiguity import ambiguities
from vmrt.conformance.profile import chosen, profiles
from vmrt.conformance.requirement import DataError, parse, requirements
from vmrt.harness.label import requirements_of
from vmrt.scenario import Card, cards

ROOT = Path(__file__).resolve().parent.parent
CARDS = list(cards())
# Requirements that no scenario shows yet: each needs something that is not there so far.
NOT_YET = {
    "R-011": "a version persona",
    "R-018": "a workstation folder that a cluster creation leaves behind",
    "R-031": "a witness that sees the format of disks",
    "R-092": "a hook that upgrades the cluster",
}


def test_all_requirements_of_the_page_are_there() -> None:
    assert [one.id for one in requirements()] == [f"R-{n:03d}" for n in range(1, 126)]


def test_all_ambiguities_of_the_page_are_there() -> None:
    assert [one.id for one in ambiguities()] == [f"A-{n:02d}" for n in range(1, 36)]


def test_every_requirement_has_a_scenario_or_a_reason_why_not() -> None:
    shown = {one for card in CARDS for one in card.requirements}
    assert sorted({one.id for one in requirements()} - shown) == sorted(NOT_YET)


def test_every_scenario_is_about_requirements_that_exist() -> None:
    known = {one.id for one in requirements()}
    assert [
        card.id for card in CARDS if not card.requirements or set(card.requirements) - known
    ] == []


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_every_then_says_what_it_shows(card: Card) -> None:
    assert [text for kind, text in card.steps if kind == "then" and not requirements_of(text)] == []


@pytest.mark.parametrize(
    "file", sorted((ROOT / "features").glob("*.feature")), ids=lambda f: f.stem
)
def test_tags_and_labels_name_the_same_requirements(file: Path) -> None:
    tagged = set(re.findall(r"@(R-\d{3})", file.read_text()))
    labelled = {one for c in CARDS if c.id.startswith(f"{file.stem}:") for one in c.requirements}
    assert tagged == labelled


def test_every_requirement_is_in_exactly_one_profile() -> None:
    single = [one.id for profile in profiles() for one in chosen([profile.name])]
    assert sorted(single) == [one.id for one in requirements()]


def test_every_ambiguity_that_is_named_exists() -> None:
    known = {one.id for one in ambiguities()}
    assert [one.id for one in requirements() if set(one.ambiguities) - known] == []


ROW = {"id": "R-001", "level": "MUST", "evidence": "N", "profile": "p", "text": "t", "source": "S"}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param([{**ROW, "id": "R-1"}], r"^requirement 1 \(R-1\): the id", id="id"),
        pytest.param([ROW, ROW], r"^requirement 2 \(R-001\): the id", id="twice"),
        pytest.param([{**ROW, "level": "MAY"}], "level MAY", id="level"),
        pytest.param([{**ROW, "evidence": "Q"}], "evidence Q", id="evidence"),
        pytest.param([{**ROW, "colour": "red"}], r"unknown \['colour'\]", id="field"),
        pytest.param([{"id": "R-001"}], "missing", id="missing"),
    ],
)
def test_data_that_is_wrong_is_refused_by_its_entry(
    rows: list[dict[str, str]], message: str
) -> None:
    with pytest.raises(DataError, match=message):
        parse([dict(row) for row in rows])
