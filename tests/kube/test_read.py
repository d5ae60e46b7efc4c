import json
from typing import Any

import pytest
from support.server import Server

MAPS = "/api/v1/namespaces/default/configmaps"
WIDGETS = "/apis/example.com/v1/namespaces/default/widgets"


def maps(server: Server, *names: str, **labels: str) -> None:
    for name in names:
        body = {"metadata": {"name": name, "labels": labels}}
        assert server.ask("POST", MAPS, body)[0] == 201


def names(answer: dict[str, Any]) -> list[str]:
    return [one["metadata"]["name"] for one in answer["items"]]


def test_what_is_not_there_is_404(server: Server) -> None:
    status, answer = server.ask("GET", f"{MAPS}/a")
    assert (status, answer["message"]) == (404, 'configmaps "a" not found')
    assert answer["details"] == {"name": "a", "kind": "configmaps"}


def test_lists_are_sorted_and_their_items_have_no_kind(server: Server) -> None:
    maps(server, "b", "a")
    _, answer = server.ask("GET", MAPS)
    assert (answer["kind"], names(answer)) == ("ConfigMapList", ["a", "b"])
    assert "kind" not in answer["items"][0]
    assert "continue" not in answer["metadata"]


def test_custom_lists_have_kinds_and_an_empty_continuation(widgets: Server) -> None:
    body = {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w"}}
    widgets.ask("POST", WIDGETS, body)
    _, answer = widgets.ask("GET", "/apis/example.com/v1/widgets")
    assert answer["items"][0]["kind"] == "Widget"
    assert answer["metadata"]["continue"] == ""


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        pytest.param("labelSelector=a=1", ["one"], id="equal"),
        pytest.param("labelSelector=a==1", ["one"], id="equal twice"),
        pytest.param("labelSelector=a!=1", ["none", "two"], id="unequal"),
        pytest.param("labelSelector=a", ["one", "two"], id="there"),
        pytest.param("labelSelector=!a", ["none"], id="not there"),
        pytest.param("labelSelector=a in (1,2)", ["one", "two"], id="in"),
        pytest.param("labelSelector=a notin (1)", ["none", "two"], id="notin"),
        pytest.param("labelSelector=a,a!=2", ["one"], id="both"),
        pytest.param("fieldSelector=metadata.name=two", ["two"], id="name"),
        pytest.param("fieldSelector=metadata.name!=two", ["none", "one"], id="other names"),
    ],
)
def test_selectors(server: Server, selector: str, found: list[str]) -> None:
    maps(server, "one", a="1")
    maps(server, "two", a="2")
    maps(server, "none")
    _, answer = server.ask("GET", f"{MAPS}?{selector}")
    assert names(answer) == found


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        pytest.param("labelSelector=a b c", 400, "unable to parse requirement", id="label"),
        pytest.param("labelSelector=-", 400, "name part must consist", id="label key"),
        pytest.param("fieldSelector=x", 400, "can't understand", id="field"),
        pytest.param(
            "fieldSelector=spec.x=1", 400, "field label not supported: spec.x", id="unknown"
        ),
        pytest.param("limit=x", 400, "strconv.ParseInt", id="limit"),
        pytest.param("resourceVersion=x", 400, "strconv.ParseUint", id="version"),
        pytest.param("resourceVersion=9999999", 504, "Too large resource version", id="future"),
        pytest.param("continue=x", 400, "continue key is not valid", id="token"),
        pytest.param("continue=x&resourceVersion=3", 400, "specifying resource version", id="both"),
    ],
)
def test_questions_that_cannot_be_read(server: Server, query: str, status: int, text: str) -> None:
    seen, answer = server.ask("GET", f"{MAPS}?{query}")
    assert seen == status
    assert text in answer["message"]


