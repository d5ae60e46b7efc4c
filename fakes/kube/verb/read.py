"""GET of an object and of a collection."""

import base64
import json
from dataclasses import dataclass

from vmrt.fakes.kube.failure import StatusError, bad_request, not_found
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.store.selector import Matches, by_fields, by_labels
from vmrt.fakes.kube.verb.call import Call
from vmrt.fakes.kube.verb.version import shown


@dataclass(frozen=True, slots=True)
class Page:
    """What a list answers.

    Attributes:
        items: The objects.
        metadata: ``resourceVersion`` and, where there is more, ``continue`` and
            ``remainingItemCount``.
    """

    items: list[Object]
    metadata: dict[str, object]


def get(call: Call) -> Object:
    """Return the object that the path names.

    Raises:
        StatusError: 404, it is not there; 400 or 504, its version is asked for wrongly.
    """
    revision_asked(call)
    found = call.current()
    if found is None:
        raise not_found(call.resource.plural, call.resource.group, call.name)
    return shown(call.resource, found)


def page(call: Call) -> Page:
    """Return the objects of a collection that the selectors match.

    Raises:
        StatusError: 400 for selectors and numbers that cannot be read, 410 for a continuation
            that is too old, 504 for a version of the future.
    """
    store = call.core.store
    limit = _number(call, "limit")
    token = call.request.asked("continue")
    revision, after = _resume(call, token) if token else (store.revision, None)
    asked = 0 if token else revision_asked(call)
    if asked and call.request.asked("resourceVersionMatch") == "Exact":
        revision = asked
    if revision < store.compacted:
        raise expired(call)
    matches = matcher(call)
    found = [obj for obj in store.objects(call.place, call.namespace, revision) if matches(obj)]
    if after is not None:
        found = [obj for obj in found if _key(obj) > after]
    items = found[:limit] if limit > 0 else found
    metadata: dict[str, object] = {"resourceVersion": str(revision)}
    if len(items) < len(found):
        metadata["continue"] = _token(revision, items[-1])
        if not (call.request.asked("labelSelector") or call.request.asked("fieldSelector")):
            metadata["remainingItemCount"] = len(found) - len(items)
    elif call.resource.custom:
        metadata["continue"] = ""
    return Page([shown(call.resource, obj) for obj in items], metadata)


def matcher(call: Call) -> Matches:
    """Return what the selectors of a request match, the name in the path included."""
    labels = by_labels(call.request.asked("labelSelector"))
    fields = by_fields(call.request.asked("fieldSelector"), call.resource.selectable)
    name = call.name
    if name:
        return lambda obj: obj["metadata"]["name"] == name and labels(obj) and fields(obj)
    return lambda obj: labels(obj) and fields(obj)


def revision_asked(call: Call) -> int:
    """Return the version that a reader asks for, 0 when any will do.

    Raises:
        StatusError: 400, it is no number; 504, it lies in the future.
    """
    text = call.request.asked("resourceVersion")
    if text in ("", "0"):
        return 0
    if not text.isdigit():
        problem = f'strconv.ParseUint: parsing "{text}": invalid syntax'
        raise bad_request(f"Invalid value: {json.dumps(text)}: {problem}")
    asked, newest = int(text), call.core.store.revision
    if asked > newest:
        raise too_large(asked, newest)
    return asked


def too_large(asked: int, newest: int) -> StatusError:
    """Return the error for a version of the future."""
    message = f"Too large resource version: {asked}, current: {newest}"
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    details = {"causes": [cause], "retryAfterSeconds": 1}
    return StatusError(504, "Timeout", f"Timeout: {message}", details=details)


def expired(call: Call) -> StatusError:
    """Return the error for a continuation whose snapshot is gone."""
    del call
    text = (
        "The provided continue parameter is too old to display a consistent list result. You can "
        "start a new list without the continue parameter, or use the continue token in this "
        "response to retrieve the remainder of the results. Continuing with the provided token "
        "results in an inconsistent list - objects that were created, modified, or deleted "
        "between the time the first chunk was returned and now may show up in the list."
    )
    return StatusError(410, "Expired", text)


def _number(call: Call, name: str) -> int:
    text = call.request.asked(name)
    try:
        return int(text or 0)
    except ValueError as error:
        problem = f'strconv.ParseInt: parsing "{text}": invalid syntax'
        raise bad_request(problem) from error


def _key(obj: Object) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]


def _token(revision: int, last: Object) -> str:
    namespace, name = _key(last)
    text = json.dumps({"v": "meta.k8s.io/v1", "rv": revision, "start": f"{namespace}/{name}"})
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _resume(call: Call, token: str) -> tuple[int, tuple[str, str]]:
    if call.request.asked("resourceVersion") not in ("", "0"):
        raise bad_request("specifying resource version is not allowed when using continue")
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        value = json.loads(text)
        namespace, _, name = value["start"].partition("/")
        return int(value["rv"]), (namespace, name)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise bad_request(f"continue key is not valid: {error}") from error
