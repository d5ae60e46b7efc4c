"""What a run makes of scenarios that do not go well."""

import json
from pathlib import Path
from typing import Any, NoReturn

import pytest

from vmrt.harness.backends.simulated import SimulatedCluster
from vmrt.harness.client import Client
from vmrt.harness.config import Config
from vmrt.harness.error import NotObservableError
from vmrt.harness.subject.kind import Kinds
from vmrt.harness.world import World
from vmrt.run import execute


def judged(folder: Path, **rest: Any) -> tuple[int, dict[str, Any]]:
    status = execute(Config(select="install: R-001", out=folder, **rest))
    report = json.loads((folder / "report.json").read_text())
    rows = {row["id"]: row for row in report["requirements"]}
    return status, {**rows["R-001"], "report": report}


def raising(error: BaseException) -> Any:
    def method(*words: object, **named: object) -> NoReturn:
        del words, named
        raise error

    return method


@pytest.mark.parametrize(
    ("error", "status", "verdict", "reason"),
    [
        pytest.param(AssertionError("no"), 1, "broken", "is served: no", id="it is not so"),
        pytest.param(NotObservableError("dark"), 3, "unknown", "dark", id="nobody can see"),
        pytest.param(
            RuntimeError("oops"), 4, "unknown", "the suite failed: RuntimeError", id="suite"
        ),
        pytest.param(KeyboardInterrupt(), 130, "unknown", "interrupted", id="interrupted"),
    ],
)
def test_an_error_in_a_then(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    status: int,
    verdict: str,
    reason: str,
) -> None:
    monkeypatch.setattr(Kinds, "is_served", raising(error))
    seen, row = judged(tmp_path)
    assert (seen, row["verdict"]) == (status, verdict)
    assert reason in row["reason"] or reason == "interrupted"


def test_an_error_in_a_given_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(World, "present", raising(AssertionError("gone")))
    status, row = judged(tmp_path)
    assert (status, row["verdict"]) == (3, "unknown")
    assert row["reason"] == "what the scenario needs was not there: Given a cluster: gone"


def test_a_world_that_does_not_start_is_nobodys_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vmrt.harness.stage.Stage.rehearse", lambda _: None)
    monkeypatch.setattr("vmrt.harness.stage.Stage._world", raising(NotObservableError("no world")))
    status, row = judged(tmp_path)
    assert (status, row["verdict"], "no world" in row["reason"]) == (3, "unknown", True)


def test_a_clean_up_that_fails_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimulatedCluster, "history", raising(RuntimeError("stuck")))
    _, row = judged(tmp_path)
    assert [one["text"] for one in row["report"]["findings"]] == ["clean-up failed: stuck"]


def test_what_the_fake_cannot_do_taints_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(kinds: Kinds, kind: str) -> None:
        del kind
        client: Client = kinds._client
        client._cluster.pool.request(
            "PATCH",
            "/api/v1/namespaces/default",
            headers={"Content-Type": "application/apply-patch+yaml"},
        )
        kinds._sight.expect("it", expected=1, actual=1)

    monkeypatch.setattr(Kinds, "is_served", ask)
    status, row = judged(tmp_path)
    assert status == 3
    assert "server-side apply: row 74" in row["report"]["claim"]["tainted"][0]


def test_a_need_that_nobody_meets_is_told_beforehand(tmp_path: Path) -> None:
    status = execute(Config(select="R-013", driver="none", out=tmp_path))
    report = json.loads((tmp_path / "report.json").read_text())
    reasons = {row["reason"] for row in report["requirements"] if row["id"] == "R-013"}
    assert status == 3
    assert reasons == {"no command line is given: pass --cli TEMPLATE"}
