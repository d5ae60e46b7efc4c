"""Conditions in a status: their time moves only when their status does."""

from vmrt.fakes.kube.message import Object


def with_condition(conditions: list[Object], wanted: Object, now: str) -> list[Object]:
    """Return conditions with one set: ``{"type", "status", "reason", "message"}``."""
    kept = [one for one in conditions if one["type"] != wanted["type"]]
    old = next((one for one in conditions if one["type"] == wanted["type"]), None)
    since = old["lastTransitionTime"] if old and old["status"] == wanted["status"] else now
    return [*kept, {**wanted, "lastTransitionTime": since}]


def is_true(obj: Object, kind: str) -> bool:
    """Say whether an object's status has a condition that is True."""
    conditions = (obj.get("status") or {}).get("conditions") or []
    return any(one["type"] == kind and one["status"] == "True" for one in conditions)
