"""The reference as programs of their own: its client, its controller, its command line."""

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from vmrt.cli import vmrt
from vmrt.fakes.kube.client import ClientError
from vmrt.fakes.kube.remote import ConfigError, RemoteClient
from vmrt.fakes.sim.wall import WallLoop
from vmrt.harness.backends.fake import FakeBackend
from vmrt.harness.backends.simulated import Served, SimulatedCluster
from vmrt.harness.config import Config

MAPS = "/api/v1/namespaces/default/configmaps"


@pytest.fixture(scope="module")
def cluster() -> Iterator[SimulatedCluster]:
    with FakeBackend(Config(driver="none", nodes="1"), served=Served()).cluster() as one:
        yield one


def remote(cluster: SimulatedCluster, loop: WallLoop | None = None) -> RemoteClient:
    return RemoteClient.from_kubeconfig(str(cluster.kubeconfig()), loop or WallLoop())


def test_objects_are_written_and_read(cluster: SimulatedCluster) -> None:
    client = remote(cluster)
    client.request("POST", MAPS, body={"metadata": {"name": "a"}})
    assert client.request("GET", f"{MAPS}/a", query={"x": "y"})["metadata"]["name"] == "a"
    assert client.request("GET", "/healthz") == "ok"
    with pytest.raises(ClientError, match='configmaps "none" not found') as caught:
        client.request("GET", f"{MAPS}/none")
    assert (caught.value.status, caught.value.reason) == (404, "NotFound")
    with pytest.raises(ClientError, match="404 page not found"):
        client.request("GET", "/nonsense")


def test_a_watch_tells_the_loop_what_happens(cluster: SimulatedCluster) -> None:
    loop, seen = WallLoop(), list[tuple[str, str]]()
    client = remote(cluster, loop)

    def deliver(event: str, obj: dict[str, Any]) -> None:
        seen.append((event, obj.get("metadata", {}).get("name", "")))
        if event == "SYNCED":
            client.request("POST", MAPS, body={"metadata": {"name": "w"}})
            client.request(
                "PATCH", f"{MAPS}/w", body={"data": {}}, content_type="application/merge-patch+json"
            )
            client.request("DELETE", f"{MAPS}/w")
        if event == "DELETED":
            stop()
            loop.stop()

    stop = client.watch(MAPS, deliver, query={"fieldSelector": "metadata.name=w"})
    loop.run()
    assert seen[0] == ("SYNCED", "")
    assert seen[1] == ("ADDED", "w")
    assert seen[-1] == ("DELETED", "w")


def test_a_server_out_of_reach_has_status_0(cluster: SimulatedCluster, tmp_path: Path) -> None:
    config = json.loads(cluster.kubeconfig().read_text())
    config["clusters"][0]["cluster"]["server"] = "https://127.0.0.1:1"
    (tmp_path / "config").write_text(json.dumps(config))
    with pytest.raises(ClientError, match="https://127.0.0.1:1 is out of reach") as caught:
        RemoteClient.from_kubeconfig(str(tmp_path / "config"), WallLoop()).request(
            "GET", "/version"
        )
    assert caught.value.status == 0


def test_credentials_come_from_files_too(cluster: SimulatedCluster, tmp_path: Path) -> None:
    config = json.loads(cluster.kubeconfig().read_text())
    one, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
    for part, name in (
        (one, "certificate-authority"),
        (user, "client-certificate"),
        (user, "client-key"),
    ):
        (tmp_path / name).write_bytes(base64.b64decode(part.pop(f"{name}-data")))
        part[name] = name
    (tmp_path / "config").write_text(json.dumps(config))
    client = RemoteClient.from_kubeconfig(str(tmp_path / "config"), WallLoop())
    assert client.request("GET", "/version")["gitVersion"] == "v1.34.4"


