"""What a controller knows of one kind: the last state that was delivered to it."""

from collections.abc import Callable, Iterator, Mapping

from vmrt.fakes.kube.client import Client
from vmrt.fakes.kube.message import Object

Key = tuple[str, str]  # namespace ("" for cluster-scoped kinds), name


def key_of(obj: Object) -> Key:
    """Return the namespace and the name of an object."""
    metadata = obj["metadata"]
    return metadata.get("namespace", ""), metadata["name"]


class Informer:
    """A cache of one collection, kept up to date by a watch.

    Args:
        client: Whose watch it is.
        path: Of the collection.
        changed: Called with the kind of event, the object before and the object after; a deleted
            object has only a before, a new one only an after.
        query: For the list and the watch, for example a label selector.
    """

    def __init__(
        self,
        client: Client,
        path: str,
        changed: Callable[[Object | None, Object | None], None] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> None:
        self._objects: dict[Key, Object] = {}
        self._changed = changed
        self.synced = False
        self.stop = client.watch(path, self._deliver, query=query)

    def get(self, name: str, namespace: str = "") -> Object | None:
        """Return the object as last delivered; do not change it."""
        return self._objects.get((namespace, name))

    def __iter__(self) -> Iterator[Object]:
        return iter(list(self._objects.values()))

    def __len__(self) -> int:
        return len(self._objects)

    def _deliver(self, event: str, obj: Object) -> None:
        if event == "SYNCED":
            self.synced = True
            if self._changed is not None:
                self._changed(None, None)
            return
        key = key_of(obj)
        before = self._objects.pop(key, None) if event == "DELETED" else self._objects.get(key)
        after = None if event == "DELETED" else obj
        if after is not None:
            self._objects[key] = after
        if self._changed is not None:
            self._changed(before, after)
