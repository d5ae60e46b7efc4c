import pytest

from vmrt.harness.label import requirements_of, unlabelled


@pytest.mark.parametrize(
    ("text", "requirements", "rest"),
    [
        pytest.param("it rains", [], "it rains", id="none"),
        pytest.param("R-001: it rains", ["R-001"], "it rains", id="one"),
        pytest.param("R-001, R-002: it rains", ["R-001", "R-002"], "it rains", id="two"),
        pytest.param("it is R-001: so", [], "it is R-001: so", id="not at the beginning"),
        pytest.param("R-1: it rains", [], "R-1: it rains", id="not an id"),
    ],
)
def test_labels_are_read_and_taken_off(text: str, requirements: list[str], rest: str) -> None:
    assert requirements_of(text) == requirements
    assert unlabelled(text) == rest
