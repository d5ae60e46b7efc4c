"""JSON patch (RFC 6902), with the laxness of a real API server."""

from typing import Any

from vmrt.fakes.kube.failure import StatusError
from vmrt.fakes.kube.store.log import copied

TEXT = "the server rejected our request due to an error in our request"


def apply(obj: Any, operations: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what a list of operations makes of a document; the document stays as it is.

    ``replace`` of a member that is not there adds it (golden vmruntime-json-patch).

    Raises:
        StatusError: 422 with the one text that the server has for everything.
    """
    box = {"": copied(obj)}
    try:
        for operation in operations:
            _step(box, operation)
    except (KeyError, IndexError, ValueError, TypeError, AttributeError) as error:
        raise StatusError(422, "Invalid", TEXT, details={}) from error
    return box[""]


def _step(box: dict[str, Any], operation: dict[str, Any]) -> None:
    kind = operation["op"]
    path = _path(operation["path"])
    if kind == "add":
        _add(box, path, copied(operation["value"]))
    elif kind == "replace":
        _replace(box, path, copied(operation["value"]))
    elif kind == "remove":
        _remove(box, path)
    elif kind == "test":
        if _get(box, path) != operation["value"]:
            raise ValueError(operation["path"])
    elif kind == "copy":
        _add(box, path, copied(_get(box, _path(operation["from"]))))
    elif kind == "move":
        moved = _remove(box, _path(operation["from"]))
        _add(box, path, moved)
    else:
        raise ValueError(kind)


def _path(text: str) -> list[str]:
    if text and not text.startswith("/"):
        raise ValueError(text)
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")]


def _get(box: Any, path: list[str]) -> Any:  # noqa: ANN401 - JSON
    for part in path:
        box = box[_index(box, part)] if isinstance(box, list) else box[part]
    return box


def _index(items: list[Any], part: str) -> int:
    index = int(part)
    if index < 0:
        index += len(items)
    if not 0 <= index < len(items):
        raise IndexError(part)
    return index


def _add(box: dict[str, Any], path: list[str], value: object) -> None:
    parent, last = _get(box, path[:-1]), path[-1]
    if isinstance(parent, list):
        at = len(parent) if last == "-" else int(last)
        if not 0 <= at <= len(parent):
            raise IndexError(last)
        parent.insert(at, value)
    else:
        parent[last] = value


def _replace(box: dict[str, Any], path: list[str], value: object) -> None:
    parent, last = _get(box, path[:-1]), path[-1]
    if isinstance(parent, list):
        parent[_index(parent, last)] = value
    else:
        parent[last] = value


def _remove(box: dict[str, Any], path: list[str]) -> Any:  # noqa: ANN401 - JSON
    parent, last = _get(box, path[:-1]), path[-1]
    return parent.pop(_index(parent, last)) if isinstance(parent, list) else parent.pop(last)
