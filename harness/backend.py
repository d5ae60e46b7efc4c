"""Where a cluster comes from, and what it can show and break."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from vmrt.harness.clock import Clock
from vmrt.harness.witness import Witness


class Pool(Protocol):
    """What carries requests: a urllib3 ``PoolManager``, or the fake's stand-in for one."""

    def request(self, method: str, url: str, **options: Any) -> Any:  # noqa: ANN401 - urllib3's
        """Send one request; options as in urllib3."""
        ...


class NodeControl(Protocol):
    """Changes hosts while the cluster runs. Each change is recorded as a fault."""

    def profiles(self) -> Mapping[str, str]:
        """Return the host profile of each node by the node's name."""
        ...

    def reshape(self, node: str, profile: str) -> None:
        """Make a host look like a profile, for example ``no-kvm`` or ``healthy``."""
        ...


class Cluster(Protocol):
    """A running cluster.

    Attributes:
        server: The URL in front of every path.
        pool: Carries the harness's own requests, with the rights of an administrator.
        headers: Go with each request.
        clock: Time, as the implementation lives it.
        witness: None where nothing can be seen past the API.
        nodes: None where hosts cannot be changed.
        disposable: Whether it is thrown away at the end, with all that is in it.
    """

    server: str
    pool: Pool
    headers: Mapping[str, str]
    clock: Clock
    witness: Witness | None
    nodes: NodeControl | None
    disposable: bool

    def kubeconfig(self) -> Path:
        """Return a file that gives an administrator access, for command lines and processes."""
        ...

    def run_image(self, image: str, runner: "Runner") -> None:
        """Let containers of ``image`` run as ``runner`` says.

        Raises:
            NotObservableError: This backend runs images by itself.
        """
        ...

    def taints(self) -> list[str]:
        """Return why nothing that happened here can support a claim, [] when it can."""
        ...

    def history(self) -> Iterator[dict[str, Any]]:
        """Yield what happened since the last call, one entry a change of the API or of a host."""
        ...


Runner = Callable[..., Any] | str  # a program of the simulation, or the command of a process


class Backend(Protocol):
    """A source of clusters, made with the run's ``Config`` as its only argument.

    Attributes:
        name: For the report.
        offers: Needs of scenarios that its clusters meet, for example ``needs-witness``.
        environment: For the report: ``{"kubernetes": ..., "clock": ..., "nodes": [...]}``.
    """

    name: str
    offers: frozenset[str]
    environment: Mapping[str, Any]

    def cluster(self) -> AbstractContextManager[Cluster]:
        """Start a cluster; leaving the context removes all that was made for it.

        Raises:
            HarnessError: The cluster did not start. Nothing is left behind.
        """
        ...
