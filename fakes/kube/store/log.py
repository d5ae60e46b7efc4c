"""The one history of all objects: every change is a revision, and nothing is ever lost."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from vmrt.fakes.kube.message import Object
from vmrt.fakes.sim.calendar import Calendar

Place = tuple[str, str]  # group and plural: versions of one kind share their objects
Key = tuple[str, str]  # namespace ("" for cluster-scoped kinds) and name
FIRST = 1  # etcd's first revision

_copy = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode


@dataclass(frozen=True, slots=True)
class Revision:
    """One entry of the log.

    Attributes:
        number: Grows by one with each entry; ``resourceVersion`` of what it wrote.
        at_s: Seconds of the world's time.
        actor: User name of the writer, or the host that an event happened on.
        verb: ``create``, ``update``, ``delete``, or ``note`` for what is no API object.
        place: Group and plural, or ``("", topic)`` of a note.
        key: Namespace and name.
        before: The object as it was, None before its creation.
        after: The object as it is, None after its deletion; the facts of a note.
    """

    number: int
    at_s: float
    actor: str
    verb: str
    place: Place
    key: Key
    before: Object | None
    after: Object | None


class Store:
    """The log, and the latest state of every object.

    Objects in the store are never changed; what enters is copied by who encodes it. A watch is a
    number: whoever has seen everything up to it asks for what came after.
    """

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._log: list[Revision] = []
        self._state: dict[Place, dict[Key, Object]] = {}
        self._subscribers: list[Callable[[Revision], None]] = []
        self.revision = FIRST
        self.compacted = 0

    def get(self, place: Place, key: Key) -> Object | None:
        """Return the latest state of an object; do not change it."""
        return self._state.get(place, {}).get(key)

    def objects(
        self, place: Place, namespace: str = "", revision: int | None = None
    ) -> list[Object]:
        """Return the objects of a kind by namespace and name, also as they were at a revision."""
        found = self._state.get(place, {})
        if revision is not None and revision < self.revision:
            found = self._as_of(place, revision)
        keys = sorted(key for key in found if not namespace or key[0] == namespace)
        return [found[key] for key in keys]

    def commit(self, actor: str, place: Place, key: Key, *, after: Object | None) -> Revision:
        """Write one object, or delete it; its ``resourceVersion`` becomes the new revision."""
        objects = self._state.setdefault(place, {})
        before = objects.get(key)
        self.revision += 1
        if after is None:
            verb = "delete"
            objects.pop(key, None)
        else:
            verb = "create" if before is None else "update"
            after["metadata"]["resourceVersion"] = str(self.revision)
            objects[key] = after
        return self._append(actor, verb, place, key, before, after)

    def note(self, topic: str, facts: dict[str, Any], *, actor: str = "host") -> Revision:
        """Write down what happened on a host, in the same order as everything else."""
        self.revision += 1
        return self._append(actor, "note", ("", topic), ("", ""), None, facts)

    def history(self, after: int = 0) -> Iterator[Revision]:
        """Yield the revisions with higher numbers, in order."""
        start = bisect_right(self._log, after, key=lambda one: one.number)
        yield from self._log[start:]

    def since(self, after: int) -> list[Revision]:
        """Return the revisions with higher numbers, in order."""
        start = bisect_right(self._log, after, key=lambda one: one.number)
        return self._log[start:]

    def subscribe(self, callback: Callable[[Revision], None]) -> Callable[[], None]:
        """Call back after each revision; return what ends that."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def compact(self) -> None:
        """Forget the history: whoever asks for what came after an older revision gets 410."""
        self.compacted = self.revision

    def _append(
        self,
        actor: str,
        verb: str,
        place: Place,
        key: Key,
        before: Object | None,
        after: Object | None,
    ) -> Revision:
        at_s = self._calendar.timers.now_s()
        entry = Revision(self.revision, at_s, actor, verb, place, key, before, after)
        self._log.append(entry)
        for callback in list(self._subscribers):
            callback(entry)
        return entry

    def _as_of(self, place: Place, revision: int) -> dict[Key, Object]:
        objects = dict(self._state.get(place, {}))
        for entry in reversed(self.since(revision)):
            if entry.place == place:
                if entry.before is None:
                    objects.pop(entry.key, None)
                else:
                    objects[entry.key] = entry.before
        return objects


def copied(obj: Object) -> Object:
    """Return a deep copy of a JSON object, faster than ``copy.deepcopy``."""
    encode, decode = _copy
    result: Object = decode(encode(obj))
    return result
