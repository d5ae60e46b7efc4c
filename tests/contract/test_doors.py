"""The same requests through both doors get the same answers."""

import http.client
import importlib
import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from vmrt.fakes.kube.door.pool import FakePool
from vmrt.fakes.kube.message import ADMIN
from vmrt.harness.backends.fake import FakeBackend
from vmrt.harness.backends.simulated import Served, SimulatedCluster
from vmrt.harness.config import Config

# Its types come and go with its releases: what counts here is what it does.
client: Any = importlib.import_module("kubernetes.client")
watch: Any = importlib.import_module("kubernetes.watch")
new_client_from_config: Any = importlib.import_module("kubernetes.config").new_client_from_config
ApiException: Any = client.exceptions.ApiException


@dataclass
class Door:
    """A way into a cluster of its own."""

    cluster: SimulatedCluster
    api: Any


@pytest.fixture(params=["pool", "https"])
def door(request: pytest.FixtureRequest) -> Iterator[Door]:
    served = Served() if request.param == "https" else None
    backend = FakeBackend(Config(driver="none", nodes="1"), served=served)
    with backend.cluster() as cluster:
        if served:
            api = new_client_from_config(str(cluster.kubeconfig()))
        else:
            api = client.ApiClient(client.Configuration(host="https://fake.invalid"))
            api.rest_client.pool_manager = FakePool(cluster.fake.api, ADMIN, cluster._wait)
        yield Door(cluster, api)
        api.close()


def test_objects_live_and_die(door: Door) -> None:
    core = client.CoreV1Api(door.api)
    body = client.V1ConfigMap(metadata=client.V1ObjectMeta(name="a"), data={"k": "v"})
    made = core.create_namespaced_config_map("default", body)
    assert made.metadata.uid
    core.patch_namespaced_config_map("a", "default", {"data": {"k": "w"}})
    assert core.read_namespaced_config_map("a", "default").data == {"k": "w"}
    core.delete_namespaced_config_map("a", "default")
    with pytest.raises(ApiException) as caught:
        core.read_namespaced_config_map("a", "default")
    assert (caught.value.status, json.loads(caught.value.body)["reason"]) == (404, "NotFound")


def test_a_conflict_is_a_conflict(door: Door) -> None:
    core = client.CoreV1Api(door.api)
    body = client.V1ConfigMap(metadata=client.V1ObjectMeta(name="a"))
    stale = core.create_namespaced_config_map("default", body)
    core.patch_namespaced_config_map("a", "default", {"data": {"k": "w"}})
    stale.data = {"k": "x"}
    with pytest.raises(ApiException) as caught:
        core.replace_namespaced_config_map("a", "default", stale)
    assert caught.value.status == 409


def test_a_watch_sees_what_happens_and_ends(door: Door) -> None:
    core = client.CoreV1Api(door.api)
    body = client.V1ConfigMap(metadata=client.V1ObjectMeta(name="a"))
    core.create_namespaced_config_map("default", body)
    core.delete_namespaced_config_map("a", "default")
    listed = core.list_namespaced_config_map("default")
    core.create_namespaced_config_map("default", body)
    stream = watch.Watch().stream(
        core.list_namespaced_config_map,
        "default",
        resource_version=listed.metadata.resource_version,
        timeout_seconds=1,
    )
    assert [(one["type"], one["object"].metadata.name) for one in stream] == [("ADDED", "a")]


def test_custom_objects_are_served_as_defined(door: Door) -> None:
    extensions = client.ApiextensionsV1Api(door.api)
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    body = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "things.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Cluster",
            "names": {"plural": "things", "kind": "Thing"},
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "storage": True,
                    "schema": {"openAPIV3Schema": schema},
                }
            ],
        },
    }
    extensions.create_custom_resource_definition(body)
    custom = client.CustomObjectsApi(door.api)
    thing = {"apiVersion": "example.com/v1", "kind": "Thing", "metadata": {"name": "t"}}
    custom.create_cluster_custom_object("example.com", "v1", "things", thing)
    custom.patch_cluster_custom_object("example.com", "v1", "things", "t", {"spec": {"a": 1}})
    found = custom.get_cluster_custom_object("example.com", "v1", "things", "t")
    assert found["spec"] == {"a": 1}


def test_errors_have_the_same_bytes() -> None:
    paths = ["/api/v1/namespaces/default/pods/x", "/apis/nope/v1/x", "/api/v1/nodes?limit=x", "/x"]
    seen = []
    for served in (None, Served()):
        with FakeBackend(Config(driver="none", nodes="1"), served=served).cluster() as cluster:
            if served is None:
                answers = [cluster.pool.request("GET", cluster.server + path) for path in paths]
                seen.append([(one.status, one.data) for one in answers])
            else:
                with connection(cluster, "admin") as link:
                    seen.append([ask(link, path) for path in paths])
    assert seen[0] == seen[1]


