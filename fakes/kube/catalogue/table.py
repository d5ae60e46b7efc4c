"""Tables: objects as ``kubectl get`` prints them."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from vmrt.fakes.kube.catalogue.age import age
from vmrt.fakes.kube.catalogue.cell import builtin
from vmrt.fakes.kube.kinds.resource import Column, Resource
from vmrt.fakes.kube.message import Object

DEFAULT = (Column("Age", "date", ".metadata.creationTimestamp"),)
NAMELESS = "Event"  # its name says nothing to people: it is the last column, for -o wide
NAME = {
    "name": "Name",
    "type": "string",
    "format": "name",
    "description": (
        "Name must be unique within a namespace. Is required when creating resources, although "
        "some resources may allow a client to request the generation of an appropriate name "
        "automatically. Name is primarily intended for creation idempotence and configuration "
        "definition. Cannot be updated. More info: "
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names"
    ),
    "priority": 0,
}
_STEP = re.compile(r"\.?([A-Za-z_][-\w]*)|\['([^']+)'\]|\[\"([^\"]+)\"\]|\[(\d+|\*)\]")


def render(
    resource: Resource,
    objects: Sequence[Object],
    *,
    include: str,
    list_meta: Mapping[str, Any],
    now: datetime,
) -> Object:
    """Return the Table of some objects.

    Args:
        resource: Their kind.
        objects: In the order of the rows.
        include: What each row carries along: ``Object``, ``None`` or, by default, ``Metadata``.
        list_meta: Of the list, empty for a single object.
        now: Ages are counted to here.
    """
    special = builtin(resource)
    if special is not None:
        heads, cells = special
        rows = [cells(obj, now) for obj in objects]
        definitions = list(map(_head, heads))
        if resource.kind != NAMELESS:
            definitions = [NAME, *definitions]
            rows = [[o["metadata"]["name"], *row] for o, row in zip(objects, rows, strict=True)]
    else:
        columns = resource.columns or DEFAULT
        definitions = [NAME, *(_head(c) for c in columns)]
        rows = [[o["metadata"]["name"], *(_cell(c, o, now) for c in columns)] for o in objects]
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": dict(list_meta),
        "columnDefinitions": definitions,
        "rows": [
            {"cells": row, "object": _carried(obj, include)}
            for obj, row in zip(objects, rows, strict=True)
        ],
    }


def _head(column: Column) -> Object:
    text = column.description
    if not text and column.path:
        text = f"Custom resource definition column (in JSONPath format): {column.path}"
    if column.path == ".metadata.creationTimestamp" and column.name == "Age":
        text = column.description or (
            "CreationTimestamp is a timestamp representing the server time when this object was "
            "created. It is not guaranteed to be set in happens-before order across separate "
            "operations. Clients may not set this value. It is represented in RFC3339 form and is "
            "in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: "
            "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md"
            "#metadata"
        )
    return {
        "name": column.name,
        "type": column.type,
        "format": column.format,
        "description": text,
        "priority": column.priority,
    }


def _cell(column: Column, obj: Object, now: datetime) -> Any:  # noqa: ANN401 - JSON
    value = _at(obj, column.path)
    if value is None:
        return (
            "<unknown>" if column.type == "date" and column.path.startswith(".metadata") else None
        )
    if column.type == "date":
        try:
            then = datetime.fromisoformat(str(value))
        except ValueError:
            return "<invalid>"
        return age(then if then.tzinfo else then.replace(tzinfo=UTC), now)
    return _typed(column.type, value)


def _typed(kind: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    wanted: dict[str, type | tuple[type, ...]] = {"integer": int, "number": (int, float)}
    if kind == "boolean":
        return value if isinstance(value, bool) else None
    if kind in wanted:
        return value if isinstance(value, wanted[kind]) and not isinstance(value, bool) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        import json  # noqa: PLC0415 - rarely needed

        return json.dumps(value, separators=(",", ":"))
    return str(value)


def _at(obj: Any, path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what a simple JSON path finds first, None when there is nothing."""
    for name, single, double, index in _STEP.findall(path):
        key = name or single or double
        if key:
            obj = obj.get(key) if isinstance(obj, dict) else None
        elif isinstance(obj, list) and obj:
            obj = obj[0] if index == "*" else obj[int(index)] if int(index) < len(obj) else None
        else:
            return None
        if obj is None:
            return None
    return obj


def _carried(obj: Object, include: str) -> Object | None:
    if include == "None":
        return None
    if include == "Object":
        return obj
    return {
        "kind": "PartialObjectMetadata",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": obj["metadata"],
    }
