"""Owner references: who belongs to whom."""

from vmrt.fakes.kube.message import Object


def reference(owner: Object) -> Object:
    """Return the reference that a controller puts into what it makes."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


def controller_of(obj: Object | None) -> Object:
    """Return the reference to the controlling owner, empty without one."""
    owners = (obj or {}).get("metadata", {}).get("ownerReferences") or []
    return next((owner for owner in owners if owner.get("controller")), {})


def belongs(obj: Object, owner: Object) -> bool:
    """Say whether an owner controls an object, by uid."""
    return bool(controller_of(obj).get("uid") == owner["metadata"]["uid"])


def is_going(obj: Object) -> bool:
    """Say whether an object is being deleted."""
    return "deletionTimestamp" in obj["metadata"]
