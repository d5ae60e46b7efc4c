"""What the server does to objects of a built-in kind besides storing them."""

from dataclasses import dataclass
from typing import Protocol

from vmrt.fakes.kube.failure import Cause
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Object


class Rules(Protocol):
    """Defaults and demands of one kind. All methods work in place and keep no state."""

    drops_status: bool

    def default(self, obj: Object) -> None:
        """Fill in what the kind has a default for."""
        ...

    def prepare_create(self, obj: Object) -> None:
        """Set what the server decides about a new object."""
        ...

    def prepare_update(self, obj: Object, old: Object) -> None:
        """Set what the server decides about a changed object."""
        ...

    def validate(self, obj: Object, old: Object | None) -> list[Cause]:
        """Return everything wrong with an object."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """A kind without rules of its own."""

    drops_status: bool = True

    def default(self, obj: Object) -> None:
        """Leave the object as it is."""

    def prepare_create(self, obj: Object) -> None:
        """Leave the object as it is."""

    def prepare_update(self, obj: Object, old: Object) -> None:
        """Leave the object as it is."""

    def validate(self, obj: Object, old: Object | None) -> list[Cause]:
        """Find nothing wrong."""
        del obj, old
        return []


def rules_of(resource: Resource) -> Rules:
    """Return the rules of a kind."""
    del resource
    return Plain()
