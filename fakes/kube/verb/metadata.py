"""What the server itself writes into ``metadata``, and what it demands of the rest."""

import re
from collections.abc import Iterator

from vmrt.fakes.kube.failure import Cause, StatusError, bad_request
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.verb.call import Call

SUFFIX = "bcdfghjklmnpqrstvwxz2456789"  # no vowels: no words arise by chance
LONGEST_BASE, TRIES = 58, 8
SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
NAME = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
SUBDOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)
LABEL_RULE = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', "
    "and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or "
    "'12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"
)
KEY_RULE = (
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
)
OWN = ("uid", "creationTimestamp", "resourceVersion", "generation", "deletionTimestamp",
       "deletionGracePeriodSeconds", "selfLink", "managedFields")  # fmt: skip


def begin(call: Call, obj: Object) -> None:
    """Fill in the metadata of a new object, in place."""
    metadata = obj["metadata"]
    for field in OWN:
        metadata.pop(field, None)
    if call.resource.namespaced:
        metadata["namespace"] = call.namespace
    else:
        metadata.pop("namespace", None)
    if not metadata.get("name") and metadata.get("generateName"):
        metadata["name"] = generated(call, metadata["generateName"])
    metadata["uid"] = call.core.choice.uuid()
    metadata["creationTimestamp"] = call.core.calendar.timestamp()
    if call.resource.custom or call.resource.generation:
        metadata["generation"] = 1


def generated(call: Call, prefix: str) -> str:
    """Return a free name that begins with a prefix (KEP-4420: up to eight tries).

    Raises:
        StatusError: 409, all of them were taken.
    """
    for _ in range(TRIES):
        name = prefix[:LONGEST_BASE] + call.core.choice.text(SUFFIX, 5)
        if call.core.store.get(call.place, (call.namespace, name)) is None:
            return name
    raise already_exists(call, name)


def already_exists(call: Call, name: str) -> StatusError:
    """Return the 409 of a name that is taken."""
    group, plural = call.place
    details = {"name": name, **({"group": group} if group else {}), "kind": plural}
    where = f"{plural}.{group}" if group else plural
    text = f'{where} "{name}" already exists'
    found = call.core.store.get(call.place, (call.namespace, name))
    if found and found["metadata"].get("deletionTimestamp"):
        text = f"object is being deleted: {text}"
    return StatusError(409, "AlreadyExists", text, details=details)


def follow(call: Call, obj: Object, old: Object) -> None:
    """Carry over, in place, what a write may not change."""
    metadata, before = obj["metadata"], old["metadata"]
    for field in OWN[1:]:
        metadata.pop(field, None)
        if field in before:
            metadata[field] = before[field]
    metadata["uid"] = before["uid"]
    if "namespace" in before:
        metadata["namespace"] = before["namespace"]
    del call


GO_KINDS: dict[type, str] = {
    bool: "bool", int: "number", float: "number", str: "string", list: "array", dict: "object",
}  # fmt: skip


def undecodable(body: Object) -> str:
    """Return why metadata does not fit its type, in Go's words, "" when it does."""
    for field in ("labels", "annotations"):
        values = body["metadata"].get(field)
        where = f"Go struct field ObjectMeta.metadata.{field} of type"
        if values is not None and not isinstance(values, dict):
            kind = GO_KINDS[type(values)]
            return f"json: cannot unmarshal {kind} into {where} map[string]string"
        for value in (values or {}).values():
            if not isinstance(value, str):
                kind = GO_KINDS.get(type(value), "null")
                return f"json: cannot unmarshal {kind} into {where} string"
    return ""


def misfits(call: Call, body: Object) -> None:
    """Hold a body to the path that it was sent to.

    Raises:
        StatusError: 400, names or versions disagree.
    """
    resource, metadata = call.resource, body["metadata"]
    if wrong := undecodable(body):
        raise bad_request(
            f'{resource.kind} in version "{resource.version}" cannot be handled as a '
            f"{resource.kind}: {wrong}"
        )
    kind, version = body.get("kind", ""), body.get("apiVersion", "")
    if (kind, version) != (resource.kind, resource.api_version):
        if resource.custom or kind or version:
            raise bad_request(_mismatch(call, kind, version))
        body["kind"], body["apiVersion"] = resource.kind, resource.api_version
    namespace = metadata.get("namespace", "")
    if resource.namespaced and namespace and namespace != call.namespace:
        raise bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    if call.name and metadata.get("name", call.name) != call.name:
        raise bad_request(
            f"the name of the object ({metadata['name']}) does not match the name on the URL "
            f"({call.name})"
        )


def causes(call: Call, obj: Object) -> Iterator[Cause]:
    """Yield what is wrong with names, labels, annotations and finalizers."""
    metadata = obj["metadata"]
    name = metadata.get("name", "")
    if not name:
        yield Cause("FieldValueRequired", "metadata.name",
                    "Required value: name or generateName is required")  # fmt: skip
    elif not SUBDOMAIN.fullmatch(name) and call.resource.group != "rbac.authorization.k8s.io":
        yield _invalid("metadata.name", name, SUBDOMAIN_RULE)
    for key, value in (metadata.get("labels") or {}).items():
        if not _is_key(key):
            yield _invalid("metadata.labels", key, KEY_RULE)
        if value and not NAME.fullmatch(value):
            yield _invalid("metadata.labels", value, LABEL_RULE)
    for key in metadata.get("annotations") or {}:
        if not _is_key(key.lower()):
            yield _invalid("metadata.annotations", key, KEY_RULE)


def _invalid(field: str, value: str, rule: str) -> Cause:
    return Cause("FieldValueInvalid", field, f'Invalid value: "{value}": {rule}')


def _is_key(key: str) -> bool:
    prefix, slash, name = key.rpartition("/")
    return NAME.fullmatch(name) is not None and (
        not slash or SUBDOMAIN.fullmatch(prefix) is not None
    )


def _mismatch(call: Call, kind: str, version: str) -> str:
    resource = call.resource
    if not kind:
        return "Object 'Kind' is missing in '" + "{}" + "'"
    if version != resource.api_version:
        return (
            f"the API version in the data ({version}) does not match the expected API version "
            f"({resource.api_version})"
        )
    return f"the kind in the data ({kind}) does not match the expected kind ({resource.kind})"
