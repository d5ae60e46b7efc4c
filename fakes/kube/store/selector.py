"""Label and field selectors: which objects a reader wants to see."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any

from vmrt.fakes.kube.failure import StatusError, bad_request
from vmrt.fakes.kube.message import Object

Matches = Callable[[Object], bool]
ALWAYS = ("metadata.name", "metadata.namespace")
_REQUIREMENT = re.compile(
    r"\s*(?P<absent>!)?\s*(?P<key>[^\s!=,()]+)\s*"
    r"(?:(?P<op>==|=|!=)\s*(?P<value>[^\s,()]*)|(?P<set>\s+(?:in|notin))\s*\((?P<values>[^)]*)\))?\s*"
)
_KEY = re.compile(r"([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?")


def everything(obj: Object) -> bool:
    """Match each object."""
    del obj
    return True


def by_labels(text: str) -> Matches:
    """Return what a label selector matches.

    Raises:
        StatusError: 400, it cannot be parsed.
    """
    if not text.strip():
        return everything
    tests = [_label_test(part) for part in _split(text)]

    def matches(obj: Object) -> bool:
        labels = obj["metadata"].get("labels") or {}
        return all(test(labels) for test in tests)

    return matches


def by_fields(text: str, allowed: Collection[str]) -> Matches:
    """Return what a field selector matches.

    Args:
        text: ``metadata.name=x,status.phase!=Running``.
        allowed: Further fields of the kind, ``("spec.nodeName",)``.

    Raises:
        StatusError: 400, it cannot be parsed, or the kind has no such field.
    """
    if not text.strip():
        return everything
    tests = []
    for part in text.split(","):
        found = re.fullmatch(r"([^=!]+)(==|!=|=)(.*)", part.strip())
        if not found:
            problem = f'invalid selector: "{text}"; can\'t understand "{part}"'
            raise bad_request(f'Unable to find "fields" that match field selector: {problem}')
        field, operator, value = found.groups()
        if field not in ALWAYS and field not in allowed:
            raise unknown_field(field)
        tests.append((tuple(field.split(".")), operator == "!=", value))

    def matches(obj: Object) -> bool:
        return all((_field(obj, path) == value) is not unequal for path, unequal, value in tests)

    return matches


def unknown_field(field: str) -> StatusError:
    """Return the error for a field that cannot be selected by."""
    return bad_request(f"field label not supported: {field}")


def _split(text: str) -> list[str]:
    parts = re.split(r",(?![^(]*\))", text)
    return [part for part in parts if part.strip()] if len(parts) > 1 else parts


def _label_test(part: str) -> Callable[[Mapping[str, Any]], bool]:
    found = _REQUIREMENT.fullmatch(part)
    if not found or not _KEY.fullmatch(found["key"]):
        raise bad_request(f"unable to parse requirement: {_reason(part)}")
    key, value = found["key"], found["value"]
    if found["absent"]:
        return lambda labels: key not in labels
    if found["op"] == "!=":
        return lambda labels: labels.get(key) != value
    if found["op"]:
        return lambda labels: labels.get(key) == value
    if found["set"]:
        values = {one.strip() for one in found["values"].split(",")}
        if found["set"].strip() == "in":
            return lambda labels: labels.get(key) in values
        return lambda labels: labels.get(key) not in values
    return lambda labels: key in labels


def _reason(part: str) -> str:
    return (
        f'<nil>: Invalid value: "{part.strip()}": name part must consist of alphanumeric '
        "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. "
        "'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
    )


def _field(obj: Object, path: tuple[str, ...]) -> str:
    value: Any = obj
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
