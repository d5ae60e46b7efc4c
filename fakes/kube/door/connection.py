"""One connection of a client: requests in, answers and streams out."""

import asyncio
import http
import threading
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import parse_qsl, unquote

import httptools
import msgspec

from vmrt.fakes.kube.access.authority import ANONYMOUS, AUTHENTICATED
from vmrt.fakes.kube.failure import StatusError
from vmrt.fakes.kube.message import Identity, Request, Response, Stream

MOST_BODY = 3 * 1024 * 1024
MOST_HEADERS = 1024 * 1024
LINGER_S = 1.0
MOST_UNREAD = 4 * 1024 * 1024  # a client that reads no more than this behind is cut off


class Answers(Protocol):
    """What stands behind the door."""

    def handle(self, request: Request) -> Response:
        """Answer a request."""
        ...


class Connection(asyncio.Protocol):
    """Speaks HTTP/1.1 with one client; requests on one connection are answered in order."""

    def __init__(
        self,
        api: Answers,
        *,
        lock: threading.RLock,
        whose: Callable[[str], Identity | None],
        known: "set[Connection]",
        touched: Callable[[], None],
    ) -> None:
        self._api, self._lock, self._whose = api, lock, whose
        self._known, self._touched = known, touched
        self._parser = httptools.HttpRequestParser(self)
        self._transport: asyncio.Transport | None = None
        self._certified: Identity | None = None
        self._stream: Stream | None = None
        self._waiting: list[tuple[Request, bool]] = []
        self._refused = False
        self._reset()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember who is there."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._known.add(self)
        tls = transport.get_extra_info("ssl_object")
        self._certified = certified(tls.getpeercert() if tls else None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the client; its stream ends."""
        del exc
        self._known.discard(self)
        self._transport = None
        if self._stream is not None:
            with self._lock:
                self._stream.close()
            self._stream = None

    def data_received(self, data: bytes) -> None:
        """Take what the client sent; what is no HTTP is answered with 400."""
        if self._refused:
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._refuse(StatusError(400, "BadRequest", "the server does not upgrade connections"))
        except httptools.HttpParserError as error:
            self._refuse(StatusError(400, "BadRequest", f"the request is no HTTP: {error}"))

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._size += len(name) + len(value)
        if self._size > MOST_HEADERS:
            self._refuse(StatusError(431, "", "the request's headers are too large"))
            return
        key = name.decode("latin-1").lower()
        text = value.decode("latin-1")
        self._headers[key] = f"{self._headers[key]},{text}" if key in self._headers else text
        if key == "expect" and self._transport is not None:
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Take a part of the body."""
        self._length += len(body)
        if self._length > MOST_BODY:
            text = "limit is 3145728"
            self._refuse(
                StatusError(413, "RequestEntityTooLarge", f"Request entity too large: {text}")
            )
            return
        self._body.append(body)

    def on_message_complete(self) -> None:
        """Answer the request, or let it wait behind a stream."""
        if self._refused:
            return
        path, _, query = self._target.decode("latin-1").partition("?")
        request = Request(
            self._parser.get_method().decode(),
            unquote(path),
            tuple(parse_qsl(query, keep_blank_values=True)),
            self._headers,
            b"".join(self._body),
        )
        self._waiting.append((request, self._parser.should_keep_alive()))
        self._reset()
        self._answer_next()

    def flush(self) -> None:
        """Send what a stream has; end it when it has ended."""
        transport, stream = self._transport, self._stream
        if transport is None or stream is None:
            return
        with self._lock:
            chunks, ended = list(stream.take()), stream.ended()
        if chunks:
            transport.write(b"".join(_framed(chunk) for chunk in chunks))
            if transport.get_write_buffer_size() > MOST_UNREAD:
                transport.abort()
                return
        if ended:
            transport.write(b"0\r\n\r\n")
            self._stream = None
            self._answer_next()

    def abort(self) -> None:
        """Close the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def _reset(self) -> None:
        self._target = b""
        self._headers: dict[str, str] = {}
        self._body: list[bytes] = []
        self._size = self._length = 0

    def _answer_next(self) -> None:
        while self._waiting and self._stream is None and self._transport is not None:
            request, keep = self._waiting.pop(0)
            self._answer(request, keep)

    def _answer(self, request: Request, keep: bool) -> None:
        identity = self._identified(request.headers)
        if identity is None:
            self._send(_unauthorized(), keep)
            return
        asked = Request(
            request.method, request.path, request.query, request.headers, request.body, identity
        )
        self._touched()
        with self._lock:
            response = self._api.handle(asked)
            if response.stream is not None:
                self._stream = response.stream
        self._send(response, keep)
        if self._stream is not None:
            self.flush()
        self._touched()

    def _identified(self, headers: Mapping[str, str]) -> Identity | None:
        """Return who asks; None when a token is wrong (401, also where anybody may read)."""
        kind, _, token = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            with self._lock:
                return self._whose(token.strip())
        return self._certified or ANONYMOUS

    def _send(self, response: Response, keep: bool) -> None:
        if self._transport is None:
            return
        headers = {**response.headers, "Cache-Control": "no-cache, private"}
        if response.stream is not None:
            headers["Transfer-Encoding"] = "chunked"
        elif response.status != 304:  # noqa: PLR2004 - HTTP: not modified has no body
            headers["Content-Length"] = str(len(response.body))
        if not keep:
            headers["Connection"] = "close"
        lines = [f"HTTP/1.1 {response.status} {_phrase(response.status)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f'Warning: 299 - "{_quoted(text)}"' for text in response.warnings]
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + response.body)
        if not keep and response.stream is None:
            self._transport.close()

    def _refuse(self, error: StatusError) -> None:
        if self._refused:
            return
        self._refused = True
        self._waiting.clear()
        body = msgspec.json.encode(error.body())
        self._send(Response(error.code, {"Content-Type": "application/json"}, body), keep=True)
        # What is still on its way is read and dropped: closing at once would lose the answer.
        asyncio.get_running_loop().call_later(LINGER_S, self.abort)


def certified(certificate: object) -> Identity | None:
    """Return the identity in a client's certificate: CN is the user, O are groups."""
    if not isinstance(certificate, dict) or not certificate:
        return None
    parts = [pair for row in certificate.get("subject", ()) for pair in row]
    user = next((value for key, value in parts if key == "commonName"), "")
    groups = tuple(value for key, value in parts if key == "organizationName")
    return Identity(user, (*groups, AUTHENTICATED))


def _unauthorized() -> Response:
    error = StatusError(401, "Unauthorized", "Unauthorized")
    return Response(401, {"Content-Type": "application/json"}, msgspec.json.encode(error.body()))


def _framed(chunk: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(chunk), chunk)


def _phrase(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return ""


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
