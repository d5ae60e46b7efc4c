"""HTTP/1.1 and TLS for everybody: kubectl, and clients in any language."""

import asyncio
import contextlib
import ssl
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from vmrt.fakes.kube.door.certificate import CertificateAuthority, Pair
from vmrt.fakes.kube.door.connection import Answers, Connection
from vmrt.fakes.kube.message import Identity

IDLE_S = 0.05  # between two looks at a clock that nobody asks


class Steps(Protocol):
    """A world whose time is moved from outside."""

    def next_due_s(self) -> float | None:
        """Return when something falls due."""
        ...

    def run_until(self, end_s: float) -> None:
        """Let it be a certain time."""
        ...

    def now_s(self) -> float:
        """Return the world's time."""
        ...


class HttpServer:
    """Serves an API over TLS on the loopback interface, and drives its world by the wall clock.

    Args:
        api: What answers.
        loop: The world's time; a second of it is a second of the wall clock from now on.
        lock: Held whenever the world is touched.
        whose: Returns the identity of a bearer token, None for a wrong one.
        ca: Signs the server's certificate; client certificates that it signed are believed.
        port: 0 takes a free one.

    Raises:
        OSError: The port is taken.
    """

    def __init__(
        self,
        api: Answers,
        loop: Steps,
        *,
        lock: threading.RLock,
        whose: Callable[[str], Identity | None],
        ca: CertificateAuthority,
        port: int = 0,
    ) -> None:
        self._api, self._world, self._lock, self._whose = api, loop, lock, whose
        self._tls = server_context(ca.server(), ca.pem)
        self._asyncio = asyncio.new_event_loop()
        self._connections: set[Connection] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._begin = self._asyncio.time() - loop.now_s()
        try:
            self._server = self._asyncio.run_until_complete(
                self._asyncio.create_server(self._connection, "127.0.0.1", port, ssl=self._tls)
            )
        except OSError:
            self._asyncio.close()
            raise
        self.port: int = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._run, name="vmrt-door", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Close every connection and end the thread."""
        self._asyncio.call_soon_threadsafe(self._end)
        self._thread.join()
        self._asyncio.close()

    def now_s(self) -> float:
        """Return what the world's time should be by the wall clock."""
        return self._asyncio.time() - self._begin

    def nudge(self) -> None:
        """Look at the world again soon: somebody else has changed it."""
        with contextlib.suppress(RuntimeError):  # the server was closed meanwhile
            self._asyncio.call_soon_threadsafe(self.step)

    def step(self) -> None:
        """Let the world catch up with the wall clock, and sleep until something falls due."""
        with self._lock:
            self._world.run_until(self.now_s())
            due_s = self._world.next_due_s()
        for connection in list(self._connections):
            connection.flush()
        if self._timer is not None:
            self._timer.cancel()
        wait_s = IDLE_S if due_s is None else min(IDLE_S, max(0.0005, due_s - self.now_s()))
        self._timer = self._asyncio.call_later(wait_s, self.step)

    def _run(self) -> None:
        asyncio.set_event_loop(self._asyncio)
        self._asyncio.call_soon(self.step)
        self._asyncio.run_forever()

    def _end(self) -> None:
        self._server.close()
        if self._timer is not None:
            self._timer.cancel()
        for connection in list(self._connections):
            connection.abort()
        self._asyncio.call_later(0.01, self._asyncio.stop)

    def _connection(self) -> Connection:
        return Connection(
            self._api,
            lock=self._lock,
            whose=self._whose,
            known=self._connections,
            touched=self.step,
        )


def server_context(pair: Pair, ca: bytes) -> ssl.SSLContext:
    """Return a TLS context that shows a certificate and asks for one of the client."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["http/1.1"])
    context.verify_mode = ssl.CERT_OPTIONAL
    context.load_verify_locations(cadata=ca.decode())
    with tempfile.TemporaryDirectory(prefix="vmrt-tls-") as folder:  # ssl reads files only
        file = Path(folder) / "pair.pem"
        file.touch(mode=0o600)
        file.write_bytes(pair.key + pair.certificate)
        context.load_cert_chain(file)
    return context
