from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from support.server import Server

from vmrt.fakes.kube.catalogue.age import age
from vmrt.fakes.kube.schema.structural import compile_schema

MAPS = "/api/v1/namespaces/default/configmaps"
PODS = "/api/v1/namespaces/default/pods"


def make(server: Server, name: str = "a", **meta: Any) -> dict[str, Any]:
    status, obj = server.ask("POST", MAPS, {"metadata": {"name": name, **meta}})
    assert status == 201
    return dict(obj)


def test_a_deletion_answers_with_a_status(server: Server) -> None:
    obj = make(server)
    _, answer = server.ask("DELETE", f"{MAPS}/a")
    assert (answer["status"], answer["details"]["uid"]) == ("Success", obj["metadata"]["uid"])
    assert server.ask("DELETE", f"{MAPS}/a")[0] == 404


def test_finalizers_hold_an_object_until_the_last_is_gone(server: Server) -> None:
    make(server, finalizers=["example.com/a", "example.com/b"])
    _, going = server.ask("DELETE", f"{MAPS}/a")
    meta = going["metadata"]
    assert (meta["deletionTimestamp"], meta["deletionGracePeriodSeconds"]) == (
        "2026-01-01T00:00:00Z",
        0,
    )
    assert server.ask("DELETE", f"{MAPS}/a")[1] == going
    server.patch(f"{MAPS}/a", {"metadata": {"finalizers": ["example.com/b"]}})
    assert server.ask("GET", f"{MAPS}/a")[0] == 200
    status, again = server.ask("POST", MAPS, {"metadata": {"name": "a"}})
    assert (status, again["message"].startswith("object is being deleted: ")) == (409, True)
    server.patch(f"{MAPS}/a", {"metadata": {"finalizers": []}})
    assert server.ask("GET", f"{MAPS}/a")[0] == 404


@pytest.mark.parametrize(
    ("options", "finalizers"),
    [
        pytest.param({"propagationPolicy": "Foreground"}, ["foregroundDeletion"], id="foreground"),
        pytest.param({"propagationPolicy": "Orphan"}, ["orphan"], id="orphan"),
        pytest.param({"orphanDependents": True}, ["orphan"], id="the old word"),
    ],
)
def test_policies_leave_their_finalizers(
    server: Server, options: dict[str, Any], finalizers: list[str]
) -> None:
    make(server)
    _, going = server.ask("DELETE", f"{MAPS}/a", options)
    assert going["metadata"]["finalizers"] == finalizers
    _, answer = server.ask("DELETE", f"{MAPS}/a", {"propagationPolicy": "Background"})
    assert answer["status"] == "Success"


@pytest.mark.parametrize(
    ("precondition", "text"),
    [
        pytest.param({"uid": "other"}, "the UID in the precondition (other)", id="uid"),
        pytest.param(
            {"resourceVersion": "1"}, "the ResourceVersion in the precondition", id="version"
        ),
    ],
)
def test_preconditions_must_hold(server: Server, precondition: dict[str, str], text: str) -> None:
    obj = make(server)
    status, answer = server.ask("DELETE", f"{MAPS}/a", {"preconditions": precondition})
    assert (status, text in answer["message"]) == (409, True)
    right = {"uid": obj["metadata"]["uid"]}
    assert server.ask("DELETE", f"{MAPS}/a", {"preconditions": right})[0] == 200


def test_a_collection_goes_by_its_selector(server: Server) -> None:
    make(server, "a", labels={"k": "v"})
    make(server, "b", labels={"k": "v"})
    make(server, "c")
    _, answer = server.ask("DELETE", f"{MAPS}?labelSelector=k")
    assert [one["metadata"]["name"] for one in answer["items"]] == ["a", "b"]
    assert [o["metadata"]["name"] for o in server.ask("GET", MAPS)[1]["items"]] == ["c"]


def test_a_pod_that_runs_gets_its_grace_and_a_shorter_one_counts(server: Server) -> None:
    body = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    server.ask("POST", PODS, body)
    target = {"target": {"kind": "Node", "name": "n"}, "metadata": {"name": "p"}}
    assert (
        server.ask("POST", f"{PODS}/p/binding", {**target, "kind": "Pod", "apiVersion": "v1"})[0]
        == 201
    )
    status, answer = server.ask(
        "POST", f"{PODS}/p/binding", {**target, "kind": "Pod", "apiVersion": "v1"}
    )
    assert (status, "already assigned to node" in answer["message"]) == (409, True)
    _, going = server.ask("DELETE", f"{PODS}/p")
    assert going["metadata"]["deletionGracePeriodSeconds"] == 30
    _, sooner = server.ask("DELETE", f"{PODS}/p?gracePeriodSeconds=5")
    assert sooner["metadata"]["deletionGracePeriodSeconds"] == 5
    server.ask("DELETE", f"{PODS}/p", {"gracePeriodSeconds": 0})
    assert server.ask("GET", f"{PODS}/p")[0] == 404


def test_a_pod_that_nobody_has_taken_goes_at_once(server: Server) -> None:
    body = {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    server.ask("POST", PODS, body)
    server.ask("DELETE", f"{PODS}/p")
    assert server.ask("GET", f"{PODS}/p")[0] == 404


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        pytest.param({}, "spec.containers: Required value", id="no container"),
        pytest.param(
            {"containers": [{}]}, "spec.containers[0].image: Required value", id="no image"
        ),
    ],
)
def test_pods_need_containers(server: Server, spec: dict[str, Any], text: str) -> None:
    status, answer = server.ask("POST", PODS, {"metadata": {"name": "p"}, "spec": spec})
    assert (status, text in answer["message"]) == (422, True)


