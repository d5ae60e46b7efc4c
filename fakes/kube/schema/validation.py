"""Checks of values against a schema, with the texts of a real server."""

import json
import re
from collections.abc import Callable
from typing import Any

from vmrt.fakes.kube.failure import Cause

Say = Callable[[Cause], None]
Check = Callable[[Any, str, Say], None]
NAMES = {str: "string", bool: "boolean", int: "integer", float: "number", dict: "object",
         list: "array", type(None): "null"}  # fmt: skip
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
FORMATS = {"date-time": DATE_TIME}


def check_of(schema: Any, *, root: bool = False) -> Check:  # noqa: ANN401 - JSON
    """Return a function that reports what is wrong with a value at a path."""
    checks = [_type(schema)] if not root else []
    for make in (_enum, _text, _number, _items, _members):
        checks += [one for one in [make(schema, root=root)] if one is not None]
    for name in ("allOf", "anyOf", "oneOf"):
        if schema.get(name):
            checks.append(_junctor(name, [check_of(part, root=root) for part in schema[name]]))
    if schema.get("not"):
        checks.append(_negation(check_of(schema["not"], root=root)))
    first, rest = checks[:1] if not root else [], checks[1:] if not root else checks
    nullable = bool(schema.get("nullable"))

    def check(value: Any, path: str, say: Say) -> None:  # noqa: ANN401 - JSON
        if value is None and nullable:
            return
        wrong: list[Cause] = []
        for one in first:
            one(value, path, wrong.append)
        for cause in wrong:
            say(cause)
        if not wrong:
            for one in rest:
                one(value, path, say)

    return check


def _type(schema: Any) -> Check:  # noqa: ANN401 - JSON
    wanted = schema.get("type")
    loose = schema.get("x-kubernetes-int-or-string")

    def check(value: Any, path: str, say: Say) -> None:  # noqa: ANN401 - JSON
        seen = NAMES[type(value)]
        if loose:
            fits, name = seen in ("integer", "string"), "integer,string"
        else:
            fits = wanted is None or seen == wanted or (wanted == "number" and seen == "integer")
            fits = fits or (wanted == "integer" and isinstance(value, float) and value.is_integer())
            name = wanted
        if not fits:
            text = f'Invalid value: "{seen}": {path} in body must be of type {name}: "{seen}"'
            say(Cause("FieldValueTypeInvalid", path, text))

    return check


def _enum(schema: Any, *, root: bool) -> Check | None:  # noqa: ANN401 - JSON
    del root
    allowed = schema.get("enum")
    if not allowed:
        return None
    listed = ", ".join(json.dumps(one) for one in allowed)

    def check(value: Any, path: str, say: Say) -> None:  # noqa: ANN401 - JSON
        if value not in allowed:
            text = f"Unsupported value: {_quoted(value)}: supported values: {listed}"
            say(Cause("FieldValueNotSupported", path, text))

    return check


def _text(schema: Any, *, root: bool) -> Check | None:  # noqa: ANN401 - JSON; a list of rules
    del root
    longest, shortest = schema.get("maxLength"), schema.get("minLength")
    pattern = re.compile(schema["pattern"]) if schema.get("pattern") else None
    form = FORMATS.get(schema.get("format", ""))
    if longest is None and shortest is None and pattern is None and form is None:
        return None

    def check(value: Any, path: str, say: Say) -> None:  # noqa: ANN401 - JSON
        if not isinstance(value, str):
            return
        if longest is not None and len(value) > longest:
            say(Cause("FieldValueTooLong", path, f"Too long: may not be more than {longest} bytes"))
            return
        if shortest is not None and len(value) < shortest:
            text = f"{path} in body should be at least {shortest} chars long"
            say(_bad(path, value, text))
        if pattern is not None and not pattern.search(value):
            say(_bad(path, value, f"{path} in body should match '{pattern.pattern}'"))
        if form is not None and not form.fullmatch(value):
            kind = schema["format"]
            say(_bad(path, value, f'{path} in body must be of type {kind}: "{value}"'))

    return check


