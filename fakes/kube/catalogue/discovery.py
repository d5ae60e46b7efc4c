"""What a client can ask for: the group, version and resource lists."""

import hashlib
from typing import Any

import msgspec

from vmrt.fakes.kube.kinds.registry import Registry
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Object, Request, Response

JSON = "application/json"
AGGREGATED = ("v2", "v2beta1")
SUB_KINDS = {  # subresource: (group, version, kind) and verbs
    "status": (None, ["get", "patch", "update"]),
    "scale": (("autoscaling", "v1", "Scale"), ["get", "patch", "update"]),
    "binding": (("", "", "Binding"), ["create"]),
    "eviction": (("policy", "v1", "Eviction"), ["create"]),
    "token": (("authentication.k8s.io", "v1", "TokenRequest"), ["create"]),
    "log": (None, ["get"]),
    "finalize": (None, ["update"]),
    "approval": (None, ["get", "patch", "update"]),
    "ephemeralcontainers": (None, ["get", "patch", "update"]),
    "resize": (None, ["get", "patch", "update"]),
    "exec": (("", "", "PodExecOptions"), ["create", "get"]),
    "attach": (("", "", "PodAttachOptions"), ["create", "get"]),
    "portforward": (("", "", "PodPortForwardOptions"), ["create", "get"]),
    "proxy": (
        ("", "", "ProxyOptions"),
        ["create", "delete", "get", "patch", "update"],
    ),
}


