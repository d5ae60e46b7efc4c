"""What runs around the API server, as an operator sees it."""

from typing import Any

import pytest

from vmrt.fakes.cluster import FakeCluster
from vmrt.fakes.controllers.quantity import amount
from vmrt.fakes.kube.client import JSON_PATCH, MERGE, ClientError

NAMESPACE = "/api/v1/namespaces/default"
DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
SETS = "/apis/apps/v1/namespaces/default/replicasets"
JOBS = "/apis/batch/v1/namespaces/default/jobs"


def template(image: str = "i:1", **spec: Any) -> dict[str, Any]:
    container = {"name": "c", "image": image, **spec.pop("container", {})}
    return {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [container], **spec}}


def workload(name: str = "w", *, image: str = "i:1", **spec: Any) -> dict[str, Any]:
    selector = {"matchLabels": {"a": "b"}}
    return {
        "metadata": {"name": name},
        "spec": {"selector": selector, "template": template(image), **spec},
    }


class Cluster:
    def __init__(self) -> None:
        self.fake = FakeCluster(nodes="2")
        self.client = self.fake.client()

    def ask(
        self, method: str, path: str, body: object = None, kind: str = "application/json"
    ) -> Any:
        return self.client.request(method, path, body=body, content_type=kind)

    def after(self, duration_s: float) -> "Cluster":
        self.fake.loop.run_for(duration_s)
        return self

    def names(self, path: str) -> list[str]:
        return [one["metadata"]["name"] for one in self.ask("GET", path)["items"]]

    def has(self, path: str) -> bool:
        try:
            return bool(self.ask("GET", path))
        except ClientError as error:
            return error.status != 404


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


def test_a_deployment_rolls_a_new_template_out(cluster: Cluster) -> None:
    cluster.ask("POST", DEPLOYMENTS, workload(replicas=2))
    before = cluster.after(10).names(SETS)
    change = {"spec": {"template": template("i:2")}}
    cluster.ask("PATCH", f"{DEPLOYMENTS}/w", change, MERGE)
    status = cluster.after(20).ask("GET", f"{DEPLOYMENTS}/w")["status"]
    assert (status["availableReplicas"], status["observedGeneration"]) == (2, 2)
    sets = {
        one["metadata"]["name"]: one["spec"]["replicas"]
        for one in cluster.ask("GET", SETS)["items"]
    }
    assert sorted(sets.values()) == [0, 2]
    assert sets[before[0]] == 0
    images = {
        one["spec"]["containers"][0]["image"]
        for one in cluster.ask("GET", f"{NAMESPACE}/pods")["items"]
    }
    assert images == {"i:2"}


def test_fewer_replicas_take_pods_away(cluster: Cluster) -> None:
    cluster.ask("POST", DEPLOYMENTS, workload(replicas=3))
    cluster.after(10).ask("PATCH", f"{DEPLOYMENTS}/w", {"spec": {"replicas": 1}}, MERGE)
    assert len(cluster.after(20).names(f"{NAMESPACE}/pods")) == 1


def test_a_lost_pod_is_replaced(cluster: Cluster) -> None:
    cluster.ask("POST", SETS, workload(replicas=1))
    (name,) = cluster.after(10).names(f"{NAMESPACE}/pods")
    cluster.ask("DELETE", f"{NAMESPACE}/pods/{name}")
    (other,) = cluster.after(20).names(f"{NAMESPACE}/pods")
    assert other != name


def test_a_daemon_set_follows_its_nodes(cluster: Cluster) -> None:
    path = "/apis/apps/v1/namespaces/default/daemonsets"
    body = workload()
    body["spec"]["template"]["spec"]["nodeSelector"] = {"disk": "fast"}
    cluster.ask("POST", path, body)
    assert cluster.after(5).names(f"{NAMESPACE}/pods") == []
    label = {"metadata": {"labels": {"disk": "fast"}}}
    cluster.ask("PATCH", "/api/v1/nodes/worker-1", label, MERGE)
    status = cluster.after(10).ask("GET", f"{path}/w")["status"]
    assert (status["desiredNumberScheduled"], status["numberAvailable"]) == (1, 1)
    cluster.ask("PATCH", "/api/v1/nodes/worker-1", {"metadata": {"labels": {"disk": None}}}, MERGE)
    assert cluster.after(10).names(f"{NAMESPACE}/pods") == []


