import pytest

from vmrt.conformance.requirement import DataError, load, requirements

ROW = "- {id: R-001, level: MUST, evidence: N, profile: p, text: t, source: S2}\n"


def test_a_file_of_requirements_is_loaded() -> None:
    (one,) = load(ROW)
    assert (one.id, one.level, one.ambiguities) == ("R-001", "MUST", ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(ROW + "\n\n" + ROW, r"requirement 2 \(R-001\), line 4: the id", id="twice"),
        pytest.param(ROW + "- word\n", "requirement 2, line 2: 'word' is no mapping", id="word"),
        pytest.param(ROW.replace("t,", "1,"), r"line 1: \['text'\] is no text", id="number"),
        pytest.param(ROW.replace("t,", "'',"), "line 1: a field is no text", id="empty"),
        pytest.param(ROW.replace("N,", "ND,"), "evidence ND is not known", id="evidence"),
        pytest.param(ROW.replace("N,", "'',"), "evidence  is not known", id="no evidence"),
        pytest.param(ROW.replace("S2", "S, ambiguities: A"), "'A' is no list of ids", id="word A"),
        pytest.param(ROW.replace("S2", "S, ambiguities: [A]"), "is no list of ids", id="id A"),
        pytest.param(ROW.replace("S2", "S, 1: 2"), r"unknown \['1'\]", id="field"),
        pytest.param("a: b", "this is no list of requirements", id="no list"),
        pytest.param("- [", "this is no YAML: .*line 2", id="no YAML"),
    ],
)
def test_a_wrong_file_is_refused_by_its_line(text: str, message: str) -> None:
    with pytest.raises(DataError, match=rf"(?s){message}"):
        load(text)


BOUND = ("That ", "Afterwards", "The same ", "Its ", "It ", "Conversely", "T1", "T2", "T3", "T4")


def test_every_sentence_can_stand_alone() -> None:
    assert [one.id for one in requirements() if one.text.startswith(BOUND)] == []
