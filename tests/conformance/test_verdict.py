import itertools

import pytest
from support.evidence import announce, outcome, step, told

from vmrt.conformance.journal import Journal
from vmrt.conformance.requirement import requirements
from vmrt.conformance.verdict import Judgement, Verdict, judge

FIRST = requirements()[0]
MET, BROKEN, UNKNOWN = Verdict.MET, Verdict.BROKEN, Verdict.UNKNOWN


def only(entries: list[dict[str, object]]) -> Judgement:
    return judge(entries, [FIRST])[0]


@pytest.mark.parametrize(
    ("steps", "ended", "verdict", "reason"),
    [
        pytest.param(["then passed R-001"], "passed", MET, "", id="a label is evidence"),
        pytest.param(["then passed"], "passed", MET, "", id="no label speaks of all"),
        pytest.param(
            ["then passed R-002"],
            "passed",
            UNKNOWN,
            "no step of the scenario speaks of it",
            id="another label is no evidence",
        ),
        pytest.param(
            ["when passed R-001"],
            "passed",
            UNKNOWN,
            "no step of the scenario speaks of it",
            id="a When shows nothing",
        ),
        pytest.param(
            ["given passed R-001"],
            "passed",
            UNKNOWN,
            "no step of the scenario speaks of it",
            id="a Given shows nothing",
        ),
        pytest.param(
            [],
            "passed",
            UNKNOWN,
            "no step of the scenario speaks of it",
            id="no steps, no evidence",
        ),
        pytest.param(
            ["then failed R-001"],
            "failed",
            BROKEN,
            "Then text of then failed R-001: failed message",
            id="a failed Then breaks its label",
        ),
        pytest.param(
            ["then failed R-002"],
            "failed",
            UNKNOWN,
            "not shown, since the scenario ended at: Then text of then failed R-002: "
            "failed message",
            id="a failed Then does not break another label",
        ),
        pytest.param(
            ["then failed"],
            "failed",
            BROKEN,
            "Then text of then failed: failed message",
            id="a failed Then without label breaks all",
        ),
        pytest.param(
            ["when failed"],
            "failed",
            BROKEN,
            "When text of when failed: failed message",
            id="a failed When breaks what was to be shown",
        ),
        pytest.param(
            ["given failed"],
            "failed",
            UNKNOWN,
            "what the scenario needs was not there: Given text of given failed: failed message",
            id="a failed Given breaks nothing",
        ),
        pytest.param(
            ["given failed R-001"],
            "failed",
            UNKNOWN,
            "what the scenario needs was not there: Given text of given failed R-001: "
            "failed message",
            id="a failed Given breaks not even its label",
        ),
        pytest.param(
            ["then blocked R-001"], "unknown", UNKNOWN, "blocked message", id="blocked is unknown"
        ),
        pytest.param(
            ["when blocked"],
            "unknown",
            UNKNOWN,
            "not shown, since the scenario ended at: When text of when blocked: blocked message",
            id="a blocked When breaks nothing",
        ),
        pytest.param(
            ["then unfinished R-001"],
            "unknown",
            UNKNOWN,
            "unfinished message",
            id="unfinished is unknown",
        ),
        pytest.param(
            ["then passed R-001"],
            "",
            UNKNOWN,
            "the scenario was not finished",
            id="no outcome, no evidence",
        ),
        pytest.param(
            ["then failed R-001"],
            "",
            BROKEN,
            "Then text of then failed R-001: failed message",
            id="a failure counts without an outcome",
        ),
        pytest.param(
            ["then passed R-001"],
            "failed",
            UNKNOWN,
            "the scenario did not end well",
            id="an outcome that no step explains spoils a pass",
        ),
        pytest.param(
            ["then passed R-001", "when failed", "then passed R-001"],
            "failed",
            UNKNOWN,
            "not shown, since the scenario ended at: When text of when failed: failed message",
            id="without a plan a pass before a failure is not enough",
        ),
        pytest.param(
            ["then failed R-001", "then passed R-001"],
            "passed",
            BROKEN,
            "Then text of then failed R-001: failed message",
            id="a later pass does not mend a failure",
        ),
    ],
)
def test_one_scenario(steps: list[str], ended: str, verdict: Verdict, reason: str) -> None:
    judgement = only(told(*steps, ended=ended))
    assert (judgement.verdict, judgement.reason) == (verdict, reason)


ONE = [["R-001"], ["R-002"]]
TWO = [["R-001"], ["R-002"], ["R-001"]]


@pytest.mark.parametrize(
    ("plan", "steps", "ended", "verdict"),
    [
        pytest.param(ONE, ["then passed R-001", "then passed R-002"], "passed", MET, id="all"),
        pytest.param(ONE, ["then passed R-001", "then failed R-002"], "failed", MET, id="shown"),
        pytest.param(ONE, ["then passed R-001", "when failed"], "failed", MET, id="shown-when"),
        pytest.param(ONE, ["then passed R-001", "then blocked"], "unknown", MET, id="shown-block"),
        pytest.param(ONE, ["then passed R-001", "then failed R-002"], "", UNKNOWN, id="no-end"),
        pytest.param(TWO, ["then passed R-001", "then passed R-002"], "passed", UNKNOWN, id="one"),
        pytest.param(TWO, ["then passed R-001", "then failed R-002"], "failed", UNKNOWN, id="half"),
        pytest.param(TWO, ["then passed R-001", "when failed"], "failed", BROKEN, id="half-when"),
        pytest.param([[]], ["then passed"], "passed", MET, id="a plan without labels"),
        pytest.param([["R-002"]], ["then passed R-001"], "passed", MET, id="more than planned"),
        pytest.param(ONE, [], "passed", UNKNOWN, id="nothing run"),
    ],
)
def test_what_was_planned_must_be_reached(
    plan: list[list[str]], steps: list[str], ended: str, verdict: Verdict
) -> None:
    assert only(told(*steps, ended=ended, thens=plan)).verdict is verdict


