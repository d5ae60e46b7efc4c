"""What the implementation knows of its cluster: one informer a kind."""

from collections.abc import Callable

from vmrt.fakes.kube.client import Client, path_of
from vmrt.fakes.kube.informer import Informer
from vmrt.fakes.kube.message import Object
from vmrt.fakes.reference.name import CHECKS, DISKS, MACHINES, NAMESPACE, RUNTIME, RUNTIMES

Changed = Callable[[Object | None, Object | None], None]
LAUNCHER = "kubevirt.io=virt-launcher"
PART = "app.kubernetes.io/part-of=vmruntime"


class Knowledge:
    """The informers of the implementation, and whether all have been filled."""

    def __init__(
        self, client: Client, changed: Callable[[str, Object | None, Object | None], None]
    ) -> None:
        self.client = client

        def follow(name: str, path: str, selector: str = "") -> Informer:
            query = {"labelSelector": selector} if selector else None

            def tell(before: Object | None, after: Object | None) -> None:
                changed(name, before, after)

            return Informer(client, path, tell, query=query)

        self.runtimes = follow("runtime", RUNTIMES)
        self.checks = follow("check", CHECKS)
        self.machines = follow("machine", MACHINES)
        self.disks = follow("disk", DISKS)
        self.nodes = follow("node", "/api/v1/nodes")
        self.pods = follow("pod", path_of("v1", "pods", NAMESPACE))
        self.launchers = follow("launcher", "/api/v1/pods", LAUNCHER)
        self.deployments = follow("component", path_of("apps/v1", "deployments", NAMESPACE), PART)
        self.daemon_sets = follow("component", path_of("apps/v1", "daemonsets", NAMESPACE), PART)
        self.roles = follow(
            "component", path_of("rbac.authorization.k8s.io/v1", "clusterroles"), PART
        )

    def all(self) -> list[Informer]:
        """Return every informer."""
        return [
            self.runtimes, self.checks, self.machines, self.disks, self.nodes, self.pods,
            self.launchers, self.deployments, self.daemon_sets, self.roles,
        ]  # fmt: skip

    def complete(self) -> bool:
        """Say whether every kind has been listed: nothing is decided before."""
        return all(one.synced for one in self.all())

    def runtime(self) -> Object | None:
        """Return the runtime object, None when it is not there."""
        return self.runtimes.get(RUNTIME)

    def stop(self) -> None:
        """End every watch."""
        for one in self.all():
            one.stop()
