"""PATCH: what the media type says the body is."""

from typing import Any

import msgspec

from vmrt.fakes.kube.failure import GapError, StatusError, bad_request, not_found
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.patch import json_patch, merge
from vmrt.fakes.kube.verb.call import Call
from vmrt.fakes.kube.verb.read import get
from vmrt.fakes.kube.verb.write import update

JSON_PATCH = "application/json-patch+json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"


def patch(call: Call) -> tuple[Object, bool]:
    """Change an object; return it and whether it was created.

    Raises:
        StatusError: 400, 404, 409, 415, 422.
        GapError: Server-side apply.
    """
    media = call.request.headers.get("content-type", "").partition(";")[0].strip()
    if media == APPLY:
        raise GapError(74, "server-side apply")
    accepted = [JSON_PATCH, MERGE, *([] if call.resource.custom else [STRATEGIC]), APPLY]
    if media not in accepted:
        text = "the body of the request was in an unknown format - accepted media types include: "
        raise StatusError(415, "UnsupportedMediaType", text + ", ".join(accepted))
    if call.current() is None:
        raise not_found(call.resource.plural, call.resource.group, call.name)
    old = get(call)
    body = _body(call)
    if media == JSON_PATCH:
        changed = json_patch.apply(old, body)
    else:
        if not isinstance(body, dict):
            raise bad_request("the patch must be a JSON object")
        if media == STRATEGIC and _is_directed(body):
            raise GapError(73, "strategic merge of lists and directives")
        changed = merge.apply(old, body)
    return update(call, changed, patched=True), False


def _body(call: Call) -> Any:  # noqa: ANN401 - JSON
    try:
        return msgspec.json.decode(call.request.body)
    except msgspec.DecodeError as error:
        raise bad_request(f"error decoding patch: {error}") from error


def _is_directed(patch: Any) -> bool:  # noqa: ANN401 - JSON
    """Say whether a strategic patch is more than a merge of maps."""
    if isinstance(patch, list):
        return any(isinstance(one, dict) for one in patch)
    if isinstance(patch, dict):
        return any(key.startswith("$") or _is_directed(value) for key, value in patch.items())
    return False
