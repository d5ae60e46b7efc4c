import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vmrt.cli import COMMANDS, main, vmrt

ONE = "R-001"  # one scenario that is over in no time


def call(*words: str) -> Result:
    return CliRunner().invoke(vmrt, list(words), standalone_mode=False)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "out"
    result = call("run", "-k", ONE, "--out", str(folder))
    assert result.return_value == 3, result.output
    return folder


def test_help_lists_every_command_without_importing_any() -> None:
    text = call("--help").output
    assert all(name in text for name in COMMANDS)


def test_a_run_leaves_journal_and_reports(finished: Path) -> None:
    names = ["journal.jsonl", "junit.xml", "report.json", "report.md", "report.yaml"]
    assert sorted(path.name for path in finished.iterdir()) == names


def test_a_run_judges_what_was_selected_and_nothing_else(finished: Path) -> None:
    report = json.loads((finished / "report.json").read_text())
    met = [row["id"] for row in report["requirements"] if row["verdict"] == "met"]
    assert met == [ONE]
    assert report["claim"]["result"] == "undetermined"
    assert report["claim"]["qualifications"] == [f"only scenarios with {ONE!r} were run"]


def test_a_finished_run_verifies(finished: Path) -> None:
    result = call("verify", str(finished))
    assert (result.return_value, result.output) == (0, "the report follows from its evidence\n")


def test_judging_again_gives_the_same_report(finished: Path) -> None:
    before = (finished / "report.json").read_bytes()
    assert call("judge", str(finished)).return_value == 3
    assert (finished / "report.json").read_bytes() == before


def test_judging_prints_json_when_asked(finished: Path) -> None:
    text = call("judge", str(finished), "--output", "json").output
    assert json.loads(text)["kind"] == "ConformanceReport"


def test_a_changed_verdict_is_noticed(finished: Path, tmp_path: Path) -> None:
    for path in finished.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    report = (tmp_path / "report.json").read_text()
    (tmp_path / "report.json").write_text(report.replace('"unknown"', '"met"', 1))
    result = call("verify", str(tmp_path))
    assert result.return_value == 1
    assert "the evidence says" in result.output


def test_an_edited_journal_is_noticed(finished: Path, tmp_path: Path) -> None:
    text = (finished / "journal.jsonl").read_text()
    (tmp_path / "journal.jsonl").write_text(text.replace('"passed"', '"failed"', 1))
    result = call("verify", str(tmp_path))
    assert result.return_value == 1
    assert "was changed after it was written" in result.output


def test_a_truncated_journal_is_judged_as_far_as_it_goes(finished: Path, tmp_path: Path) -> None:
    text = (finished / "journal.jsonl").read_text()
    (tmp_path / "journal.jsonl").write_text(text[:-40])
    result = call("judge", str(tmp_path))
    assert result.return_value == 3
    assert "the line is cut off" in result.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["run", "--driver", "acme"], "there is no driver 'acme'", id="driver"),
        pytest.param(["run", "--backend", "cloud"], "there is no backend 'cloud'", id="backend"),
        pytest.param(["run", "--driver", "process:"], "needs a command", id="no command"),
        pytest.param(["run", "--driver", "manifests:"], "needs a folder", id="no folder"),
        pytest.param(
            ["run", "--driver", "process:x", "--manifests", "no-such"],
            "there is no folder no-such",
            id="no manifests",
        ),
        pytest.param(
            ["run", "--driver", "process:sh -c 'echo good bye; exit 1'"],
            "  good bye",
            id="a program that ends at once",
        ),
        pytest.param(["run", "--nodes", "0"], "--nodes 0: 0 nodes", id="no nodes"),
        pytest.param(["run", "--nodes", "broken"], "there is no profile 'broken'", id="profile"),
        pytest.param(["run", "--profile", "x"], "there is no profile 'x'", id="claim"),
        pytest.param(["run", "--declare", "A-14"], "write A-NN=READING", id="reading"),
        pytest.param(["run", "--out", "/dev/null/x"], "choose another folder", id="unwritable"),
        pytest.param(["judge", "no-such-folder"], "cannot be read", id="judge nothing"),
        pytest.param(["verify", "no-such-folder"], "there is no folder", id="verify nothing"),
        pytest.param(["explain", "R-999"], "there is no 'R-999'", id="explain nothing"),
        pytest.param(["list", "dreams"], "'dreams' is not one of", id="list nothing"),
        pytest.param(["fly"], "No such command 'fly'", id="no command at all"),
    ],
)
def test_wrong_usage_says_what_is_wrong(
    words: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["vmrt", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert message in said
    assert "Traceback" not in said


def test_success_ends_with_status_0(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["vmrt", "list", "profiles"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    assert "core/install" in capsys.readouterr().out


@pytest.mark.parametrize("what", ["requirements", "profiles", "scenarios", "ambiguities", "nodes"])
@pytest.mark.parametrize("form", ["table", "json", "yaml"])
def test_everything_can_be_listed(what: str, form: str) -> None:
    result = call("list", what, "--output", form)
    assert result.exception is None
    assert len(result.output.splitlines()) > 5


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        pytest.param("R-084", ["core/preflight-gate", "A-15", "scenario: gate"], id="a MUST"),
        pytest.param("R-018", ["SHOULD", "no scenario yet"], id="without a scenario"),
        pytest.param("A-14", ["refuse-at-admission", "R-079"], id="an ambiguity"),
        pytest.param("A-07", ["requirements: none"], id="an ambiguity of nothing"),
    ],
)
def test_a_name_is_explained(name: str, texts: list[str]) -> None:
    output = call("explain", name).output
    assert [text for text in texts if text not in output] == []