def answer(request: Request, registry: Registry) -> Response | None:
    """Answer a discovery path, None for any other."""
    path = request.path.rstrip("/")
    version = _aggregated(request) if path in ("/api", "/apis") else ""
    if version:
        core = path == "/api"
        body = _all(registry, version, core=core)
        media = f"{JSON};g=apidiscovery.k8s.io;v={version};as=APIGroupDiscoveryList"
        return _answered(body, media, request)
    if path == "/api":
        addresses = [{"clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1:6443"}]
        return _answered(
            {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": addresses},
            JSON,
            request,
        )
    if path == "/apis":
        groups = [_group(name, versions) for name, versions in _groups(registry) if name]
        return _answered(
            {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}, JSON, request
        )
    return _below(path, registry, request)


def _below(path: str, registry: Registry, request: Request) -> Response | None:
    parts = path.strip("/").split("/")
    groups = dict(_groups(registry))
    if parts[0] == "apis" and len(parts) == 2 and parts[1] in groups:  # noqa: PLR2004 - /apis/GROUP
        body = {"kind": "APIGroup", "apiVersion": "v1", **_group(parts[1], groups[parts[1]])}
        return _answered(body, JSON, request)
    name = parts[1] if parts[0] == "apis" and len(parts) > 1 else ""
    at = 2 if name else 1
    if (
        len(parts) != at + 1
        or parts[0] not in ("api", "apis")
        or (parts[0] == "apis") != bool(name)
    ):
        return None
    versions = groups.get(name, {})
    if parts[at] not in versions:
        return None
    resources = versions[parts[at]]
    full = f"{name}/{parts[at]}" if name else parts[at]
    rows = sorted((row for one in resources for row in _rows(one)), key=lambda row: row["name"])
    body = {"kind": "APIResourceList", "groupVersion": full, "resources": rows}
    if name:
        body = {"kind": "APIResourceList", "apiVersion": "v1", **body}
    return _answered(body, JSON, request)


def _groups(registry: Registry) -> list[tuple[str, dict[str, list[Resource]]]]:
    found: dict[str, dict[str, list[Resource]]] = {}
    for resource in registry.resources():
        found.setdefault(resource.group, {}).setdefault(resource.version, []).append(resource)
    return list(found.items())


def _group(name: str, versions: dict[str, list[Resource]]) -> Object:
    listed = [{"groupVersion": f"{name}/{one}", "version": one} for one in _ranked(versions)]
    return {"name": name, "versions": listed, "preferredVersion": listed[0]}


def _ranked(versions: dict[str, list[Resource]]) -> list[str]:
    """Return versions as the server prefers them: stable before beta before alpha, newest first."""

    def rank(version: str) -> tuple[int, int, int]:
        for level, word in enumerate(("alpha", "beta")):
            if word in version:
                major, _, minor = version.lstrip("v").partition(word)
                return level, int(major or 0), int(minor or 0)
        return 2, int(version.lstrip("v")) if version.lstrip("v").isdigit() else 0, 0

    return sorted(versions, key=rank, reverse=True)


def _rows(resource: Resource) -> list[Object]:
    row: dict[str, Any] = {
        "name": resource.plural,
        "singularName": resource.singular,
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": list(resource.verbs),
    }
    if resource.short_names:
        row["shortNames"] = list(resource.short_names)
    if resource.categories:
        row["categories"] = list(resource.categories)
    row["storageVersionHash"] = _hash(resource)
    rows = [row]
    for name in sorted(resource.subresources):
        kind, verbs = SUB_KINDS.get(name, (None, ["get", "patch", "update"]))
        sub: dict[str, Any] = {
            "name": f"{resource.plural}/{name}",
            "singularName": "",
            "namespaced": resource.namespaced,
        }
        if kind is not None and kind[0]:
            sub |= {"group": kind[0], "version": kind[1]}
        rows.append({**sub, "kind": kind[2] if kind else resource.kind, "verbs": verbs})
    return rows


def _hash(resource: Resource) -> str:
    import base64  # noqa: PLC0415 - rarely needed

    text = f"{resource.group}/{resource.storage_version}/{resource.kind}"
    return base64.b64encode(hashlib.sha256(text.encode()).digest()[:8]).decode()


def _all(registry: Registry, version: str, *, core: bool) -> Object:
    items = [
        {
            "metadata": {**({"name": name} if name else {}), "creationTimestamp": None},
            "versions": [_version(one, versions[one]) for one in _ranked(versions)],
        }
        for name, versions in _groups(registry)
        if core is (name == "")
    ]
    return {
        "kind": "APIGroupDiscoveryList",
        "apiVersion": f"apidiscovery.k8s.io/{version}",
        "metadata": {},
        "items": items,
    }


def _version(version: str, resources: list[Resource]) -> Object:
    rows = sorted(resources, key=lambda one: one.plural)
    return {
        "version": version,
        "resources": [_discovered(one) for one in rows],
        "freshness": "Current",
    }


def _discovered(resource: Resource) -> Object:
    group = {"group": resource.group, "version": resource.version}
    row: dict[str, Any] = {
        "resource": resource.plural,
        "responseKind": {**group, "kind": resource.kind},
        "scope": "Namespaced" if resource.namespaced else "Cluster",
        "singularResource": resource.singular,
        "verbs": list(resource.verbs),
    }
    if resource.short_names:
        row["shortNames"] = list(resource.short_names)
    if resource.categories:
        row["categories"] = list(resource.categories)
    subs = []
    for name in sorted(resource.subresources):
        kind, verbs = SUB_KINDS.get(name, (None, ["get", "patch", "update"]))
        response = (
            {"group": kind[0], "version": kind[1], "kind": kind[2]}
            if kind
            else {**group, "kind": resource.kind}
        )
        subs.append({"subresource": name, "responseKind": response, "verbs": verbs})
    if subs:
        row["subresources"] = subs
    return row


def _aggregated(request: Request) -> str:
    accept = request.headers.get("accept", "")
    for one in accept.split(","):
        if "as=APIGroupDiscoveryList" in one:
            for version in AGGREGATED:
                if f"v={version};" in one + ";":
                    return version
        elif one.split(";")[0].strip() in (JSON, "*/*"):
            return ""
    return ""


def _answered(body: Object, media: str, request: Request) -> Response:
    encoded = msgspec.json.encode(body)
    tag = '"' + hashlib.sha256(encoded).hexdigest().upper()[:64] + '"'
    headers = {"Content-Type": media, "ETag": tag, "Vary": "Accept"}
    if request.headers.get("if-none-match") == tag:
        return Response(304, headers)
    return Response(200, headers, encoded)
