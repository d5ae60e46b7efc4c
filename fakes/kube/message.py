"""What goes through the API server: a request in, a response or a stream out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Object = dict[
    str, Any
]  # a Kubernetes object as JSON: {"apiVersion": ..., "kind": ..., "metadata": {...}}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks.

    Attributes:
        user: ``system:serviceaccount:NAMESPACE:NAME`` for service accounts.
        groups: In the order the authenticator gave them; ``system:masters`` may do everything.
        uid: Of the user or service account, or "".
        extra: What else the authenticator knows, ``{"key": ("value",)}``.
    """

    user: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()


ADMIN = Identity("kubernetes-admin", ("system:masters", "system:authenticated"))


@dataclass(frozen=True, slots=True)
class Request:
    """One request as HTTP sent it, minus the connection.

    Attributes:
        method: Upper case.
        path: Decoded, with its leading slash, without the query.
        query: In order, decoded: ``(("limit", "500"),)``.
        headers: Names in lower case.
        body: As sent.
        identity: Already authenticated by the door.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    identity: Identity = ADMIN

    def asked(self, name: str, otherwise: str = "") -> str:
        """Return the first value of a query parameter."""
        return next((value for key, value in self.query if key == name), otherwise)


class Stream(Protocol):
    """An answer that goes on: a watch, or the log of a container that still runs."""

    def take(self) -> Sequence[bytes]:
        """Return the chunks that became ready since the last call; empty when there are none."""
        ...

    def ended(self) -> bool:
        """Say whether nothing will follow after what ``take`` has returned."""
        ...

    def wake(self, callback: Callable[[], None]) -> None:
        """Have ``callback`` called whenever ``take`` or ``ended`` may say something new."""
        ...

    def close(self) -> None:
        """Stop; the reader went away."""
        ...


@dataclass(frozen=True, slots=True)
class Response:
    """What the server answers: a body, or a stream of chunks.

    Attributes:
        status: The HTTP status.
        headers: Names as HTTP writes them; ``Content-Type`` is always there.
        body: Empty when there is a stream.
        stream: Chunks to send as they become ready.
        warnings: Each becomes a header ``Warning: 299 - "..."``.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    stream: Stream | None = None
    warnings: tuple[str, ...] = ()
