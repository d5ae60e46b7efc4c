"""Create and update: what becomes of a body on its way into the store."""

from typing import Any

from vmrt.fakes.kube.failure import StatusError, bad_request, invalid, not_found, qualified
from vmrt.fakes.kube.kinds.rule import rules_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.store.log import copied
from vmrt.fakes.kube.verb import metadata
from vmrt.fakes.kube.verb.call import Call

STRICT_PREFIX = "strict decoding error: "


def create(call: Call, body: Object) -> Object:
    """Store a new object and return it.

    Raises:
        StatusError: 400, 404 for a missing namespace, 403 for one that is going, 409, 422.
    """
    obj = copied(body)
    obj.setdefault("metadata", {})
    metadata.misfits(call, obj)
    _namespace_is_open(call)
    rules = rules_of(call.resource)
    metadata.begin(call, obj)
    _decode(call, obj)
    if "status" in call.resource.subresources and (call.resource.custom or rules.drops_status):
        obj.pop("status", None)
    rules.begin(obj)
    name = obj["metadata"].get("name", "")
    if name and call.core.store.get(call.place, (call.namespace, name)) is not None:
        raise metadata.already_exists(call, name)
    _validate(call, obj, None)
    if not call.dry:
        call.core.store.commit(
            call.request.identity.user, call.place, (call.namespace, name), after=obj
        )
    return obj


def update(call: Call, body: Object, *, patched: bool = False) -> Object:
    """Replace an object, or a subresource of it, and return the result.

    A body that changes nothing is stored nowhere and makes no event (row 68).

    Raises:
        StatusError: 400, 404, 409 for a version that is not the latest, 422.
    """
    old = call.current()
    if old is None:
        raise not_found(call.resource.plural, call.resource.group, call.name)
    obj = copied(body)
    obj.setdefault("metadata", {})
    metadata.misfits(call, obj)
    _is_latest(call, obj, old, patched=patched)
    _decode(call, obj)
    obj = _split(call, obj, old)
    metadata.follow(call, obj, old)
    if call.subresource == "" and _generation_moves(call, obj, old):
        obj["metadata"]["generation"] = old["metadata"].get("generation", 0) + 1
    _validate(call, obj, old)
    if obj == old:
        return old
    return settle(call, obj)


def settle(call: Call, obj: Object) -> Object:
    """Store an object, or let it go when it is being deleted and nothing holds it any more."""
    if call.dry:
        return obj
    actor = call.request.identity.user
    meta = obj["metadata"]
    held = meta.get("finalizers") or _held_by_spec(obj) or meta.get("deletionGracePeriodSeconds")
    if meta.get("deletionTimestamp") and not held:
        call.core.store.commit(actor, call.place, call.key, after=None)
        return obj
    call.core.store.commit(actor, call.place, call.key, after=obj)
    return obj


def conflict(call: Call, reason: str = "") -> StatusError:
    """Return the 409 of a write that was based on an old version."""
    group, plural = call.place
    details = {"name": call.name, **({"group": group} if group else {}), "kind": plural}
    why = reason or (
        "the object has been modified; please apply your changes to the latest version and try "
        "again"
    )
    text = f'Operation cannot be fulfilled on {qualified(plural, group)} "{call.name}": {why}'
    return StatusError(409, "Conflict", text, details=details)


def _held_by_spec(obj: Object) -> Any:  # noqa: ANN401 - a list, or nothing
    return (obj.get("spec") or {}).get("finalizers") if obj.get("kind") == "Namespace" else None


def _namespace_is_open(call: Call) -> None:
    if not call.resource.namespaced or call.place == ("", "namespaces"):
        return
    found = call.core.store.get(("", "namespaces"), ("", call.namespace))
    if found is None:
        raise not_found("namespaces", "", call.namespace)
    if found["metadata"].get("deletionTimestamp"):
        group, plural = call.place
        why = f"because namespace {call.namespace} is being terminated"
        text = f"unable to create new content in namespace {call.namespace} {why}"
        details = {
            "kind": plural,
            **({"group": group} if group else {}),
            "causes": [{
                "reason": "NamespaceTerminating",
                "message": f"namespace {call.namespace} is being terminated",
                "field": "metadata.namespace",
            }],
        }  # fmt: skip
        message = f'{qualified(plural, group)} "" is forbidden: {text}'
        raise StatusError(403, "Forbidden", message, details=details)


def _decode(call: Call, obj: Object) -> None:
    """Bring a body into the shape of its kind: unknown fields go or are refused, defaults come."""
    schema = call.resource.schema
    level = call.request.asked("fieldValidation") or "Warn"
    if schema is not None:
        if level == "Strict" and (unknown := schema.unknown(obj)):
            listed = ", ".join(f'unknown field "{path}"' for path in unknown)
            resource = call.resource
            raise bad_request(
                f'{resource.kind} in version "{resource.version}" cannot be handled as a '
                f"{resource.kind}: {STRICT_PREFIX}{listed}"
            )
        schema.prune(obj)
        schema.default(obj)
    rules_of(call.resource).default(obj)


def _is_latest(call: Call, obj: Object, old: Object, *, patched: bool) -> None:
    sent = obj["metadata"].get("resourceVersion", "")
    resource = call.resource
    if sent and sent != old["metadata"]["resourceVersion"]:
        raise conflict(call)
    if not sent and resource.custom and not patched:
        group, plural = call.place
        cause = {
            "reason": "FieldValueInvalid",
            "message": "Invalid value: 0: must be specified for an update",
            "field": "metadata.resourceVersion",
        }
        details = {"name": call.name, "group": group, "kind": plural, "causes": [cause]}
        message = (
            f'{qualified(plural, group)} "{call.name}" is invalid: metadata.resourceVersion: '
            "Invalid value: 0: must be specified for an update"
        )
        raise StatusError(422, "Invalid", message, details=details)
    uid = obj["metadata"].get("uid")
    if uid and uid != old["metadata"]["uid"]:
        found = old["metadata"]["uid"]
        why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {found}"
        raise conflict(call, why)


def _split(call: Call, obj: Object, old: Object) -> Object:
    """Return what a write may change: the main part without status, or the status alone."""
    if "status" not in call.resource.subresources:
        return obj
    if call.subresource == "status":
        result = {**old, "metadata": dict(old["metadata"])}
        if "managedFields" in obj["metadata"]:
            result["metadata"]["managedFields"] = obj["metadata"]["managedFields"]
        result.pop("status", None)
        return {**result, **({"status": obj["status"]} if "status" in obj else {})}
    rest = {key: value for key, value in obj.items() if key != "status"}
    return {**rest, **({"status": old["status"]} if "status" in old else {})}


def _generation_moves(call: Call, obj: Object, old: Object) -> bool:
    if call.resource.custom:
        left = {"metadata"} | ({"status"} if "status" in call.resource.subresources else set())
        mine = {key: value for key, value in obj.items() if key not in left}
        return mine != {key: value for key, value in old.items() if key not in left}
    return call.resource.generation and obj.get("spec") != old.get("spec")


def _validate(call: Call, obj: Object, old: Object | None) -> None:
    resource = call.resource
    found = list(metadata.causes(call, obj))
    found += rules_of(resource).validate(obj, old)
    if resource.schema is not None:
        found += resource.schema.validate(obj, old)
    if found:
        raise invalid(resource.kind, resource.group, obj["metadata"].get("name", ""), found)
