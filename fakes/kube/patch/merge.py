"""JSON merge patch (RFC 7386)."""

from typing import Any


def apply(obj: Any, patch: Any) -> Any:  # noqa: ANN401 - JSON
    """Return what a merge patch makes of a document; neither is changed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(obj) if isinstance(obj, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = apply(result.get(key), value)
    return result
