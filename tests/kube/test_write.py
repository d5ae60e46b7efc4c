from typing import Any

import pytest
from support.server import Server

MAPS = "/api/v1/namespaces/default/configmaps"
WIDGETS = "/apis/example.com/v1/namespaces/default/widgets"


def widget(_called: str = "w", **spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": _called},
        "spec": spec,
    }


def test_a_new_object_gets_its_metadata(server: Server) -> None:
    status, obj = server.ask("POST", MAPS, {"metadata": {"name": "a", "uid": "mine"}})
    meta = obj["metadata"]
    assert (status, meta["namespace"], meta["creationTimestamp"]) == (
        201,
        "default",
        "2026-01-01T00:00:00Z",
    )
    assert meta["uid"] != "mine"
    assert "generation" not in meta


def test_names_are_generated_from_letters_that_make_no_words(server: Server) -> None:
    _, obj = server.ask("POST", MAPS, {"metadata": {"generateName": "x-"}})
    name = obj["metadata"]["name"]
    assert name.startswith("x-")
    assert len(name) == 7
    assert not set(name[2:]) & set("aeiou013")


@pytest.mark.parametrize(
    ("body", "status", "text"),
    [
        pytest.param({"metadata": {}}, 422, "name or generateName is required", id="no name"),
        pytest.param({"metadata": {"name": "A_b"}}, 422, "RFC 1123 subdomain", id="name"),
        pytest.param(
            {"metadata": {"name": "a", "labels": {"k": "-"}}}, 422, "a valid label must", id="label"
        ),
        pytest.param(
            {"metadata": {"name": "a", "labels": {"/": "v"}}}, 422, "name part", id="label key"
        ),
        pytest.param(
            {"metadata": {"name": "a", "annotations": {"a b": "v"}}}, 422, "name part", id="key"
        ),
        pytest.param(
            {"metadata": {"name": "a", "labels": ["x"]}}, 400, "cannot unmarshal array", id="list"
        ),
        pytest.param(
            {"metadata": {"name": "a", "annotations": {"k": True}}},
            400,
            "cannot unmarshal bool into Go struct field ObjectMeta.metadata.annotations",
            id="boolean",
        ),
        pytest.param(
            {"metadata": {"name": "a", "namespace": "other"}},
            400,
            "the namespace of the provided object does not match",
            id="namespace",
        ),
        pytest.param(
            {"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "a"}},
            400,
            "does not match the expected kind (ConfigMap)",
            id="kind",
        ),
        pytest.param(
            {"kind": "ConfigMap", "apiVersion": "v2", "metadata": {"name": "a"}},
            400,
            "does not match the expected API version (v1)",
            id="version",
        ),
        pytest.param([1], 400, "list", id="no object"),
    ],
)
def test_a_body_that_does_not_fit_is_refused(
    server: Server, body: object, status: int, text: str
) -> None:
    seen, answer = server.ask("POST", MAPS, body)
    assert (seen, answer["status"]) == (status, "Failure")
    assert text in answer["message"]


def test_a_name_can_be_used_once(server: Server) -> None:
    server.ask("POST", MAPS, {"metadata": {"name": "a"}})
    status, answer = server.ask("POST", MAPS, {"metadata": {"name": "a"}})
    assert (status, answer["reason"]) == (409, "AlreadyExists")
    assert answer["message"] == 'configmaps "a" already exists'
    assert answer["details"] == {"name": "a", "kind": "configmaps"}


def test_an_object_needs_its_namespace(server: Server) -> None:
    status, answer = server.ask(
        "POST", "/api/v1/namespaces/nowhere/configmaps", {"metadata": {"name": "a"}}
    )
    assert (status, answer["message"]) == (404, 'namespaces "nowhere" not found')


def test_a_namespace_that_goes_takes_nothing_new(server: Server) -> None:
    server.ask("POST", "/api/v1/namespaces", {"metadata": {"name": "n"}})
    server.ask("DELETE", "/api/v1/namespaces/n")
    status, answer = server.ask(
        "POST", "/api/v1/namespaces/n/configmaps", {"metadata": {"name": "a"}}
    )
    assert status == 403
    assert "because it is being terminated" in answer["message"] or (
        "is being terminated" in answer["message"]
    )
    assert answer["details"]["causes"][0]["reason"] == "NamespaceTerminating"


def test_a_stale_write_is_a_conflict(server: Server) -> None:
    _, first = server.ask("POST", MAPS, {"metadata": {"name": "a"}})
    server.patch(f"{MAPS}/a", {"data": {"k": "v"}})
    status, answer = server.ask("PUT", f"{MAPS}/a", {**first, "data": {"k": "w"}})
    assert (status, answer["reason"]) == (409, "Conflict")
    assert answer["message"].startswith('Operation cannot be fulfilled on configmaps "a": ')


def test_another_uid_is_a_conflict(server: Server) -> None:
    _, first = server.ask("POST", MAPS, {"metadata": {"name": "a"}})
    first["metadata"]["uid"] = "other"
    status, answer = server.ask("PUT", f"{MAPS}/a", first)
    assert status == 409
    assert "UID in precondition: other" in answer["message"]


def test_a_write_that_changes_nothing_makes_no_revision(server: Server) -> None:
    _, first = server.ask("POST", MAPS, {"metadata": {"name": "a"}, "data": {"k": "v"}})
    before = server.api.store.revision
    status, again = server.ask("PUT", f"{MAPS}/a", first)
    assert (status, again) == (200, first)
    assert server.patch(f"{MAPS}/a", {"data": {"k": "v"}})[0] == 200
    assert server.api.store.revision == before


def test_a_dry_run_stores_nothing(server: Server) -> None:
    before = server.api.store.revision
    assert server.ask("POST", f"{MAPS}?dryRun=All", {"metadata": {"name": "a"}})[0] == 201
    server.ask("POST", MAPS, {"metadata": {"name": "b"}})
    assert server.ask("PUT", f"{MAPS}/b?dryRun=All", {"metadata": {"name": "b"}})[0] == 200
    assert server.ask("DELETE", f"{MAPS}/b?dryRun=All")[0] == 200
    assert server.api.store.revision == before + 1


def test_a_custom_object_needs_its_version_in_a_replacement(widgets: Server) -> None:
    widgets.ask("POST", WIDGETS, widget())
    status, answer = widgets.ask("PUT", f"{WIDGETS}/w", widget())
    assert status == 422
    assert "metadata.resourceVersion: Invalid value: 0: must be specified" in answer["message"]


def test_the_generation_counts_changes_of_what_is_wanted(widgets: Server) -> None:
    widgets.ask("POST", WIDGETS, widget())
    _, labelled = widgets.patch(f"{WIDGETS}/w", {"metadata": {"labels": {"a": "b"}}})
    _, changed = widgets.patch(f"{WIDGETS}/w", {"spec": {"size": 4}})
    _, reported = widgets.patch(f"{WIDGETS}/w/status", {"status": {"phase": "Up"}})
    seen = [one["metadata"]["generation"] for one in (labelled, changed, reported)]
    assert seen == [1, 2, 2]


def test_status_and_the_rest_are_written_apart(widgets: Server) -> None:
    status, obj = widgets.ask("POST", WIDGETS, {**widget(), "status": {"phase": "Up"}})
    assert (status, "status" in obj) == (201, False)
    body = {"spec": {"size": 5}, "status": {"phase": "Up"}}
    _, reported = widgets.patch(f"{WIDGETS}/w/status", body)
    assert (reported["spec"]["size"], reported["status"]) == (3, {"phase": "Up"})
    _, changed = widgets.patch(f"{WIDGETS}/w", {"spec": {"size": 5}, "status": {"phase": "Down"}})
    assert (changed["spec"]["size"], changed["status"]) == (5, {"phase": "Up"})


def test_defaults_come_and_unknown_fields_go(widgets: Server) -> None:
    _, obj = widgets.ask("POST", WIDGETS, widget(bogus=1, free={"x": 1}, parts=[{"id": "a"}]))
    assert obj["spec"] == {"free": {"x": 1}, "size": 3, "parts": [{"id": "a", "n": 1}]}


def test_unknown_fields_are_refused_when_asked(widgets: Server) -> None:
    body = widget(bogus=1, parts=[{"id": "a", "x": 1}])
    status, answer = widgets.ask("POST", f"{WIDGETS}?fieldValidation=Strict", body)
    assert status == 400
    assert 'unknown field "spec.bogus", unknown field "spec.parts[0].x"' in answer["message"]


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        pytest.param(
            {"size": "big"},
            'Invalid value: "string": spec.size in body must be of type integer: "string"',
            id="type",
        ),
        pytest.param(
            {"size": 0},
            "spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1",
            id="minimum",
        ),
        pytest.param(
            {"size": 10},
            "spec.size: Invalid value: 10: spec.size in body should be less than or equal to 9",
            id="maximum",
        ),
        pytest.param(
            {"colour": "green"},
            'spec.colour: Unsupported value: "green": supported values: "red", "blue"',
            id="enum",
        ),
        pytest.param(
            {"name": "abcdef"}, "spec.name: Too long: may not be more than 5 bytes", id="long"
        ),
        pytest.param(
            {"name": ""}, 'spec.name: Invalid value: "": spec.name in body should be at', id="short"
        ),
        pytest.param({"name": "A"}, "spec.name in body should match '^[a-z]+$'", id="pattern"),
        pytest.param(
            {"tags": ["a", "b", "c"]},
            "spec.tags: Too many: 3: must have at most 2 items",
            id="many",
        ),
        pytest.param({"tags": ["a", "a"]}, 'spec.tags[1]: Duplicate value: "a"', id="duplicate"),
        pytest.param({"parts": [{}]}, "spec.parts[0].id: Required value", id="required"),
        pytest.param({"labels": {"a": 1}}, "spec.labels.a in body must be of type", id="members"),
        pytest.param({"port": True}, "must be of type integer,string", id="int or string"),
    ],
)
def test_a_custom_object_that_breaks_its_schema_is_refused(
    widgets: Server, spec: dict[str, Any], text: str
) -> None:
    status, answer = widgets.ask("POST", WIDGETS, widget(**spec))
    assert (status, answer["reason"]) == (422, "Invalid")
    assert text in answer["message"]


