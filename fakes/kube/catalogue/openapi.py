"""OpenAPI v3: an index, and a document for each group and version."""

import hashlib
from typing import Any

import msgspec

from vmrt.fakes.kube.kinds.registry import Registry
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Object, Request, Response

JSON = {"Content-Type": "application/json"}
META = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
PARAMETERS = ("dryRun", "fieldManager", "fieldValidation")
ACTIONS = {"put": "put", "post": "post", "patch": "patch", "get": "get", "delete": "delete"}


def answer(request: Request, registry: Registry) -> Response | None:
    """Answer ``/openapi/v3`` and what is below it, None for other paths."""
    if request.path == "/openapi/v3":
        index = {
            path: {"serverRelativeURL": f"/openapi/v3/{path}?hash={_hash(document)}"}
            for path, document in _documents(registry).items()
        }
        return Response(200, JSON, msgspec.json.encode({"paths": index}))
    if request.path.startswith("/openapi/v3/"):
        document = _documents(registry).get(request.path.removeprefix("/openapi/v3/"))
        if document is not None:
            return Response(200, JSON, msgspec.json.encode(document))
    return None


def _documents(registry: Registry) -> dict[str, Object]:
    found: dict[str, list[Resource]] = {}
    for resource in registry.resources():
        prefix = f"apis/{resource.group}" if resource.group else "api"
        found.setdefault(f"{prefix}/{resource.version}", []).append(resource)
    return {path: _document(path, resources) for path, resources in sorted(found.items())}


def _document(path: str, resources: list[Resource]) -> Object:
    schemas: dict[str, Any] = {META: {"type": "object", "description": "ObjectMeta is metadata."}}
    paths: dict[str, Any] = {}
    for resource in resources:
        name = _model(resource)
        schemas[name] = _schema(resource)
        where = "namespaces/{namespace}/" if resource.namespaced else ""
        kind = {"group": resource.group, "version": resource.version, "kind": resource.kind}
        base = f"/{path}/{where}{resource.plural}"
        paths[base] = {"post": _operation("post", kind, name)}
        paths[f"{base}/{{name}}"] = {
            verb: _operation(verb, kind, name) for verb in ("get", "put", "patch", "delete")
        }
    title = {"title": "Kubernetes", "version": "v1.34.4"}
    return {
        "openapi": "3.0.0",
        "info": title,
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(verb: str, kind: Object, model: str) -> Object:
    reference = {"schema": {"$ref": f"#/components/schemas/{model}"}}
    operation: dict[str, Any] = {
        "x-kubernetes-action": verb,
        "x-kubernetes-group-version-kind": kind,
        "responses": {"200": {"description": "OK", "content": {"application/json": reference}}},
    }
    if verb != "get":
        operation["parameters"] = [
            {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
            for name in PARAMETERS
        ]
    if verb in ("post", "put"):
        operation["requestBody"] = {"content": {"*/*": reference}}
    return operation


def _model(resource: Resource) -> str:
    group = resource.group or "core"
    if resource.custom:
        reverse = ".".join(reversed(group.split(".")))
        return f"{reverse}.{resource.version}.{resource.kind}"
    return f"io.k8s.api.{group.split('.')[0]}.{resource.version}.{resource.kind}"


def _schema(resource: Resource) -> Object:
    source = getattr(resource.schema, "source", None)
    schema: dict[str, Any] = dict(source) if source else {"type": "object"}
    properties = dict(schema.get("properties") or {})
    text = {"type": "string"}
    properties["apiVersion"], properties["kind"] = text, text
    properties["metadata"] = {
        "allOf": [{"$ref": f"#/components/schemas/{META}"}],
        "description": "Standard object's metadata.",
    }
    schema["properties"] = properties
    schema["x-kubernetes-group-version-kind"] = [
        {"group": resource.group, "version": resource.version, "kind": resource.kind}
    ]
    if not resource.custom:
        schema["x-kubernetes-preserve-unknown-fields"] = True
    return schema


def _hash(document: Object) -> str:
    return hashlib.sha256(msgspec.json.encode(document)).hexdigest().upper()
