"""What all controllers of a cluster know, each kind watched once."""

from collections.abc import Callable

from vmrt.fakes.kube.client import Client, path_of
from vmrt.fakes.kube.informer import Informer
from vmrt.fakes.kube.message import Object

Changed = Callable[[Object | None, Object | None], None]


class View:
    """Informers that several controllers share."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._informers: dict[tuple[str, str], Informer] = {}
        self._listeners: dict[tuple[str, str], list[Changed]] = {}

    def of(self, api_version: str, plural: str, changed: Changed | None = None) -> Informer:
        """Return the informer of a kind; ``changed`` hears of every change from now on."""
        key = (api_version, plural)
        listeners = self._listeners.setdefault(key, [])
        if changed is not None:
            listeners.append(changed)
        if key not in self._informers:

            def tell(before: Object | None, after: Object | None) -> None:
                for one in listeners:
                    one(before, after)

            self._informers[key] = Informer(self.client, path_of(api_version, plural), tell)
        return self._informers[key]

    def stop(self) -> None:
        """End every watch."""
        for informer in self._informers.values():
            informer.stop()
