"""Domains: what really runs on hosts, whatever the API says."""

from dataclasses import dataclass

from vmrt.fakes.kube.store.log import Store


@dataclass(frozen=True, slots=True)
class Domain:
    """A machine that a host runs.

    Attributes:
        uid: Given by its launcher.
        name: For people.
        node: The host.
        accelerated: By KVM; False means emulated.
    """

    uid: str
    name: str
    node: str
    accelerated: bool


class Hypervisor:
    """The domains of all hosts; each change goes into the log of the world."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._domains: dict[tuple[str, str], Domain] = {}

    def start(self, domain: Domain) -> None:
        """Make a domain live."""
        self._domains[(domain.node, domain.uid)] = domain
        facts = {"uid": domain.uid, "name": domain.name, "accelerated": domain.accelerated}
        self._store.note("domain-started", {"node": domain.node, **facts}, actor=domain.node)

    def stop(self, node: str, uid: str) -> None:
        """End a domain; one that is not there is no error."""
        domain = self._domains.pop((node, uid), None)
        if domain is not None:
            self._store.note("domain-stopped", {"node": node, "uid": uid}, actor=node)

    def domains(self) -> list[Domain]:
        """Return every live domain, sorted by node and uid."""
        return [self._domains[key] for key in sorted(self._domains)]
