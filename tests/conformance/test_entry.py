from typing import Any

import pytest

from vmrt.conformance.entry import FIELDS, shortcoming

OUTCOME = {"kind": "outcome", "scenario": "s", "outcome": "passed", "reason": "", "duration_s": 1}


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param(OUTCOME, "", id="whole"),
        pytest.param({**OUTCOME, "colour": "red"}, "", id="more than needed"),
        pytest.param({}, "the kind None is not known", id="no kind"),
        pytest.param({"kind": ["run"]}, "the kind ['run'] is not known", id="a list"),
        pytest.param({"kind": "rumour"}, "the kind 'rumour' is not known", id="kind"),
        pytest.param({**OUTCOME, "duration_s": True}, "no usable duration_s: True", id="bool"),
        pytest.param({**OUTCOME, "outcome": "well"}, "has the outcome 'well'", id="word"),
    ],
)
def test_shortcoming(entry: dict[str, Any], message: str) -> None:
    assert message in shortcoming(entry)
    assert bool(message) == bool(shortcoming(entry))


@pytest.mark.parametrize(("kind", "field"), [(k, f) for k in FIELDS for f in FIELDS[k]])
def test_every_field_that_the_judge_needs_is_missed(kind: str, field: str) -> None:
    whole = {one: types[0]() for one, types in FIELDS[kind].items()}
    del whole[field]
    assert "no usable" in shortcoming({"kind": kind, **whole}) or "not one of" in shortcoming(
        {"kind": kind, **whole}
    )
