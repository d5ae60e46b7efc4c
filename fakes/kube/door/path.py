"""What a URL path asks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A path below ``/api`` or ``/apis`` that names a collection, an object or a subresource.

    Attributes:
        group: "" for the core group.
        version: ``v1``.
        plural: ``configmaps``.
        namespace: "" for cluster-scoped kinds and for all namespaces.
        name: "" for a collection.
        subresource: ``status``, or "".
        rest: What follows a subresource, for proxies.
        watching: The legacy ``/watch/`` prefix.
    """

    group: str
    version: str
    plural: str
    namespace: str = ""
    name: str = ""
    subresource: str = ""
    rest: str = ""
    watching: bool = False


def target_of(path: str) -> Target | None:
    """Return what a path asks for, None when it is no path of a resource."""
    match path.strip("/").split("/") if "//" not in path else []:
        case ["api", version, *rest] if rest:
            group = ""
        case ["apis", group, version, *rest] if rest:
            pass
        case _:
            return None
    watching = rest[0] == "watch" and rest[1:] != []
    namespace = ""
    match rest[1:] if watching else rest:
        case ["namespaces", own, "status" | "finalize" as part] if not group:
            return Target(group, version, "namespaces", "", own, part, "", watching)
        case ["namespaces", namespace, plural, *below]:
            pass
        case [plural, *below]:
            pass
        case _:
            return None
    name, sub, *further = [*below, "", ""][: max(TWO, len(below))]
    return Target(group, version, plural, namespace, name, sub, "/".join(further), watching)


TWO = 2  # an object's name and a subresource