def _number(schema: Any, *, root: bool) -> Check | None:  # noqa: ANN401 - JSON
    del root
    low, high, step = schema.get("minimum"), schema.get("maximum"), schema.get("multipleOf")
    if low is None and high is None and step is None:
        return None
    over, under = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")

    def check(value: Any, path: str, say: Say) -> None:  # noqa: ANN401 - JSON
        if isinstance(value, bool) or not isinstance(value, int | float):
            return
        if low is not None and (value <= low if over else value < low):
            word = "greater than" if over else "greater than or equal to"
            say(_bad(path, value, f"{path} in body should be {word} {low}"))
        if high is not None and (value >= high if under else value > high):
            word = "less than" if under else "less than or equal to"
            say(_bad(path, value, f"{path} in body should be {word} {high}"))
        if step is not None and value % step:
            say(_bad(path, value, f"{path} in body should be a multiple of {step}"))

    return check


def _items(schema: Any, *, root: bool) -> Check | None:  # noqa: ANN401 - JSON
    del root
    inner = check_of(schema["items"]) if isinstance(schema.get("items"), dict) else None
    most, least = schema.get("maxItems"), schema.get("minItems")
    kind, keys = schema.get("x-kubernetes-list-type"), schema.get("x-kubernetes-list-map-keys")
    if inner is None and most is None and least is None:
        return None

    def check(value: Any, path: str, say: Say) -> None:  # noqa: ANN401 - JSON
        if not isinstance(value, list):
            return
        if most is not None and len(value) > most:
            text = f"Too many: {len(value)}: must have at most {most} items"
            say(Cause("FieldValueTooMany", path, text))
        if least is not None and len(value) < least:
            say(_bad(path, len(value), f"{path} in body should have at least {least} items"))
        for index, one in enumerate(value):
            if inner is not None:
                inner(one, f"{path}[{index}]", say)
        if kind in ("set", "map"):
            _repeats(value, path, say, keys or [])

    return check


def _repeats(value: list[Any], path: str, say: Say, keys: list[str]) -> None:
    seen: list[Any] = []
    for index, one in enumerate(value):
        key = {name: one.get(name) for name in keys} if keys and isinstance(one, dict) else one
        if key in seen:
            text = f"Duplicate value: {json.dumps(key, separators=(',', ':'))}"
            say(Cause("FieldValueDuplicate", f"{path}[{index}]", text))
        seen.append(key)


def _members(schema: Any, *, root: bool) -> Check | None:  # noqa: ANN401 - JSON
    parts = {
        name: check_of(part)
        for name, part in (schema.get("properties") or {}).items()
        if not (root and name in ("apiVersion", "kind", "metadata"))
    }
    extra = schema.get("additionalProperties")
    other = check_of(extra) if isinstance(extra, dict) else None
    required, most = schema.get("required") or (), schema.get("maxProperties")
    if not parts and other is None and not required and most is None:
        return None

    def check(value: Any, path: str, say: Say) -> None:  # noqa: ANN401 - JSON
        if not isinstance(value, dict):
            return
        if most is not None and len(value) > most:
            text = f"Too many: {len(value)}: must have at most {most} items"
            say(Cause("FieldValueTooMany", path, text))
        for name in required:
            if name not in value:
                say(Cause("FieldValueRequired", _joined(path, name), "Required value"))
        for name, inner in value.items():
            if name in parts:
                parts[name](inner, _joined(path, name), say)
            elif other is not None:
                other(inner, _joined(path, name), say)

    return check


def _junctor(name: str, parts: list[Check]) -> Check:
    def check(value: Any, path: str, say: Say) -> None:  # noqa: ANN401 - JSON
        failures: list[list[Cause]] = []
        for part in parts:
            found: list[Cause] = []
            part(value, path, found.append)
            failures.append(found)
        passed = sum(not found for found in failures)
        if name == "allOf":
            for found in failures:
                for cause in found:
                    say(cause)
        elif passed == 0 or (name == "oneOf" and passed > 1):
            wanted = (
                "at least one schema (anyOf)"
                if name == "anyOf"
                else "one and only one schema (oneOf)"
            )
            where = f'"{path}"' if path else '""'
            say(_bad(path or "<nil>", value, f"{where} must validate {wanted}"))

    return check


def _negation(part: Check) -> Check:
    def check(value: Any, path: str, say: Say) -> None:  # noqa: ANN401 - JSON
        found: list[Cause] = []
        part(value, path, found.append)
        if not found:
            say(_bad(path, value, f'"{path}" must not validate the schema (not)'))

    return check


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _quoted(value: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _bad(path: str, value: Any, text: str) -> Cause:  # noqa: ANN401 - JSON
    return Cause("FieldValueInvalid", path, f"Invalid value: {_quoted(value)}: {text}")