@pytest.mark.parametrize(
    ("line", "spec", "condition", "counts"),
    [
        pytest.param("true", {"completions": 2}, "Complete", (2, 0), id="done"),
        pytest.param("exit 1", {"backoffLimit": 1}, "Failed", (0, 2), id="given up"),
    ],
)
def test_jobs_come_to_an_end(
    cluster: Cluster, line: str, spec: dict[str, Any], condition: str, counts: tuple[int, int]
) -> None:
    container = {"command": ["sh", "-c", line]}
    body = {
        "metadata": {"name": "j"},
        "spec": {"template": template(restartPolicy="Never", container=container), **spec},
    }
    cluster.ask("POST", JOBS, body)
    status = cluster.after(60).ask("GET", f"{JOBS}/j")["status"]
    assert [one["type"] for one in status["conditions"]] == [condition]
    assert (status["succeeded"], status["failed"], status["active"]) == (*counts, 0)
    assert ("completionTime" in status) is (condition == "Complete")
    cluster.ask("DELETE", f"{JOBS}/j")
    assert cluster.after(10).names(f"{NAMESPACE}/pods") == []


def test_a_suspended_job_makes_no_pods(cluster: Cluster) -> None:
    body = {"metadata": {"name": "j"}, "spec": {"suspend": True, "template": template()}}
    cluster.ask("POST", JOBS, body)
    assert cluster.after(10).names(f"{NAMESPACE}/pods") == []


def owned(name: str, owner: dict[str, Any], **rest: Any) -> dict[str, Any]:
    reference = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        **rest,
    }
    return {"metadata": {"name": name, "ownerReferences": [reference]}}


MAPS = f"{NAMESPACE}/configmaps"


def test_what_belongs_to_nobody_any_more_goes(cluster: Cluster) -> None:
    owner = cluster.ask("POST", MAPS, {"metadata": {"name": "owner"}})
    cluster.ask("POST", MAPS, owned("child", owner))
    cluster.after(1).ask("DELETE", f"{MAPS}/owner")
    assert not cluster.after(2).has(f"{MAPS}/child")


def test_an_owner_that_never_was_owns_nothing(cluster: Cluster) -> None:
    ghost = {"metadata": {"name": "ghost", "uid": "none"}}
    cluster.ask("POST", MAPS, owned("child", ghost))
    assert not cluster.after(2).has(f"{MAPS}/child")


def test_orphans_stay(cluster: Cluster) -> None:
    owner = cluster.ask("POST", MAPS, {"metadata": {"name": "owner"}})
    cluster.ask("POST", MAPS, owned("child", owner))
    cluster.after(1).ask("DELETE", f"{MAPS}/owner", {"propagationPolicy": "Orphan"})
    cluster.after(2)
    assert not cluster.has(f"{MAPS}/owner")
    assert cluster.ask("GET", f"{MAPS}/child")["metadata"].get("ownerReferences") in (None, [])


def test_a_foreground_deletion_waits_for_what_blocks_it(cluster: Cluster) -> None:
    owner = cluster.ask("POST", MAPS, {"metadata": {"name": "owner"}})
    child = owned("child", owner, blockOwnerDeletion=True)
    child["metadata"]["finalizers"] = ["example.com/hold"]
    cluster.ask("POST", MAPS, child)
    cluster.after(1).ask("DELETE", f"{MAPS}/owner", {"propagationPolicy": "Foreground"})
    assert cluster.after(2).has(f"{MAPS}/owner")
    assert "deletionTimestamp" in cluster.ask("GET", f"{MAPS}/child")["metadata"]
    release = [{"op": "remove", "path": "/metadata/finalizers"}]
    cluster.ask("PATCH", f"{MAPS}/child", release, JSON_PATCH)
    assert not cluster.after(2).has(f"{MAPS}/owner")
    assert not cluster.has(f"{MAPS}/child")


def test_a_namespace_gets_what_every_one_has_and_goes_when_it_is_empty(cluster: Cluster) -> None:
    cluster.ask("POST", "/api/v1/namespaces", {"metadata": {"name": "n"}})
    cluster.after(1)
    assert cluster.has("/api/v1/namespaces/n/serviceaccounts/default")
    assert cluster.has("/api/v1/namespaces/n/configmaps/kube-root-ca.crt")
    body = {"metadata": {"name": "held", "finalizers": ["example.com/hold"]}}
    cluster.ask("POST", "/api/v1/namespaces/n/configmaps", body)
    going = cluster.ask("DELETE", "/api/v1/namespaces/n")
    assert going["status"]["phase"] == "Terminating"
    assert cluster.after(10).names("/api/v1/namespaces/n/configmaps") == ["held"]
    release = [{"op": "remove", "path": "/metadata/finalizers"}]
    cluster.ask("PATCH", "/api/v1/namespaces/n/configmaps/held", release, JSON_PATCH)
    assert not cluster.after(10).has("/api/v1/namespaces/n")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("2", 2, id="plain"),
        pytest.param("500m", 0.5, id="thousandths"),
        pytest.param("2Gi", 2 * 2**30, id="binary"),
        pytest.param("1k", 1000, id="decimal"),
        pytest.param(3, 3, id="number"),
    ],
)
def test_quantities(text: str | int, number: float) -> None:
    assert amount(text) == number
