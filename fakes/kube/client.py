"""The one way in which programs of a simulation talk to the API."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import quote

from vmrt.fakes.kube.message import Object

MERGE = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"


class ClientError(Exception):
    """The API answered with an error.

    Attributes:
        status: The HTTP status, 0 when the server could not be reached.
        reason: ``NotFound``, ``Conflict`` ...
        body: The Status object.
    """

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(str(body.get("message", "")))
        self.status, self.body = status, dict(body)
        self.reason = str(body.get("reason", ""))


class Client(Protocol):
    """An API client with one identity.

    Controllers, the kubelet, the reference and its command line are written on this and on
    ``Timers``, so each runs in the simulation and as a process of its own alike.
    """

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        content_type: str = "application/json",
    ) -> Any:  # noqa: ANN401 - JSON
        """Send one request and return the decoded answer: JSON as objects, other text as str.

        Raises:
            ClientError: The status is 400 or more, or the server is out of reach.
        """
        ...

    def watch(
        self,
        path: str,
        deliver: Callable[[str, Object], None],
        *,
        query: Mapping[str, str] | None = None,
    ) -> Callable[[], None]:
        """List ``path``, then follow it for ever; return what stops it.

        ``deliver`` is called with ``ADDED``, ``MODIFIED`` or ``DELETED`` and the object, on the
        client's ``Timers``: never while another callback runs. Objects are shared: copy before
        changing. The list itself arrives as ADDED, then one ``SYNCED`` with an empty object. Ends
        of streams and 410 are dealt with; a kind that is not served (404) is asked for again later.
        """
        ...


def path_of(
    api_version: str, plural: str, namespace: str = "", name: str = "", sub: str = ""
) -> str:
    """Return the URL path of a collection, an object or a subresource.

    ``path_of("apps/v1", "deployments", "vm-system", "x", "status")`` is
    ``/apis/apps/v1/namespaces/vm-system/deployments/x/status``.
    """
    parts = ["apis" if "/" in api_version else "api", api_version]
    if namespace:
        parts += ["namespaces", quote(namespace)]
    parts += [plural, *(quote(part) for part in (name, sub) if part)]
    return "/" + "/".join(parts)
