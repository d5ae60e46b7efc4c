from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vmrt.harness.backends.fake import FakeBackend
from vmrt.harness.backends.simulated import SimulatedCluster
from vmrt.harness.client import Client
from vmrt.harness.config import Config
from vmrt.harness.drivers.manifests import ManifestsDriver, image_line
from vmrt.harness.drivers.process import wrapping
from vmrt.harness.error import HarnessError, NotObservableError, UsageError
from vmrt.harness.install import Installation
from vmrt.harness.subject.fleet import Fleet


@pytest.fixture
def cluster() -> Iterator[SimulatedCluster]:
    with FakeBackend(Config(driver="none", nodes="1")).cluster() as one:
        yield one


def config_map(name: str = "a", **rest: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, **rest}


def deployment(**container: Any) -> dict[str, Any]:
    spec = {"containers": [{"name": "c", "image": "i:1", **container}]}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d"},
        "spec": {
            "selector": {"matchLabels": {"a": "b"}},
            "template": {"metadata": {"labels": {"a": "b"}}, "spec": spec},
        },
    }


def test_objects_are_applied_and_removed_again(cluster: SimulatedCluster) -> None:
    installation = Installation(cluster)
    installation.apply([config_map("a"), config_map("b", data={"k": "v"})])
    found = Client(cluster).get("/api/v1/namespaces/default/configmaps/b") or {}
    assert found["data"] == {"k": "v"}
    assert installation.remove() == []
    assert Client(cluster).get("/api/v1/namespaces/default/configmaps/a") is None


def test_what_is_there_already_is_taken_over_and_left(cluster: SimulatedCluster) -> None:
    Client(cluster).create("/api/v1/namespaces/default/configmaps", config_map())
    installation = Installation(cluster)
    installation.apply([config_map(data={"k": "v"})])
    assert installation.remove() == []
    assert Client(cluster).get("/api/v1/namespaces/default/configmaps/a") is not None


@pytest.mark.parametrize(
    ("obj", "message"),
    [
        pytest.param(
            {"apiVersion": "acme.io/v1", "kind": "Rocket", "metadata": {"name": "r"}},
            "^Rocket r: the cluster serves no kind Rocket of acme.io/v1: add its",
            id="unknown kind",
        ),
        pytest.param(config_map("A"), "^ConfigMap A is refused by the API: ", id="refused"),
    ],
)
def test_manifests_that_do_not_fit_are_named(
    cluster: SimulatedCluster, obj: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        Installation(cluster).apply([obj])


def test_a_deployment_that_never_comes_up_is_told_with_its_last_words(
    cluster: SimulatedCluster,
) -> None:
    installation = Installation(cluster)
    installation.apply([deployment(command=["sh", "-c", "echo good bye; exit 1"])])
    with pytest.raises(HarnessError, match=r"(?s)deployments: not within 60 s.*good bye"):
        installation.wait_for_deployments("default")
    with pytest.raises(UsageError, match=r"(?s)does not stay up.*good bye"):
        installation.is_up()


def test_a_namespace_without_pods_has_no_last_words(cluster: SimulatedCluster) -> None:
    never = deployment()
    never["spec"]["template"]["spec"]["schedulerName"] = "nobody"
    never["spec"]["replicas"] = 1
    installation = Installation(cluster)
    installation.apply([never])
    with pytest.raises(HarnessError, match="pod d-.*: Pending"):
        installation.wait_for_deployments("default")
    assert installation._last_words("kube-public") == "there is no pod in kube-public"


def test_the_manifests_driver_installs_a_folder(tmp_path: Path, cluster: SimulatedCluster) -> None:
    (tmp_path / "a.json").write_text(
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}'
    )
    config = Config(driver=f"manifests:{tmp_path}", images=("i:1=process:true",))
    driver = ManifestsDriver(config)
    with driver.install(cluster) as implementation:
        assert implementation.name == tmp_path.name
        assert cluster.fake.images.find("i:1") == "true"
    with pytest.raises(UsageError, match="needs a folder"):
        ManifestsDriver(Config(driver="manifests:"))


def test_what_a_kept_cluster_cannot_lose_is_named(
    tmp_path: Path, cluster: SimulatedCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "a", "finalizers": ["x/y"]},
    }
    monkeypatch.setattr(cluster, "disposable", False)
    driver = ManifestsDriver(_folder(tmp_path, held))
    with (
        pytest.raises(HarnessError, match="^these would not go: /api/v1/.*/a$"),
        driver.install(cluster),
    ):
        pass


def _folder(folder: Path, obj: dict[str, Any]) -> Config:
    import json  # noqa: PLC0415 - here only

    (folder / "a.json").write_text(json.dumps(obj))
    return Config(driver=f"manifests:{folder}")


@pytest.mark.parametrize("line", ["x", "x=", "=process:y", "x=container", "x=process:"])
def test_image_lines_that_say_nothing_are_refused(line: str) -> None:
    with pytest.raises(UsageError, match=r"write NAME\[:TAG\]=process:COMMAND$"):
        image_line(line)


def test_only_what_the_manifests_lack_is_wrapped_around_a_program() -> None:
    kinds = [one["kind"] for one in wrapping([])]
    assert kinds == ["Namespace", "ServiceAccount", "ClusterRoleBinding", "Deployment"]
    brought = [{"kind": "Namespace", "metadata": {"name": "vm-system"}}]
    assert "Namespace" not in [one["kind"] for one in wrapping(brought)]


def test_nodes_that_cannot_be_changed_are_not_observable(cluster: SimulatedCluster) -> None:
    fleet = Fleet(Client(cluster), None)
    with pytest.raises(NotObservableError, match="cannot change hosts"):
        fleet.unfit("worker-0")
    with pytest.raises(NotObservableError, match="labelling node nobody was refused"):
        fleet.label("nobody")
