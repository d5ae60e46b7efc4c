"""CustomResourceDefinitions: their defaults, their status, and the kinds they make."""

from vmrt.fakes.kube.kinds.resource import Column, Resource
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.schema.structural import compile_schema
from vmrt.fakes.kube.store.log import copied


def admit(crd: Object, old: Object | None, now: str) -> Object:
    """Return a definition with its defaults and the status of one that is established."""
    del old
    result = copied(crd)
    spec = result["spec"]
    names = spec["names"]
    names.setdefault("singular", names["kind"].lower())
    names.setdefault("listKind", f"{names['kind']}List")
    spec.setdefault("conversion", {"strategy": "None"})
    status = result.setdefault("status", {})
    if not any(c["type"] == "Established" for c in status.get("conditions") or []):
        status["conditions"] = [
            _condition("NamesAccepted", "NoConflicts", "no conflicts found", now),
            _condition("Established", "InitialNamesAccepted",
                       "the initial names have been accepted", now),
        ]  # fmt: skip
    status["acceptedNames"] = copied(names)
    storage = next(version["name"] for version in spec["versions"] if version.get("storage"))
    stored = status.setdefault("storedVersions", [])
    if storage not in stored:
        stored.append(storage)
    return result


def resources_of(crd: Object) -> list[Resource]:
    """Return the kinds that a definition makes, one for each served version."""
    spec = crd["spec"]
    names = spec["names"]
    storage = next(version["name"] for version in spec["versions"] if version.get("storage"))
    return [
        Resource(
            group=spec["group"],
            version=version["name"],
            kind=names["kind"],
            plural=names["plural"],
            singular=names.get("singular", names["kind"].lower()),
            list_kind=names.get("listKind", f"{names['kind']}List"),
            namespaced=spec["scope"] == "Namespaced",
            short_names=tuple(names.get("shortNames") or ()),
            categories=tuple(names.get("categories") or ()),
            subresources=frozenset(version.get("subresources") or {}),
            custom=True,
            storage_version=storage,
            columns=tuple(map(_column, version.get("additionalPrinterColumns") or ())),
            schema=compile_schema((version.get("schema") or {}).get("openAPIV3Schema") or {}),
            selectable=tuple(
                field["jsonPath"].lstrip(".") for field in version.get("selectableFields") or ()
            ),
            generation=True,
        )
        for version in spec["versions"]
        if version.get("served")
    ]


def _condition(kind: str, reason: str, message: str, now: str) -> Object:
    return {
        "type": kind, "status": "True", "lastTransitionTime": now, "reason": reason,
        "message": message,
    }  # fmt: skip


def _column(given: Object) -> Column:
    return Column(
        name=given["name"],
        type=given["type"],
        path=given["jsonPath"],
        priority=given.get("priority", 0),
        format=given.get("format", ""),
        description=given.get("description", ""),
    )
