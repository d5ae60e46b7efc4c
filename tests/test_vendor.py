"""Implementations that nobody here wrote for the suite, judged over HTTPS as processes."""

import importlib.resources
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from vmrt.harness.config import Config
from vmrt.run import execute

VENDOR = Path(__file__).resolve().parent / "vendor"
MANIFESTS = VENDOR / "manifests"
PATIENCE_S = 10.0  # enough for a slow machine to start Python
VAIN_S = 2.0  # nothing will come, so nothing needs time


def judged(
    folder: Path, command: str, patience_s: float = PATIENCE_S, **rest: Any
) -> tuple[int, dict[str, dict[str, Any]]]:
    """Return the exit status and the rows of the report by requirement."""
    config = Config(driver=f"process:{command}", patience_s=patience_s, out=folder, **rest)
    status = execute(config)
    report = json.loads((folder / "report.json").read_text())
    return status, {row["id"]: row for row in report["requirements"]}


def verdicts(rows: dict[str, dict[str, Any]], verdict: str) -> set[str]:
    return {name for name, row in rows.items() if row["verdict"] == verdict}


@pytest.fixture(scope="module")
def acme(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, dict[str, dict[str, Any]]]:
    command = f"{sys.executable} {VENDOR / 'acme.py'}"
    return judged(tmp_path_factory.mktemp("acme") / "out", command, manifests=MANIFESTS)


def test_an_independent_operator_is_found_out_where_it_falls_short(
    acme: tuple[int, dict[str, dict[str, Any]]],
) -> None:
    status, rows = acme
    assert status == 1
    broken = verdicts(rows, "broken")
    # an empty label counts as none.: so labelled nodes are checked.
    # the latest is the last by name.: so the wrong check decides.
    # a failed result has no message.
    assert {"R-097", "R-112", "R-120"} <= broken
    assert broken <= {"R-097", "R-098", "R-101", "R-112", "R-087", "R-088", "R-125", "R-120"}


@pytest.mark.parametrize(
    ("requirement", "sentence"),
    [
        pytest.param("R-097", "worker-0", id="the label"),
        pytest.param("R-112", "preflightCheckSummary names aaa and has a result", id="the latest"),
        pytest.param("R-120", "failed results, each with a message", id="the message"),
    ],
)
def test_each_shortcoming_has_its_sentence(
    acme: tuple[int, dict[str, dict[str, Any]]], requirement: str, sentence: str
) -> None:
    assert sentence in acme[1][requirement]["reason"]


def test_what_the_operator_does_right_is_met(
    acme: tuple[int, dict[str, dict[str, Any]]],
) -> None:
    met = verdicts(acme[1], "met")
    assert len(met) >= 60
    assert {"R-021", "R-033", "R-050", "R-079", "R-080", "R-084", "R-091", "R-123"} - met <= {
        "R-123"
    }


def test_an_operator_that_does_nothing_earns_nothing(tmp_path: Path) -> None:
    status, rows = judged(tmp_path / "out", "sleep 100000", VAIN_S)
    assert status == 1
    assert verdicts(rows, "met") == set()


def test_an_operator_that_lies_earns_no_more_than_its_manifests(tmp_path: Path) -> None:
    _, alone = judged(tmp_path / "alone", "sleep 100000", VAIN_S, manifests=MANIFESTS)
    liar = f"{sys.executable} {VENDOR / 'liar.py'}"
    status, rows = judged(tmp_path / "liar", liar, manifests=MANIFESTS)
    assert status == 1
    assert verdicts(rows, "met") <= verdicts(alone, "met")
    assert "R-008" in verdicts(rows, "broken")


def test_the_reference_is_no_different_as_a_process(tmp_path: Path) -> None:
    """Its own manifests, its own rights, its own command line on a terminal."""
    folder = Path(str(importlib.resources.files("vmrt.fakes.reference") / "manifests"))
    command = f"{sys.executable} -m vmrt.fakes.reference"
    config = Config(
        driver=f"manifests:{folder}",
        images=(f"vmrt.local/vmruntime-controller-manager=process:{command}",),
        cli=f"{sys.executable} -m vmrt bmctl " + "{verb} {noun} --kubeconfig {kubeconfig} {flags}",
        select="protection_command",
        patience_s=PATIENCE_S,
        out=tmp_path,
    )
    assert execute(config) == 3  # nothing is BROKEN, and the rest was not selected
    report = json.loads((tmp_path / "report.json").read_text())
    rows = {row["id"]: row for row in report["requirements"]}
    table = {"R-060", *(f"R-{number:03d}" for number in range(61, 72)), "R-073", "R-074", "R-078"}
    assert table <= verdicts(rows, "met")
