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
    parts = path.strip("/").split("/") if "//" not in path else [""]
    if parts[0] == "api" and len(parts) > 2:
        group, version, parts = "", parts[1], parts[2:]
    elif parts[0] == "apis" and len(parts) > 3:
        group, version, parts = parts[1], parts[2], parts[3:]
    else:
        return None
    watching = parts[0] == "watch" and len(parts) > 1
    parts = parts[1:] if watching else parts
    namespace = ""
    if parts[0] == "namespaces" and len(parts) > 2 and not (group == "" and _own(parts)):
        namespace, parts = parts[1], parts[2:]
    name = parts[1] if len(parts) > 1 else ""
    subresource = parts[2] if len(parts) > 2 else ""
    return Target(
        group, version, parts[0], namespace, name, subresource, "/".join(parts[3:]), watching
    )


def _own(parts: list[str]) -> bool:
    """Say whether the path goes to a subresource of the namespace itself."""
    return len(parts) == 3 and parts[2] in {"status", "finalize"}