@pytest.mark.parametrize("skip", [True, False])
def test_tokens_are_credentials(cluster: SimulatedCluster, tmp_path: Path, skip: bool) -> None:
    config = json.loads(cluster.kubeconfig().read_text())
    config["current-context"] = "nobody"
    token = config["users"][1]["user"].pop("token")
    (tmp_path / "token").write_text(token)
    config["users"][1]["user"]["tokenFile"] = str(tmp_path / "token")
    if skip:
        config["clusters"][0]["cluster"] = {
            "server": config["clusters"][0]["cluster"]["server"],
            "insecure-skip-tls-verify": True,
        }
    (tmp_path / "config").write_text(json.dumps(config))
    client = RemoteClient.from_kubeconfig(str(tmp_path / "config"), WallLoop())
    if skip:
        pytest.importorskip("urllib3").disable_warnings()
    assert client.request("GET", "/version")["major"] == "1"
    with pytest.raises(ClientError, match='User "nobody" cannot list resource "pods"'):
        client.request("GET", "/api/v1/pods")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(None, "cannot be read: No such file", id="nothing"),
        pytest.param("a: [", "is no kubeconfig", id="no YAML"),
        pytest.param("{}", "is no kubeconfig with a current context", id="empty"),
    ],
)
def test_a_kubeconfig_that_cannot_be_used_is_named(
    tmp_path: Path, text: str | None, message: str
) -> None:
    if text is not None:
        (tmp_path / "config").write_text(text)
    with pytest.raises(ConfigError, match=message):
        RemoteClient.from_kubeconfig(str(tmp_path / "config"), WallLoop())


def test_the_loop_of_a_process_runs_in_order_and_forgets_what_was_cancelled() -> None:
    loop, seen = WallLoop(), list[str]()
    loop.call_later(0.02, lambda: seen.append("second"))
    loop.call_later(0.01, lambda: seen.append("first"))
    loop.call_later(0.01, lambda: seen.append("never")).cancel()
    loop.call_later(0.03, loop.stop)
    threading.Thread(target=lambda: loop.soon(lambda: seen.append("from afar"))).start()
    loop.run()
    assert sorted(seen) == ["first", "from afar", "second"]
    assert seen.index("first") < seen.index("second")
    assert loop.now_s() >= 0.03


def bmctl(cluster: SimulatedCluster, *words: str) -> tuple[int, str]:
    words = ("bmctl", *words, "--kubeconfig", str(cluster.kubeconfig()))
    result = CliRunner().invoke(vmrt, list(words), standalone_mode=False)
    return int(result.return_value or 0), result.output


@pytest.mark.parametrize(
    ("words", "text"),
    [
        pytest.param(["enable", "vmruntime"], "the cluster has no VM runtime", id="no runtime"),
        pytest.param(["enable", "vmruntimepfc"], "cannot enable vmruntimepfc: try", id="noun"),
        pytest.param(["fly", "vmruntime"], "invalid choice: 'fly'", id="verb"),
        pytest.param(
            ["disable", "vmruntime", "--force=maybe"], "neither true nor false", id="force"
        ),
    ],
)
def test_commands_that_cannot_be_say_why(
    cluster: SimulatedCluster, words: list[str], text: str
) -> None:
    status, output = bmctl(cluster, *words)
    assert status == 1
    assert text in output


def test_a_command_without_its_cluster_says_so() -> None:
    result = CliRunner().invoke(vmrt, ["bmctl", "enable", "vmruntime"], standalone_mode=False)
    assert result.return_value == 1
    assert "--kubeconfig" in result.output
    result = CliRunner().invoke(
        vmrt, ["bmctl", "enable", "vmruntime", "--kubeconfig", "/no/such"], standalone_mode=False
    )
    assert result.return_value == 1
    assert "/no/such cannot be read" in result.output


def test_the_controller_needs_a_kubeconfig() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "vmrt.fakes.reference", "--kubeconfig", "/no/such"],
        capture_output=True,
        text=True,
        env={**os.environ, "KUBECONFIG": ""},
        check=False,
    )
    assert done.returncode == 2
    assert (
        done.stderr
        == "error: /no/such cannot be read: No such file or directory: pass --kubeconfig\n"
    )