def test_pages_are_of_one_moment(server: Server) -> None:
    maps(server, "a", "b", "c")
    _, first = server.ask("GET", f"{MAPS}?limit=2")
    maps(server, "bb")
    server.ask("DELETE", f"{MAPS}/c")
    server.patch(f"{MAPS}/a", {"data": {"k": "v"}})
    assert (names(first), first["metadata"]["remainingItemCount"]) == (["a", "b"], 1)
    _, second = server.ask("GET", f"{MAPS}?limit=2&continue={first['metadata']['continue']}")
    assert names(second) == ["c"]
    assert second["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]


def test_a_page_of_a_forgotten_moment_is_expired(server: Server) -> None:
    maps(server, "a", "b")
    _, first = server.ask("GET", f"{MAPS}?limit=1")
    maps(server, "c")
    server.api.store.compact()
    status, answer = server.ask("GET", f"{MAPS}?limit=1&continue={first['metadata']['continue']}")
    assert (status, answer["reason"]) == (410, "Expired")


def test_an_exact_version_is_answered_as_it_was(server: Server) -> None:
    maps(server, "a")
    version = server.api.store.revision
    maps(server, "b")
    query = f"resourceVersion={version}&resourceVersionMatch=Exact"
    assert names(server.ask("GET", f"{MAPS}?{query}")[1]) == ["a"]


def test_a_table_is_what_kubectl_prints(widgets: Server) -> None:
    body = {
        "apiVersion": "example.com/v1",
        "kind": "Widget",
        "metadata": {"name": "w"},
        "spec": {"tags": ["x"]},
    }
    widgets.ask("POST", WIDGETS, body)
    widgets.loop.run_for(200)
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
    _, table = widgets.ask("GET", WIDGETS, accept=accept)
    heads = [one["name"] for one in table["columnDefinitions"]]
    assert heads == ["Name", "Size", "Phase", "First", "Born"]
    assert table["rows"][0]["cells"] == ["w", 3, None, "x", "3m20s"]
    assert table["rows"][0]["object"]["kind"] == "PartialObjectMetadata"
    _, bare = widgets.ask("GET", f"{WIDGETS}?includeObject=None", accept=accept)
    assert bare["rows"][0]["object"] is None
    _, whole = widgets.ask("GET", f"{WIDGETS}/w?includeObject=Object", accept=accept)
    assert whole["rows"][0]["object"]["spec"]["size"] == 3


def test_metadata_alone_can_be_asked_for(server: Server) -> None:
    maps(server, "a")
    accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    _, answer = server.ask("GET", MAPS, accept=accept)
    assert answer["kind"] == "PartialObjectMetadataList"
    assert list(answer["items"][0]) == ["kind", "apiVersion", "metadata"]
    one = accept.replace("List", "")
    assert server.ask("GET", f"{MAPS}/a", accept=one)[1]["kind"] == "PartialObjectMetadata"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        pytest.param("*/*", 200, id="anything"),
        pytest.param("application/vnd.kubernetes.protobuf, */*", 200, id="anything else"),
        pytest.param("text/html", 406, id="a page"),
        pytest.param("application/json;as=Table;v=v9;g=meta.k8s.io", 406, id="a future table"),
    ],
)
def test_forms_of_answers(server: Server, accept: str, status: int) -> None:
    assert server.raw("GET", MAPS, headers={"accept": accept}).status == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("PUT", MAPS, 405, id="put a collection"),
        pytest.param("PATCH", MAPS, 405, id="patch a collection"),
        pytest.param("POST", f"{MAPS}/a", 405, id="post an object"),
        pytest.param("POST", "/api/v1/configmaps", 400, id="no namespace"),
        pytest.param("GET", "/api/v1/namespaces/default/nonsense", 404, id="no such kind"),
        pytest.param("GET", "/api/v1/namespaces/default/configmaps/a/b", 404, id="no subresource"),
        pytest.param("GET", "/apis/example.com/v1/widgets", 404, id="no such group"),
        pytest.param("GET", "/nonsense", 404, id="no such path"),
        pytest.param("GET", "/api//v1", 404, id="empty parts"),
        pytest.param("GET", "/", 200, id="the root"),
    ],
)
def test_paths_and_methods(server: Server, method: str, path: str, status: int) -> None:
    assert server.raw(method, path, {"metadata": {"name": "a"}}).status == status


def lines(stream: Any) -> list[tuple[str, str]]:
    events = [json.loads(line) for line in stream.take()]
    return [(one["type"], one["object"]["metadata"].get("name", "")) for one in events]


def test_a_watch_from_nothing_begins_with_what_is_there(server: Server) -> None:
    maps(server, "a")
    stream = server.watch(f"{MAPS}?watch=1")
    maps(server, "b")
    server.patch(f"{MAPS}/a", {"data": {"k": "v"}})
    server.ask("DELETE", f"{MAPS}/a")
    assert lines(stream) == [
        ("ADDED", "a"),
        ("ADDED", "b"),
        ("MODIFIED", "a"),
        ("DELETED", "a"),
    ]


