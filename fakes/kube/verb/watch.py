"""A watch: a cursor into the log that turns revisions into events."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from vmrt.fakes.kube.failure import StatusError, bad_request
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.store.log import Revision
from vmrt.fakes.kube.store.selector import Matches
from vmrt.fakes.kube.verb.call import Call
from vmrt.fakes.kube.verb.read import matcher, page
from vmrt.fakes.kube.verb.version import shown
from vmrt.fakes.sim.timer import Timer

LONGEST_S = (1800, 3600)  # without a timeout the server ends a watch after this many seconds
BOOKMARK_S = 60.0
Render = Callable[[Object], Object]


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a watch."""

    type: str
    object: Object


class Watch:
    """A stream of events of one collection. Implements ``Stream``.

    Args:
        call: The request, already authorised.
        render: Brings an object into the form that the client asked for.

    Raises:
        StatusError: 400, the version cannot be read.
    """

    def __init__(self, call: Call, render: Render) -> None:
        self._call, self._render = call, render
        self._matches: Matches = matcher(call)
        self._wakers: list[Callable[[], None]] = []
        self._pending: list[Event] = []
        self._over = False
        self._bookmarks = call.request.asked("allowWatchBookmarks") in ("true", "1")
        self._unsubscribe: Callable[[], None] = lambda: None
        self._timers: list[Timer] = []
        self._cursor = self._begin()
        if not self._over:
            self._unsubscribe = call.core.store.subscribe(self._wake)
            self._arm()

    def take(self) -> Sequence[bytes]:
        """Return the lines that became ready, each a JSON document with its line end."""
        return [msgspec.json.encode(event) + b"\n" for event in self.events()]

    def events(self) -> list[Event]:
        """Return the events that became ready."""
        ready, self._pending = self._pending, []
        if not self._over:
            store = self._call.core.store
            for entry in store.since(self._cursor):
                self._cursor = entry.number
                ready += self._events_of(entry)
        return ready

    def ended(self) -> bool:
        """Say whether nothing will follow."""
        return self._over and not self._pending

    def wake(self, callback: Callable[[], None]) -> None:
        """Have ``callback`` called whenever something may be ready."""
        self._wakers.append(callback)

    def close(self) -> None:
        """Stop following the log."""
        if not self._over:
            self._pending += self.events()
            self._over = True
            self._unsubscribe()
            for timer in self._timers:
                timer.cancel()
        for waker in self._wakers:
            waker()

    def _begin(self) -> int:
        call = self._call
        text = call.request.asked("resourceVersion")
        store = call.core.store
        initial = call.request.asked("sendInitialEvents") == "true"
        if text not in ("", "0") and not text.isdigit():
            raise bad_request(f"Invalid value: {text}")
        if text in ("", "0") or initial:
            found = page(_unpaged(call))
            self._pending = [Event("ADDED", self._render(obj)) for obj in found.items]
            if self._bookmarks:
                self._pending.append(self._bookmark(store.revision, initial=True))
            return store.revision
        if int(text) < store.compacted:
            status = StatusError(
                410, "Expired", f"too old resource version: {text} ({store.compacted})"
            )
            self._pending = [Event("ERROR", status.body())]
            self._over = True
        return int(text)

    def _arm(self) -> None:
        core = self._call.core
        asked = self._call.request.asked("timeoutSeconds")
        length_s = int(asked) if asked.isdigit() and int(asked) else core.choice.integer(*LONGEST_S)
        self._timers.append(core.timers.call_later(length_s, self.close))
        if self._bookmarks:
            self._timers.append(core.timers.call_later(BOOKMARK_S, self._mark))

    def _mark(self) -> None:
        if not self._over:
            self._pending += self.events()
            self._pending.append(self._bookmark(self._cursor))
            self._timers[-1] = self._call.core.timers.call_later(BOOKMARK_S, self._mark)
            for waker in self._wakers:
                waker()

    def _bookmark(self, revision: int, *, initial: bool = False) -> Event:
        metadata: Object = {"resourceVersion": str(revision), "creationTimestamp": None}
        if initial:
            metadata["annotations"] = {"k8s.io/initial-events-end": "true"}
        resource = self._call.resource
        shape = {"kind": resource.kind, "apiVersion": resource.api_version, "metadata": metadata}
        return Event("BOOKMARK", shape)

    def _wake(self, entry: Revision) -> None:
        if entry.place == self._call.place:
            for waker in self._wakers:
                waker()

    def _events_of(self, entry: Revision) -> list[Event]:
        call = self._call
        if entry.place != call.place or (call.namespace and entry.key[0] != call.namespace):
            return []
        was = entry.before is not None and self._matches(entry.before)
        now = entry.after is not None and self._matches(entry.after)
        if now and entry.after is not None:
            kind = "MODIFIED" if was else "ADDED"
            return [Event(kind, self._render(shown(call.resource, entry.after)))]
        if was and entry.before is not None:
            last = entry.before if entry.after is None else entry.after
            stamped = {**last["metadata"], "resourceVersion": str(entry.number)}
            gone = shown(call.resource, {**last, "metadata": stamped})
            return [Event("DELETED", self._render(gone))]
        return []


def _unpaged(call: Call) -> Call:
    """Return the call for the objects that exist when a watch begins."""
    dropped = {"limit", "continue", "resourceVersion", "resourceVersionMatch"}
    request = call.request
    query = tuple((key, value) for key, value in request.query if key not in dropped)
    plain = type(request)(
        request.method, request.path, query, request.headers, request.body, request.identity
    )
    return Call(call.core, plain, call.resource, call.namespace, call.name)
