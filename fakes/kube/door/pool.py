"""A stand-in for urllib3's pool: the official Python client without sockets."""

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import msgspec

from vmrt.fakes.kube.message import Identity, Request, Response, Stream


class Handles(Protocol):
    """What stands behind a door."""

    def handle(self, request: Request) -> Response:
        """Answer a request."""
        ...


class PoolResponse:
    """What urllib3's ``HTTPResponse`` shows of an answer, as far as API clients look.

    Attributes:
        status: The HTTP status.
        reason: Its words, "" here.
        headers: As the server sent them.
        data: The whole body; of a stream, all that comes until its end.
    """

    def __init__(self, response: Response, wait: Callable[[Stream], bool]) -> None:
        self.status = response.status
        self.reason = ""
        self.headers = dict(response.headers)
        self._stream, self._wait = response.stream, wait
        self._body = io.BytesIO(response.body)
        self.closed = False

    @property
    def data(self) -> bytes:
        """Return everything that has not been read."""
        return self.read()

    def read(self, amt: int | None = None, **options: Any) -> bytes:  # noqa: ANN401 - urllib3's
        """Return ``amt`` bytes of the body, or the rest."""
        del options
        if self._stream is None:
            return self._body.read(amt)
        return b"".join(self.stream())

    def stream(self, amt: int = 0, decode_content: bool | None = None) -> Iterator[bytes]:
        """Yield chunks as they become ready; reading lets the world's time pass."""
        del amt, decode_content
        if self._stream is None:
            if rest := self._body.read():
                yield rest
            return
        while not self.closed:
            yield from self._stream.take()
            if self._stream.ended() or not self._wait(self._stream):
                return

    def read_chunked(self, amt: int = 0, decode_content: bool | None = None) -> Iterator[bytes]:
        """Yield chunks, as ``stream`` does."""
        return self.stream(amt, decode_content)

    def getheaders(self) -> Mapping[str, str]:
        """Return the headers."""
        return self.headers

    def getheader(self, name: str, default: str | None = None) -> str | None:
        """Return one header."""
        found = {key.lower(): value for key, value in self.headers.items()}
        return found.get(name.lower(), default)

    def close(self) -> None:
        """Stop reading; a stream is told."""
        self.closed = True
        if self._stream is not None:
            self._stream.close()

    def release_conn(self) -> None:
        """Give the connection back: there is none."""


class FakePool:
    """Implements what API clients use of urllib3's ``PoolManager``.

    Args:
        api: What answers.
        identity: Who asks, whatever the headers say.
        wait: Lets time pass until a stream has something or ends; returns False when nothing will
            ever come.
    """

    def __init__(self, api: Handles, identity: Identity, wait: Callable[[Stream], bool]) -> None:
        self._api, self._identity, self._wait = api, identity, wait

    def request(
        self,
        method: str,
        url: str,
        body: Any = None,  # noqa: ANN401 - urllib3's own signature
        fields: Any = None,  # noqa: ANN401
        headers: Mapping[str, str] | None = None,
        **options: Any,  # noqa: ANN401
    ) -> PoolResponse:
        """Send one request."""
        del options
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
        if fields and method in ("GET", "HEAD", "DELETE"):
            query += list(fields.items() if isinstance(fields, Mapping) else fields)
        elif fields and body is None:
            body = urlencode(fields)
        lowered = {key.lower(): str(value) for key, value in (headers or {}).items()}
        path = unquote(parts.path) or "/"
        sent = _bytes(body)
        request = Request(method, path, tuple(query), lowered, sent, self._identity)
        return PoolResponse(self._api.handle(request), self._wait)

    def clear(self) -> None:
        """Close idle connections: there are none."""


def _bytes(body: Any) -> bytes:  # noqa: ANN401 - urllib3's own signature
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else msgspec.json.encode(body)
