"""What really runs, seen past the API."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Domain:
    """A virtual machine that a hypervisor runs now.

    Attributes:
        uid: The identity that its launcher gave it.
        name: For people.
        node: The host it runs on.
        accelerated: By KVM; False means emulated in software.
    """

    uid: str
    name: str
    node: str
    accelerated: bool


class Witness(Protocol):
    """Sees domains on hosts, never objects of the API."""

    def domains(self) -> list[Domain]:
        """Return every domain that is live on any host, sorted by node and uid."""
        ...
