"""Which form a client sends and wants: media types of bodies and answers."""

from dataclasses import dataclass

import msgspec
import yaml

from vmrt.fakes.kube.failure import GapError, StatusError, bad_request
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Object, Request

META = "meta.k8s.io"
PROTOBUF = "application/vnd.kubernetes.protobuf"


@dataclass(frozen=True, slots=True)
class Form:
    """The shape of an answer.

    Attributes:
        kind: "" for plain objects, ``Table``, ``PartialObjectMetadata`` or its list.
    """

    kind: str = ""

    def partial(self, obj: Object) -> Object:
        """Return an object's metadata alone."""
        return {
            "kind": "PartialObjectMetadata",
            "apiVersion": f"{META}/v1",
            "metadata": obj["metadata"],
        }

    def partial_list(self, items: list[Object], metadata: Object) -> Object:
        """Return the metadata of a list's objects."""
        return {
            "kind": "PartialObjectMetadataList",
            "apiVersion": f"{META}/v1",
            "metadata": metadata,
            "items": [self.partial(obj) for obj in items],
        }


PLAIN = Form()


def form_of(request: Request) -> Form:
    """Return the first form of the ``Accept`` header that the server has.

    Raises:
        StatusError: 406, it has none of them.
    """
    accept = request.headers.get("accept", "")
    if not accept or accept in ("*/*", "application/json"):
        return PLAIN
    for one in accept.split(","):
        media, *parameters = [part.strip() for part in one.split(";")]
        values = dict(part.partition("=")[::2] for part in parameters)
        if media not in ("application/json", "*/*", "application/*"):
            continue
        if "as" not in values:
            return PLAIN
        if values.get("g") == META and values.get("v") == "v1":
            return Form(values["as"])
    text = (
        "only the following media types are accepted: application/json, application/yaml, "
        "application/vnd.kubernetes.protobuf"
    )
    raise StatusError(406, "NotAcceptable", text)


def decoded(request: Request, resource: Resource) -> Object:
    """Return the object in a request's body.

    Raises:
        StatusError: 400, it cannot be read; 415, its media type is not known.
    """
    media = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if media == PROTOBUF and not resource.custom:
        raise GapError(9, "protobuf bodies of built-in kinds")
    if media not in ("", "application/json", "application/yaml"):
        text = (
            "the body of the request was in an unknown format - accepted media types include: "
            "application/json, application/yaml, application/vnd.kubernetes.protobuf"
        )
        raise StatusError(415, "UnsupportedMediaType", text)
    body = parsed(request.body, yaml_allowed=media == "application/yaml")
    if not isinstance(body, dict):
        raise bad_request(f"couldn't get version/kind; json parse error: {type(body).__name__}")
    if resource.custom and not body.get("kind"):
        text = request.body.decode(errors="replace")
        raise bad_request(f"Object 'Kind' is missing in '{text}'")
    if not isinstance(body.setdefault("metadata", {}), dict):
        raise bad_request("metadata must be an object")
    return body


def parsed(body: bytes, *, yaml_allowed: bool = False) -> object:
    """Return the JSON, or YAML, value of a body.

    Raises:
        StatusError: 400, it is neither.
    """
    try:
        return yaml.safe_load(body) if yaml_allowed else msgspec.json.decode(body)
    except (msgspec.DecodeError, yaml.YAMLError, RecursionError) as error:
        raise bad_request(f"the request body cannot be read: {error}") from error


def options_of(request: Request) -> Object:
    """Return the DeleteOptions in a body, empty without one."""
    if not request.body:
        return {}
    value = parsed(request.body)
    return value if isinstance(value, dict) else {}
