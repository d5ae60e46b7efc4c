"""DELETE of an object and of a collection."""

from typing import Any

from vmrt.fakes.kube.failure import not_found
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.store.log import copied
from vmrt.fakes.kube.verb.call import Call
from vmrt.fakes.kube.verb.read import matcher
from vmrt.fakes.kube.verb.write import conflict, settle

POLICIES = {"Foreground": "foregroundDeletion", "Orphan": "orphan"}


def delete(call: Call, options: Object) -> tuple[Object, bool]:
    """Begin or finish a deletion; return the object's last state and whether it is gone.

    Raises:
        StatusError: 404; 409 for a precondition that does not hold.
    """
    old = call.current()
    if old is None:
        raise not_found(call.resource.plural, call.resource.group, call.name)
    _preconditions(call, old, options)
    obj = copied(old)
    meta = obj["metadata"]
    finalizers = _finalizers(call, meta.get("finalizers") or [], options)
    if finalizers:
        meta["finalizers"] = finalizers
    else:
        meta.pop("finalizers", None)
    grace_s = _grace_s(call, obj, options)
    namespace = call.place == ("", "namespaces") and (obj.get("spec") or {}).get("finalizers")
    if not finalizers and not grace_s and not namespace:
        if not call.dry:
            call.core.store.commit(call.request.identity.user, call.place, call.key, after=None)
        return old, True
    if "deletionTimestamp" not in meta:
        meta["deletionTimestamp"] = call.core.calendar.timestamp()
        meta["deletionGracePeriodSeconds"] = grace_s
        if call.resource.custom or call.resource.generation:
            meta["generation"] = meta.get("generation", 0) + 1
    elif grace_s < meta.get("deletionGracePeriodSeconds", 0):
        meta["deletionGracePeriodSeconds"] = grace_s
    if namespace:
        obj.setdefault("status", {})["phase"] = "Terminating"
    if obj == old:
        return old, False
    return settle(call, obj), False


def collection(call: Call, options: Object) -> list[Object]:
    """Delete every object that the selectors match; return them as they were."""
    matches = matcher(call)
    found = [o for o in call.core.store.objects(call.place, call.namespace) if matches(o)]
    for obj in found:
        meta = obj["metadata"]
        one = Call(call.core, call.request, call.resource, meta.get("namespace", ""), meta["name"])
        delete(one, options)
    return found


def outcome(call: Call, gone: Object) -> Object:
    """Return the Status of a deletion that is finished."""
    group, plural = call.place
    details: dict[str, Any] = {"name": call.name}
    if group:
        details["group"] = group
    details |= {"kind": plural, "uid": gone["metadata"]["uid"]}
    return {
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
        "details": details,
    }  # fmt: skip


def _preconditions(call: Call, old: Object, options: Object) -> None:
    wanted = options.get("preconditions") or {}
    meta = old["metadata"]
    if "uid" in wanted and wanted["uid"] != meta["uid"]:
        why = (
            f"the UID in the precondition ({wanted['uid']}) does not match the UID in record "
            f"({meta['uid']}). The object might have been deleted and then recreated"
        )
        raise conflict(call, why)
    if "resourceVersion" in wanted and wanted["resourceVersion"] != meta["resourceVersion"]:
        why = (
            f"the ResourceVersion in the precondition ({wanted['resourceVersion']}) does not match "
            f"the ResourceVersion in record ({meta['resourceVersion']}). The object might have "
            "been modified"
        )
        raise conflict(call, why)


def _finalizers(call: Call, present: list[str], options: Object) -> list[str]:
    policy = options.get("propagationPolicy") or call.request.asked("propagationPolicy")
    if not policy and options.get("orphanDependents"):
        policy = "Orphan"
    if not policy:
        return list(present)
    own = set(POLICIES.values())
    kept = [one for one in present if one not in own]
    return [*kept, POLICIES[policy]] if policy in POLICIES else kept


def _grace_s(call: Call, obj: Object, options: Object) -> int:
    """Return how long a pod may take to end: the kubelet finishes its deletion."""
    if call.place != ("", "pods"):
        return 0
    asked = options.get("gracePeriodSeconds")
    if asked is None and (text := call.request.asked("gracePeriodSeconds")):
        asked = int(text)
    if asked is None:
        asked = (obj.get("spec") or {}).get("terminationGracePeriodSeconds", 30)
    phase = (obj.get("status") or {}).get("phase")
    bound = (obj.get("spec") or {}).get("nodeName")
    return int(asked) if bound and phase not in {"Succeeded", "Failed"} else 0
