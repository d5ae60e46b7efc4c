import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from vmrt.cli import vmrt

VMRT = [sys.executable, "-m", "vmrt"]


def up(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(vmrt, ["up", *words], standalone_mode=False)
    if result.exception is not None:
        return -1, str(result.exception)
    return int(result.return_value), result.output


def test_a_command_gets_the_kubeconfig_and_gives_its_status(tmp_path: Path) -> None:
    script = f"cp $KUBECONFIG {tmp_path}/copy; exit 7"
    status, _ = up("--driver", "none", "--", "sh", "-c", script)
    config = json.loads((tmp_path / "copy").read_text())
    assert status == 7
    assert [one["name"] for one in config["contexts"]] == ["admin", "nobody"]
    assert config["current-context"] == "admin"


def test_the_kubeconfig_is_written_where_the_user_wants_it(tmp_path: Path) -> None:
    path = tmp_path / "config"
    status, _ = up("--driver", "none", "--kubeconfig", str(path), "--", "test", "-s", str(path))
    assert status == 0
    assert path.stat().st_mode & 0o077 == 0


def test_a_command_that_is_not_there_is_named() -> None:
    status, output = up("--driver", "none", "--", "no-such-command")
    assert (status, "no-such-command is not there" in output) == (127, True)


def test_a_command_that_cannot_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    status, output = up("--driver", "none", "--", str(tmp_path / "file"))
    assert (status, "cannot be run: Permission denied" in output) == (126, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["--nodes", "nobody"], "there is no profile 'nobody'", id="profile"),
        pytest.param(["--driver", "acme"], "there is no driver 'acme'", id="driver"),
        pytest.param(["--driver", "none", "--kubeconfig", "/no/such/file"], "No such", id="file"),
    ],
)
def test_wrong_usage_says_what_is_wrong(words: list[str], message: str) -> None:
    status, output = up(*words, "--", "true")
    assert status == -1
    assert message in output


def test_a_port_in_use_is_named() -> None:
    script = f"{sys.executable} -m vmrt up --driver none --port $P -- true"
    ask = "P=$(sed -n 's/.*127.0.0.1:\\([0-9]*\\).*/\\1/p' $KUBECONFIG | head -1); "
    done = subprocess.run(
        [*VMRT, "up", "--driver", "none", "--", "sh", "-c", ask + script],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "cannot be served" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_cluster(number: signal.Signals) -> None:
    with subprocess.Popen(
        [*VMRT, "up", "--driver", "none"], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("export KUBECONFIG=")
        child.send_signal(number)
        assert child.wait(timeout=20) == 0


def test_an_interrupted_run_leaves_a_readable_journal_and_no_child(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    command = f"process:sh -c 'echo $$ > {mark}; exec sleep 1000'"
    words = ["run", "--driver", command, "--out", str(tmp_path / "out")]
    with subprocess.Popen([*VMRT, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        journal = tmp_path / "out" / "journal.jsonl"
        _wait_until(lambda: journal.exists() and '"kind":"call"' in journal.read_text())
        child.send_signal(signal.SIGINT)
        assert child.wait(timeout=30) == 130
    last = json.loads(journal.read_text().splitlines()[-1])
    assert (last["kind"], last["status"]) == ("end", "interrupted")
    assert not Path(f"/proc/{mark.read_text().strip()}").exists()
    judged = subprocess.run(
        [*VMRT, "judge", str(tmp_path / "out")], capture_output=True, text=True, check=False
    )
    assert judged.returncode in (1, 3)


def _wait_until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, "it took more than a minute"
        os.sched_yield()