def test_several_faults_are_listed_together(widgets: Server) -> None:
    _, answer = widgets.ask("POST", WIDGETS, widget(size=0, colour="green"))
    assert answer["message"].startswith('Widget.example.com "w" is invalid: [spec.')
    assert len(answer["details"]["causes"]) == 2


def test_an_unchanged_fault_lets_other_changes_pass(widgets: Server) -> None:
    widgets.ask("POST", WIDGETS, widget(size=9))
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com"
    at = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size/maximum"
    widgets.patch(path, [{"op": "replace", "path": at, "value": 5}], "json-patch")
    assert widgets.patch(f"{WIDGETS}/w", {"spec": {"colour": "red"}})[0] == 200
    assert widgets.patch(f"{WIDGETS}/w", {"spec": {"size": 8}})[0] == 422


def test_a_definition_that_goes_takes_its_objects_along(widgets: Server) -> None:
    widgets.ask("POST", WIDGETS, widget())
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com"
    assert widgets.ask("DELETE", path)[0] == 200
    status, answer = widgets.ask("GET", WIDGETS)
    assert (status, answer["reason"]) == (404, "NotFound")


@pytest.mark.parametrize(
    ("operations", "status", "data"),
    [
        pytest.param(
            [{"op": "add", "path": "/data/b", "value": "2"}], 200, {"a": "1", "b": "2"}, id="add"
        ),
        pytest.param(
            [{"op": "replace", "path": "/data/b", "value": "2"}],
            200,
            {"a": "1", "b": "2"},
            id="replace adds",
        ),
        pytest.param([{"op": "remove", "path": "/data/a"}], 200, {}, id="remove"),
        pytest.param(
            [{"op": "copy", "from": "/data/a", "path": "/data/b"}],
            200,
            {"a": "1", "b": "1"},
            id="copy",
        ),
        pytest.param(
            [{"op": "move", "from": "/data/a", "path": "/data/b"}], 200, {"b": "1"}, id="move"
        ),
        pytest.param([{"op": "test", "path": "/data/a", "value": "1"}], 200, {"a": "1"}, id="test"),
        pytest.param(
            [{"op": "test", "path": "/data/a", "value": "2"}], 422, None, id="failed test"
        ),
        pytest.param([{"op": "remove", "path": "/data/x"}], 422, None, id="remove nothing"),
        pytest.param([{"op": "fly", "path": "/data/x"}], 422, None, id="unknown"),
        pytest.param([{"op": "add", "path": "data", "value": 1}], 422, None, id="bad path"),
    ],
)
def test_json_patches(
    server: Server, operations: list[dict[str, Any]], status: int, data: dict[str, str] | None
) -> None:
    server.ask("POST", MAPS, {"metadata": {"name": "a"}, "data": {"a": "1"}})
    seen, answer = server.patch(f"{MAPS}/a", operations, "json-patch")
    assert seen == status
    assert answer.get("data") == data