def test_a_then_that_was_planned_and_not_run_is_named() -> None:
    judgement = only(told("then passed R-001", thens=TWO))
    assert judgement.reason == "a step that speaks of it was not run"


def test_a_skipped_scenario_gives_its_reason() -> None:
    judgement = only(told(ended="skipped", reason="no command line"))
    assert (judgement.verdict, judgement.reason) == (UNKNOWN, "no command line")


@pytest.mark.parametrize("ended", ["failed", "unknown"])
def test_an_outcome_without_a_bad_step_gives_its_reason(ended: str) -> None:
    assert only(told("then passed", ended=ended, reason="crash")).reason == "crash"


def cited(first: list[int], *, holds: bool = True) -> Judgement:
    journal = Journal(None)
    announce(journal, "s", "R-001")  # entry 1
    journal.add("observation", what="it", expected=1, actual=1, holds=holds)  # entry 2
    journal.add("call", method="GET", path="/", status=200)  # entry 3
    step(journal, "s", "then passed R-001", evidence=first)  # entry 4
    step(journal, "s", "then passed R-001")  # entries 5 and 6
    outcome(journal, "s")  # entry 7
    return only(journal.entries)


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        pytest.param([2, 3], "", id="observations and calls"),
        pytest.param([], "the step cites no evidence: Then text", id="nothing"),
        pytest.param([1], "the step cites what is no evidence: Then text", id="a scenario"),
        pytest.param([4], "the step cites what is no evidence: Then text", id="itself"),
        pytest.param([5], "the step cites what is no evidence: Then text", id="what came later"),
        pytest.param([2, 99], "the step cites what is no evidence: Then text", id="not there"),
    ],
)
def test_each_passed_then_must_rest_on_evidence(evidence: list[int], reason: str) -> None:
    judgement = cited(evidence)
    assert judgement.verdict is (UNKNOWN if reason else MET)
    assert judgement.reason.startswith(reason)


def test_a_pass_against_its_own_evidence_is_none() -> None:
    judgement = cited([2], holds=False)
    assert judgement.verdict is UNKNOWN
    assert judgement.reason.startswith("the step passed against what it cites: ")


STORIES = {
    MET: ["then passed R-001"],
    BROKEN: ["then failed R-001"],
    UNKNOWN: ["then blocked R-001"],
}


@pytest.mark.parametrize(
    "verdicts",
    [c for n in range(1, 4) for c in itertools.product(STORIES, repeat=n)],
    ids="-".join,
)
def test_one_failure_breaks_and_one_doubt_spoils(verdicts: tuple[Verdict, ...]) -> None:
    journal = Journal(None)
    for number, verdict in enumerate(verdicts):
        announce(journal, f"s{number}", "R-001")
        step(journal, f"s{number}", STORIES[verdict][0])
        outcome(journal, f"s{number}", "passed" if verdict is MET else "failed")
    judgement = only(journal.entries)
    assert [one.verdict for one in judgement.showings] == list(verdicts)
    worst = next(v for v in (BROKEN, UNKNOWN, MET) if v in verdicts)
    assert judgement.verdict is worst


def test_no_scenario_says_nothing() -> None:
    judgement = only([])
    assert (judgement.verdict, judgement.reason) == (UNKNOWN, "no scenario yet")


def test_a_label_counts_though_it_was_not_announced() -> None:
    journal = Journal(None)
    announce(journal, "s", "R-002")
    step(journal, "s", "then failed R-001")
    assert only(journal.entries).verdict is BROKEN


def test_a_second_outcome_is_not_believed() -> None:
    journal = Journal(None)
    announce(journal, "s", "R-001")
    step(journal, "s", "then passed R-001")
    outcome(journal, "s", "passed")
    outcome(journal, "s", "passed")
    assert only(journal.entries).reason.startswith("the scenario has 2 outcomes")


def test_a_step_of_an_unknown_scenario_is_no_evidence() -> None:
    journal = Journal(None)
    step(journal, "s", "then passed R-001")
    outcome(journal, "s")
    assert only(journal.entries).reason == "no scenario yet"


KINDS = ["given", "when", "then"]
STATUSES = ["passed", "failed", "blocked"]
LABELS = ["", " R-001", " R-002"]
WORDS = [f"{k} {s}{lab}" for k in KINDS for s in STATUSES for lab in LABELS]


@pytest.mark.parametrize("ended", ["passed", "failed", "unknown", "skipped", ""])
def test_every_story_of_two_steps_is_judged_by_the_rules(ended: str) -> None:
    wrong = []
    for words in itertools.product(WORDS, repeat=2):
        verdict = only(told(*words, ended=ended)).verdict
        accusing = [w for w in words if w.split()[1] == "failed" and not w.startswith("given")]
        accusing = [w for w in accusing if not w.endswith("R-002")]
        speaking = [w for w in words if w in ("then passed", "then passed R-001")]
        clean = all(w.split()[1] == "passed" for w in words) and ended == "passed"
        if verdict is BROKEN and not accusing:
            wrong.append(words)
        if verdict is MET and not (clean and speaking):
            wrong.append(words)
        if verdict is UNKNOWN and clean and speaking:
            wrong.append(words)
        if verdict is not BROKEN and any(w.endswith("R-001") for w in accusing):
            wrong.append(words)
    assert wrong == []