def test_a_deleted_object_carries_the_version_of_its_deletion(server: Server) -> None:
    maps(server, "a")
    stream = server.watch(f"{MAPS}?watch=1&resourceVersion={server.api.store.revision}")
    server.ask("DELETE", f"{MAPS}/a")
    (event,) = [json.loads(line) for line in stream.take()]
    assert event["object"]["metadata"]["resourceVersion"] == str(server.api.store.revision)


def test_leaving_a_selector_is_a_deletion_and_entering_an_addition(server: Server) -> None:
    maps(server, "a")
    stream = server.watch(f"{MAPS}?watch=1&labelSelector=on")
    server.patch(f"{MAPS}/a", {"metadata": {"labels": {"on": ""}}})
    server.patch(f"{MAPS}/a", {"data": {"k": "v"}})
    server.patch(f"{MAPS}/a", {"metadata": {"labels": None}})
    assert lines(stream) == [("ADDED", "a"), ("MODIFIED", "a"), ("DELETED", "a")]


def test_a_watch_ends_after_its_time(server: Server) -> None:
    stream = server.watch(f"{MAPS}?watch=1&timeoutSeconds=5")
    woken: list[int] = []
    stream.wake(lambda: woken.append(1))
    server.loop.run_for(4)
    assert not stream.ended()
    server.loop.run_for(2)
    assert stream.ended()
    assert woken


def test_bookmarks_come_when_they_are_allowed(server: Server) -> None:
    stream = server.watch(f"{MAPS}?watch=1&allowWatchBookmarks=true&timeoutSeconds=200")
    (first,) = [json.loads(line) for line in stream.take()]
    assert first["object"]["metadata"]["annotations"] == {"k8s.io/initial-events-end": "true"}
    server.loop.run_for(61)
    assert lines(stream) == [("BOOKMARK", "")]
    stream.close()
    server.loop.run_for(200)
    assert lines(stream) == []


def test_a_forgotten_version_cannot_be_followed(server: Server) -> None:
    maps(server, "a", "b")
    server.api.store.compact()
    stream = server.watch(f"{MAPS}?watch=1&resourceVersion=2")
    (event,) = [json.loads(line) for line in stream.take()]
    assert (event["type"], event["object"]["code"]) == ("ERROR", 410)
    assert stream.ended()


def test_a_watch_of_one_object_and_the_old_prefix(server: Server) -> None:
    maps(server, "a", "b")
    path = "/api/v1/watch/namespaces/default/configmaps/a"
    assert lines(server.watch(path)) == [("ADDED", "a")]
    version = server.raw("GET", f"{MAPS}?watch=1&resourceVersion=x").status
    assert version == 400


def test_a_watched_table_has_its_heads_once(server: Server) -> None:
    maps(server, "a", "b")
    answer = server.raw(
        "GET",
        f"{MAPS}?watch=1",
        headers={"accept": "application/json;as=Table;v=v1;g=meta.k8s.io"},
    )
    assert answer.stream is not None
    tables = [json.loads(line)["object"] for line in answer.stream.take()]
    assert [table["columnDefinitions"] is None for table in tables] == [False, True]


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        pytest.param("/api", "versions", ["v1"], id="core"),
        pytest.param("/apis/apps", "name", "apps", id="group"),
        pytest.param("/apis/apps/v1", "groupVersion", "apps/v1", id="version"),
        pytest.param("/api/v1", "groupVersion", "v1", id="core version"),
        pytest.param("/version", "gitVersion", "v1.34.4", id="server"),
    ],
)
def test_discovery(server: Server, path: str, key: str, value: object) -> None:
    status, answer = server.ask("GET", path)
    assert (status, answer[key]) == (200, value)


def test_aggregated_discovery_knows_custom_kinds(widgets: Server) -> None:
    accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    answer = widgets.raw("GET", "/apis", headers={"accept": accept})
    groups = {one["metadata"].get("name"): one for one in json.loads(answer.body)["items"]}
    (row,) = groups["example.com"]["versions"][0]["resources"]
    assert (row["resource"], row["shortNames"]) == ("widgets", ["wd"])
    tag = answer.headers["ETag"]
    again = widgets.raw("GET", "/apis", headers={"accept": accept, "if-none-match": tag})
    assert again.status == 304