def test_lists_are_patched_by_position(widgets: Server) -> None:
    widgets.ask("POST", WIDGETS, widget(tags=["a", "b"]))
    operations = [
        {"op": "replace", "path": "/spec/tags/0", "value": "x"},
        {"op": "remove", "path": "/spec/tags/1"},
        {"op": "add", "path": "/spec/tags/-", "value": "y"},
    ]
    _, obj = widgets.patch(f"{WIDGETS}/w", operations, "json-patch")
    assert obj["spec"]["tags"] == ["x", "y"]
    for path in ("/spec/tags/7", "/spec/tags/x"):
        status, _ = widgets.patch(f"{WIDGETS}/w", [{"op": "remove", "path": path}], "json-patch")
        assert status == 422


@pytest.mark.parametrize(
    ("kind", "body", "status", "text"),
    [
        pytest.param("merge-patch", [1], 400, "must be a JSON object", id="array"),
        pytest.param("some-patch", {}, 415, "accepted media types include", id="type"),
        pytest.param("strategic-merge-patch", {"a": [{"b": 1}]}, 501, "row 73", id="strategic"),
    ],
)
def test_patches_that_cannot_be(
    server: Server, kind: str, body: object, status: int, text: str
) -> None:
    server.ask("POST", MAPS, {"metadata": {"name": "a"}})
    seen, answer = server.patch(f"{MAPS}/a", body, kind)
    assert seen == status
    assert text in answer["message"]