def connection(cluster: SimulatedCluster, user: str) -> Any:
    config = json.loads(cluster.kubeconfig().read_text())
    api = new_client_from_config(str(cluster.kubeconfig()), context=user)
    context = ssl.create_default_context(cafile=api.configuration.ssl_ca_cert)
    if api.configuration.cert_file:
        context.load_cert_chain(api.configuration.cert_file, api.configuration.key_file)
    api.close()
    port = int(config["clusters"][0]["cluster"]["server"].rpartition(":")[2])

    class Link(http.client.HTTPSConnection):
        def __enter__(self) -> "Link":
            return self

        def __exit__(self, *_: object) -> None:
            self.close()

    return Link("127.0.0.1", port, context=context, timeout=20)


def ask(link: Any, path: str, **headers: str) -> tuple[int, bytes]:
    link.request("GET", path, headers=headers)
    answer = link.getresponse()
    return answer.status, answer.read()


@pytest.fixture(scope="module")
def served() -> Iterator[SimulatedCluster]:
    with FakeBackend(Config(driver="none", nodes="1"), served=Served()).cluster() as cluster:
        yield cluster


def test_nobody_may_do_nothing_but_look_around(served: SimulatedCluster) -> None:
    users = {u["name"]: u["user"] for u in json.loads(served.kubeconfig().read_text())["users"]}
    token = f"Bearer {users['nobody']['token']}"
    with connection(served, "nobody") as link:
        status, body = ask(link, "/api/v1/namespaces/default/pods", Authorization=token)
        assert (status, json.loads(body)["message"]) == (
            403,
            (
                'pods is forbidden: User "nobody" cannot list resource "pods" in API group "" in '
                'the namespace "default"'
            ),
        )
        status, body = ask(link, "/apis/vm.cluster.gke.io/v1/vmruntimes/x", Authorization=token)
        assert 'vmruntimes.vm.cluster.gke.io "x" is forbidden' in json.loads(body)["message"]
        assert ask(link, "/apis", Authorization=token)[0] == 200
        status, body = ask(link, "/metrics", Authorization=token)
        assert 'User "nobody" cannot get path "/metrics"' in json.loads(body)["message"]


def test_a_wrong_token_is_refused_even_where_anybody_may_read(served: SimulatedCluster) -> None:
    with connection(served, "nobody") as link:
        assert ask(link, "/healthz", Authorization="Bearer wrong")[0] == 401
        assert ask(link, "/healthz")[0] == 200
        assert ask(link, "/api/v1/pods")[0] == 403


def test_many_requests_share_a_connection(served: SimulatedCluster) -> None:
    with connection(served, "admin") as link:
        assert {ask(link, "/version")[0] for _ in range(50)} == {200}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"nonsense\r\n\r\n", 400, id="no HTTP"),
        pytest.param(
            b"POST /api/v1/namespaces HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n"
            + b"x" * 3_200_000,
            413,
            id="too much",
        ),
        pytest.param(
            b"GET /version HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 1_100_000 + b"\r\n\r\n",
            431,
            id="too many headers",
        ),
        pytest.param(
            b"GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200, id="the last one"
        ),
    ],
)
def test_hostile_input_gets_an_answer_and_the_next_client_too(
    served: SimulatedCluster, sent: bytes, status: int
) -> None:
    with connection(served, "admin") as link:
        link.connect()
        raw: socket.socket = link.sock
        raw.sendall(sent)  # to its end: what the server does not want it still reads
        first = raw.recv(4096)
        assert int(first.split()[1]) == status
    with connection(served, "admin") as link:
        assert ask(link, "/version")[0] == 200


def test_a_client_that_goes_away_ends_its_watch(served: SimulatedCluster) -> None:
    subscribers = served.fake.api.store._subscribers
    before = len(subscribers)
    with connection(served, "admin") as link:
        link.request("GET", "/api/v1/pods?watch=1")
        assert link.getresponse().status == 200
        assert len(subscribers) == before + 1
    with connection(served, "admin") as link:
        for _ in range(1000):
            ask(link, "/version")
            if len(subscribers) == before:
                return
    pytest.fail("the watch of a client that went away is still there")


def test_the_kubeconfig_is_for_its_owner_only(served: SimulatedCluster) -> None:
    assert Path(served.kubeconfig()).stat().st_mode & 0o077 == 0
