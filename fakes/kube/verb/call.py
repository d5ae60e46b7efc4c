"""One request as the verbs see it, and what they work with."""

from dataclasses import dataclass

from vmrt.fakes.kube.kinds.registry import Registry
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Object, Request
from vmrt.fakes.kube.store.log import Key, Place, Store
from vmrt.fakes.sim.calendar import Calendar
from vmrt.fakes.sim.choice import Choice
from vmrt.fakes.sim.timer import Timers


@dataclass(frozen=True, slots=True)
class Core:
    """What a server is made of; one for each world."""

    store: Store
    registry: Registry
    calendar: Calendar
    choice: Choice
    timers: Timers


@dataclass(frozen=True, slots=True)
class Call:
    """A request to a resource.

    Attributes:
        core: The server.
        request: As it came in.
        resource: The kind that the path names.
        namespace: "" for cluster-scoped kinds and for all namespaces.
        name: "" for a collection.
        subresource: ``status``, or "".
    """

    core: Core
    request: Request
    resource: Resource
    namespace: str
    name: str
    subresource: str = ""

    @property
    def place(self) -> Place:
        """Return where the kind's objects are kept."""
        return self.resource.group, self.resource.plural

    @property
    def key(self) -> Key:
        """Return which object the path names."""
        return self.namespace, self.name

    @property
    def dry(self) -> bool:
        """Say whether nothing may be stored."""
        return self.request.asked("dryRun") == "All"

    def current(self) -> Object | None:
        """Return the object that the path names, as it is; do not change it."""
        return self.core.store.get(self.place, self.key)