def test_a_patch_that_is_no_json_is_refused(server: Server) -> None:
    server.ask("POST", MAPS, {"metadata": {"name": "a"}})
    answer = server.raw(
        "PATCH", f"{MAPS}/a", b"{", headers={"content-type": "application/merge-patch+json"}
    )
    assert answer.status == 400


def test_server_side_apply_is_a_loud_gap(server: Server) -> None:
    status, answer = server.ask(
        "PATCH", f"{MAPS}/a", {}, content_type="application/apply-patch+yaml"
    )
    assert (status, answer["reason"]) == (501, "NotImplemented")
    (gap,) = server.api.gaps
    assert "server-side apply: row 74" in gap.message


@pytest.mark.parametrize(
    ("path", "row"),
    [
        pytest.param("/apis/apps/v1/namespaces/default/statefulsets", 127, id="controllers"),
        pytest.param("/api/v1/namespaces/default/resourcequotas", 119, id="quota"),
        pytest.param(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", 107, id="hooks"
        ),
        pytest.param("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", 113, id="reviews"),
        pytest.param("/api/v1/namespaces/default/pods/p/exec", 129, id="exec"),
    ],
)
def test_what_is_not_there_says_so(server: Server, path: str, row: int) -> None:
    status, answer = server.ask("POST", path, {"metadata": {"name": "a"}})
    assert status == 501
    assert f"row {row} of docs/fidelity.md" in answer["message"]


@pytest.mark.parametrize(
    ("change", "row"),
    [
        pytest.param({"conversion": {"strategy": "Webhook"}}, 104, id="conversion"),
        pytest.param(
            {"versions": [{"schema": {"a": [{"x-kubernetes-validations": []}]}}]}, 100, id="rules"
        ),
    ],
)
def test_definitions_beyond_reach_are_refused(
    server: Server, change: dict[str, Any], row: int
) -> None:
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    body = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "x"},
        "spec": change,
    }
    assert server.ask("POST", path, body)[0] == 501
    assert f": row {row} of" in server.api.gaps[0].message


@pytest.mark.parametrize(
    ("path", "body"),
    [
        pytest.param(
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
            {"metadata": {"name": "x"}, "spec": {"group": 1}},
            id="a definition",
        ),
        pytest.param(
            "/api/v1/namespaces/default/pods", {"metadata": {"name": "x"}, "spec": 7}, id="pod"
        ),
        pytest.param(
            "/apis/apps/v1/namespaces/default/deployments",
            {"metadata": {"name": "x"}, "spec": {"template": []}},
            id="a workload",
        ),
    ],
)
def test_a_body_that_nobody_foresaw_fails_loudly(
    server: Server, path: str, body: dict[str, Any]
) -> None:
    status, answer = server.ask("POST", path, body)
    assert (status, answer["reason"]) == (500, "InternalError")
    assert f"the fake API server failed on POST {path}: " in answer["message"]
    assert [gap.code for gap in server.api.gaps] == [500]
    assert server.ask("GET", "/version")[0] == 200


def test_bodies_come_as_yaml_too(server: Server) -> None:
    body = b"metadata:\n  name: a\ndata: {k: v}\n"
    answer = server.raw("POST", MAPS, body, headers={"content-type": "application/yaml"})
    assert answer.status == 201


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        pytest.param(b"{", "application/json", 400, id="json"),
        pytest.param(b"a: [", "application/yaml", 400, id="yaml"),
        pytest.param(b"k8s\x00", "application/vnd.kubernetes.protobuf", 501, id="protobuf"),
        pytest.param(b"x", "text/plain", 415, id="text"),
    ],
)
def test_bodies_that_cannot_be_read(server: Server, body: bytes, kind: str, status: int) -> None:
    assert server.raw("POST", MAPS, body, headers={"content-type": kind}).status == status


def test_a_custom_body_must_say_its_kind(widgets: Server) -> None:
    status, answer = widgets.ask("POST", WIDGETS, {"metadata": {"name": "a"}})
    assert (status, "Object 'Kind' is missing" in answer["message"]) == (400, True)
