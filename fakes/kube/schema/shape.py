"""What a schema does to the shape of an object: defaults come, unknown fields go."""

from collections.abc import Iterator
from typing import Any

from vmrt.fakes.kube.store.log import copied

PRESERVE = "x-kubernetes-preserve-unknown-fields"
EMBEDDED = "x-kubernetes-embedded-resource"
OWN = ("apiVersion", "kind", "metadata")  # of every object, whatever its schema says


def default(schema: Any, value: Any) -> None:  # noqa: ANN401 - JSON
    """Fill in defaults, in place; a null where null is not allowed counts as absent."""
    if isinstance(value, dict):
        for name, part in (schema.get("properties") or {}).items():
            if "default" in part and (
                name not in value or (value[name] is None and not part.get("nullable"))
            ):
                value[name] = copied({"it": part["default"]})["it"]
            elif name in value and value[name] is None and not part.get("nullable"):
                continue
            if name in value:
                default(part, value[name])
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict):
            for name in value.keys() - (schema.get("properties") or {}).keys():
                default(extra, value[name])
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for one in value:
            default(schema["items"], one)


def prune(schema: Any, value: Any, *, root: bool = True) -> None:  # noqa: ANN401 - JSON
    """Remove unknown fields, in place."""
    if isinstance(value, dict):
        keep = schema.get(PRESERVE)
        for name in list(value):
            if (root or schema.get(EMBEDDED)) and name in OWN:
                continue
            part = _part(schema, name)
            if part is None:
                if not keep:
                    del value[name]
            elif part is not True:
                prune(part, value[name], root=False)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for one in value:
            prune(schema["items"], one, root=False)


def unknown(
    schema: Any,  # noqa: ANN401 - JSON
    value: Any,  # noqa: ANN401 - JSON
    path: str = "",
    *,
    root: bool = True,
) -> Iterator[str]:
    """Yield the paths of the fields that pruning would remove."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if (root or schema.get(EMBEDDED)) and name in OWN:
                continue
            part = _part(schema, name)
            here = f"{path}.{name}" if path else name
            if part is None:
                if not schema.get(PRESERVE):
                    yield here
            elif part is not True:
                yield from unknown(part, inner, here, root=False)
    elif isinstance(value, list) and isinstance(schema.get("items"), dict):
        for index, one in enumerate(value):
            yield from unknown(schema["items"], one, f"{path}[{index}]", root=False)


def _part(schema: Any, name: str) -> Any:  # noqa: ANN401 - JSON
    """Return the schema of a member, True for one that may be anything, None for none."""
    found = (schema.get("properties") or {}).get(name)
    if found is not None:
        return found
    extra = schema.get("additionalProperties")
    return extra if extra not in (None, False) else None