def test_what_a_pod_is_made_of_does_not_change(server: Server) -> None:
    container = {"name": "c", "image": "i", "ports": [{"containerPort": 80}]}
    limits = {"limits": {"cpu": "1", "memory": "1Gi"}}
    body = {"metadata": {"name": "p"}, "spec": {"containers": [{**container, "resources": limits}]}}
    _, pod = server.ask("POST", PODS, body)
    assert pod["status"] == {"phase": "Pending", "qosClass": "Guaranteed"}
    assert pod["spec"]["containers"][0]["ports"][0]["protocol"] == "TCP"
    status, answer = server.patch(f"{PODS}/p", {"spec": {"hostNetwork": True}})
    assert (status, "pod updates may not change fields" in answer["message"]) == (422, True)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        pytest.param({"selector": None}, "spec.selector: Required value", id="no selector"),
        pytest.param(
            {"selector": {"matchLabels": {"x": "y"}}},
            "does not match template `labels`",
            id="other",
        ),
    ],
)
def test_selectors_fit_their_templates(server: Server, change: dict[str, Any], text: str) -> None:
    path = "/apis/apps/v1/namespaces/default/deployments"
    pod = {
        "metadata": {"labels": {"a": "b"}},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pod}
    body = {"metadata": {"name": "d"}, "spec": {**spec, **change}}
    status, answer = server.ask("POST", path, body)
    assert (status, text in answer["message"]) == (422, True)


def test_a_selector_stays_as_it_is_and_a_role_reference_too(server: Server) -> None:
    path = "/apis/apps/v1/namespaces/default/deployments"
    pod = {
        "metadata": {"labels": {"a": "b", "c": "d"}},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": pod}
    server.ask("POST", path, {"metadata": {"name": "d"}, "spec": spec})
    change = {"spec": {"selector": {"matchLabels": {"c": "d"}}}}
    assert "field is immutable" in server.patch(f"{path}/d", change)[1]["message"]
    path = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"
    server.ask("POST", path, {"metadata": {"name": "b"}, "roleRef": {"name": "x"}})
    assert (
        "cannot change roleRef"
        in server.patch(f"{path}/b", {"roleRef": {"name": "y"}})[1]["message"]
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-5, "<invalid>"), (-1, "0s"), (0, "0s"), (119, "119s"), (120, "2m"), (190, "3m10s"),
        (600, "10m"),
        (10_799, "179m"), (10_800, "3h"), (12_000, "3h20m"), (36_000, "10h"), (180_000, "2d2h"),
        (172_800, "2d"), (864_000, "10d"), (63_072_000, "2y"), (70_000_000, "2y80d"),
    ],
)  # fmt: skip
def test_ages_are_those_of_kubectl(seconds: int, text: str) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert age(now - timedelta(seconds=seconds), now) == text


@pytest.mark.parametrize(
    ("schema", "value", "texts"),
    [
        pytest.param({"nullable": True, "type": "string"}, None, [], id="null that may be"),
        pytest.param({"type": "string"}, None, ["must be of type string"], id="null"),
        pytest.param({"type": "number"}, 1, [], id="whole number"),
        pytest.param({"type": "integer"}, 2.0, [], id="number without a fraction"),
        pytest.param({"type": "integer"}, 2.5, ["must be of type integer"], id="fraction"),
        pytest.param(
            {"type": "number", "minimum": 1, "exclusiveMinimum": True},
            1,
            ["greater than 1"],
            id="over",
        ),
        pytest.param(
            {"type": "number", "maximum": 1, "exclusiveMaximum": True},
            1,
            ["less than 1"],
            id="under",
        ),
        pytest.param({"type": "integer", "multipleOf": 3}, 4, ["multiple of 3"], id="multiple"),
        pytest.param({"type": "array", "minItems": 1}, [], ["at least 1 items"], id="few"),
        pytest.param(
            {"type": "object", "maxProperties": 0}, {"a": 1}, ["Too many: 1"], id="members"
        ),
        pytest.param(
            {"type": "string", "format": "date-time"},
            "now",
            ["must be of type date-time"],
            id="date",
        ),
        pytest.param(
            {"type": "string", "format": "date-time"}, "2026-01-01T00:00:00Z", [], id="a date"
        ),
        pytest.param(
            {"type": "string", "anyOf": [{"pattern": "^a"}, {"pattern": "^b"}]}, "a", [], id="any"
        ),
        pytest.param(
            {"type": "string", "anyOf": [{"pattern": "^a"}]},
            "b",
            ["at least one schema (anyOf)"],
            id="none",
        ),
        pytest.param(
            {"type": "string", "oneOf": [{"pattern": "a"}, {"pattern": "b"}]},
            "ab",
            ["one and only one schema (oneOf)"],
            id="both",
        ),
        pytest.param({"type": "string", "allOf": [{"maxLength": 1}]}, "ab", ["Too long"], id="all"),
        pytest.param(
            {"type": "string", "not": {"pattern": "a"}},
            "a",
            ["must not validate the schema"],
            id="not",
        ),
        pytest.param(
            {
                "type": "array",
                "x-kubernetes-list-type": "map",
                "x-kubernetes-list-map-keys": ["k"],
                "items": {"type": "object"},
            },
            [{"k": 1}, {"k": 1}],
            ['Duplicate value: {"k":1}'],
            id="keys",
        ),
    ],
)
def test_schemas(schema: dict[str, Any], value: object, texts: list[str]) -> None:
    compiled = compile_schema({"type": "object", "properties": {"v": schema}})
    found = [cause.message for cause in compiled.validate({"v": value}, None)]
    assert len(found) == len(texts)
    assert all(text in message for text, message in zip(texts, found, strict=True))
