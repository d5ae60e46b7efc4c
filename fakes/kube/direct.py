"""The client of programs that run inside the simulation: no sockets, no threads."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from vmrt.fakes.kube.api import Api
from vmrt.fakes.kube.client import ClientError
from vmrt.fakes.kube.message import Identity, Object, Request
from vmrt.fakes.kube.verb.watch import Watch
from vmrt.fakes.sim.pace import Pace
from vmrt.fakes.sim.timer import Timers

RETRY_S = 1.0  # until a kind that is not served is asked for again


class DirectClient:
    """Implements ``Client`` on an ``Api``."""

    def __init__(self, api: Api, identity: Identity, timers: Timers, pace: Pace) -> None:
        self._api, self._identity = api, identity
        self._timers, self._pace = timers, pace

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        content_type: str = "application/json",
    ) -> Any:  # noqa: ANN401 - JSON
        """Send one request and return the decoded answer.

        Raises:
            ClientError: The status is 400 or more.
        """
        sent = b"" if body is None else msgspec.json.encode(body)
        headers = {"content-type": content_type} if sent else {}
        asked = tuple((query or {}).items())
        answer = self._api.handle(Request(method, path, asked, headers, sent, self._identity))
        if answer.status >= 400:  # noqa: PLR2004 - HTTP
            raise ClientError(answer.status, msgspec.json.decode(answer.body))
        if answer.headers["Content-Type"].startswith("application/json"):
            return msgspec.json.decode(answer.body) if answer.body else {}
        return answer.body.decode(errors="replace")

    def watch(
        self,
        path: str,
        deliver: Callable[[str, Object], None],
        *,
        query: Mapping[str, str] | None = None,
    ) -> Callable[[], None]:
        """List ``path``, then follow it for ever; return what stops it."""
        return _Follower(self, path, deliver, dict(query or {})).stop

    def open(self, path: str, query: Mapping[str, str]) -> Watch:
        """Open a watch.

        Raises:
            ClientError: The server refuses.
        """
        asked = tuple({**query, "watch": "true"}.items())
        answer = self._api.handle(Request("GET", path, asked, {}, b"", self._identity))
        if not isinstance(answer.stream, Watch):
            raise ClientError(answer.status, msgspec.json.decode(answer.body))
        return answer.stream

    def later(self, callback: Callable[[], None], delay_s: float | None = None) -> None:
        """Call back after the time that a delivery takes."""
        self._timers.call_later(self._pace.deliver_s if delay_s is None else delay_s, callback)


class _Follower:
    """A list and the watch behind it, begun again whenever it ends."""

    def __init__(
        self,
        client: DirectClient,
        path: str,
        deliver: Callable[[str, Object], None],
        query: dict[str, str],
    ) -> None:
        self._client, self._path, self._query = client, path, query
        self._deliver = deliver
        self._stream: Watch | None = None
        self._stopped = self._woken = False
        self._known: dict[tuple[str, str], Object] = {}
        client.later(self._begin)

    def stop(self) -> None:
        """End the watch; nothing is delivered any more."""
        self._stopped = True
        if self._stream is not None:
            self._stream.close()

    def _begin(self) -> None:
        if self._stopped:
            return
        try:
            found = self._client.request("GET", self._path, query=self._query)
            version = found["metadata"]["resourceVersion"]
            self._stream = self._client.open(
                self._path, {**self._query, "resourceVersion": version}
            )
        except ClientError:
            self._client.later(self._begin, RETRY_S)
            return
        fresh = {_key(obj): obj for obj in found["items"]}
        gone = [obj for key, obj in self._known.items() if key not in fresh]
        self._known = fresh
        for obj in gone:
            self._deliver("DELETED", obj)
        kind = {"apiVersion": found["apiVersion"], "kind": found["kind"].removesuffix("List")}
        for obj in fresh.values():
            self._deliver("ADDED", {**kind, **obj})
        self._deliver("SYNCED", {})
        self._stream.wake(self._wake)
        self._wake()

    def _wake(self) -> None:
        if not self._woken and not self._stopped:
            self._woken = True
            self._client.later(self._drain)

    def _drain(self) -> None:
        self._woken = False
        stream = self._stream
        if stream is None or self._stopped:
            return
        for event in stream.events():
            if event.type in ("ADDED", "MODIFIED"):
                self._known[_key(event.object)] = event.object
            elif event.type == "DELETED":
                self._known.pop(_key(event.object), None)
            else:
                continue
            self._deliver(event.type, event.object)
            if self._stopped:
                return
        if stream.ended():
            self._client.later(self._begin)


def _key(obj: Object) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]