def test_openapi_describes_custom_kinds(widgets: Server) -> None:
    _, index = widgets.ask("GET", "/openapi/v3")
    url = index["paths"]["apis/example.com/v1"]["serverRelativeURL"]
    _, document = widgets.ask("GET", url)
    (schema,) = [
        one
        for one in document["components"]["schemas"].values()
        if "spec" in one.get("properties", {})
    ]
    assert schema["properties"]["spec"]["properties"]["size"]["type"] == "integer"
    post = document["paths"]["/apis/example.com/v1/namespaces/{namespace}/widgets"]["post"]
    assert {one["name"] for one in post["parameters"]} >= {"dryRun", "fieldValidation"}
    assert widgets.raw("GET", "/openapi/v3/apis/nonsense/v1").status == 404


@pytest.mark.parametrize(
    ("path", "text"),
    [
        pytest.param("/healthz", "ok", id="plain"),
        pytest.param("/readyz?verbose", "[+]ping ok", id="verbose"),
        pytest.param("/livez/ping", "ok", id="one"),
    ],
)
def test_health(server: Server, path: str, text: str) -> None:
    answer = server.raw("GET", path)
    assert (answer.status, text in answer.body.decode()) == (200, True)


@pytest.mark.parametrize(
    ("path", "body", "cells"),
    [
        pytest.param(
            "/api/v1/namespaces/default/services",
            {"metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}], "selector": {"a": "b"}}},
            ["s", "ClusterIP", "<none>", "<none>", "80/TCP", "0s", "a=b"],
            id="service",
        ),
        pytest.param(
            "/api/v1/namespaces/default/secrets",
            {"metadata": {"name": "s"}, "stringData": {"k": "v"}},
            ["s", "Opaque", 1, "0s"],
            id="secret",
        ),
        pytest.param(
            "/api/v1/namespaces",
            {"metadata": {"name": "n"}},
            ["n", "Active", "0s"],
            id="namespace",
        ),
        pytest.param(
            "/apis/apps/v1/namespaces/default/deployments",
            {
                "metadata": {"name": "d"},
                "spec": {
                    "selector": {"matchLabels": {"a": "b"}},
                    "template": {
                        "metadata": {"labels": {"a": "b"}},
                        "spec": {"containers": [{"name": "c", "image": "i"}]},
                    },
                },
            },
            ["d", "0/1", 0, 0, "0s", "c", "i", "a=b"],
            id="deployment",
        ),
        pytest.param(
            "/apis/batch/v1/namespaces/default/jobs",
            {
                "metadata": {"name": "j"},
                "spec": {
                    "template": {
                        "spec": {
                            "restartPolicy": "Never",
                            "containers": [{"name": "c", "image": "i"}],
                        }
                    }
                },
            },
            ["j", "Running", "0/1", "", "0s", "c", "i"],
            id="job",
        ),
        pytest.param(
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            {
                "metadata": {"name": "b"},
                "roleRef": {"kind": "ClusterRole", "name": "r"},
                "subjects": [{"kind": "ServiceAccount", "namespace": "n", "name": "s"}],
            },
            ["b", "ClusterRole/r", "0s", "", "", "n/s"],
            id="binding",
        ),
        pytest.param(
            "/api/v1/namespaces/default/events",
            {
                "metadata": {"name": "e"},
                "involvedObject": {"kind": "Pod", "name": "p"},
                "type": "Normal",
                "reason": "Because",
                "message": "so\n",
                "source": {"component": "me"},
                "lastTimestamp": "2026-01-01T00:00:00Z",
            },
            ["0s", "Normal", "Because", "pod/p", "", "me", "so", "0s", 1, "e"],
            id="event",
        ),
    ],
)
def test_tables_of_built_in_kinds(
    server: Server, path: str, body: dict[str, Any], cells: list[object]
) -> None:
    status, created = server.ask("POST", path, body)
    assert status == 201, created
    name = body["metadata"]["name"]
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
    _, table = server.ask("GET", f"{path}/{name}", accept=accept)
    assert table["rows"][0]["cells"][: len(cells)] == cells
