"""Simulated clusters: an API server, hosts and controllers in memory."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vmrt.fakes.cluster import FakeCluster
from vmrt.fakes.node.host import hosts_of
from vmrt.fakes.node.host import profiles as known_profiles
from vmrt.fakes.sim.pace import BRISK, STEADY
from vmrt.harness.backends.simulated import Served, SimulatedCluster
from vmrt.harness.config import Config
from vmrt.harness.error import HarnessError, UsageError

IN_PROCESS = {"reference", "none"}  # drivers whose programs run inside the simulation


class FakeBackend:
    """Implements ``Backend`` with clusters that cost milliseconds.

    Time is virtual unless something outside of this process takes part: an operator of another
    process, or whoever uses a served cluster.
    """

    name = "fake"
    offers = frozenset({"needs-witness", "needs-node-control"})

    def __init__(self, config: Config, *, served: Served | None = None) -> None:
        self._config, self._served = config, served
        self._outside = served is not None or config.driver.partition(":")[0] not in IN_PROCESS
        self._open: dict[str, SimulatedCluster] = {}
        self._number = 0
        self.environment: Mapping[str, Any] = {
            "kubernetes": "v1.34.4",
            "clock": "wall" if self._outside else "virtual",
            "nodes": self._nodes(),
        }

    @contextmanager
    def cluster(self) -> Iterator[SimulatedCluster]:
        """Start a simulated cluster; leaving the context ends its processes and files.

        Raises:
            UsageError: The nodes cannot be read.
            HarnessError: The port is taken.
        """
        self._number += 1
        with tempfile.TemporaryDirectory(prefix="vmrt-") as folder:
            name = f"https://fake-{self._number}.invalid"
            simulated = SimulatedCluster(self._fake(), name, Path(folder), self._open)
            try:
                if self._outside:
                    simulated.serve(self._served or Served())
                self._open[name] = simulated
                yield simulated
            except OSError as error:
                port = self._served.port if self._served else 0
                raise HarnessError(f"port {port} cannot be served: {error.strerror}") from error
            finally:
                self._open.pop(name, None)
                simulated.close()

    def _fake(self) -> FakeCluster:
        seed, nodes = self._config.seed, self._config.nodes
        try:
            if self._outside:  # clients compare dates with their own clock
                return FakeCluster(seed=seed, nodes=nodes, pace=BRISK, begin=datetime.now(UTC))
            return FakeCluster(seed=seed, nodes=nodes, pace=STEADY)
        except ValueError as error:
            raise UsageError(f"--nodes {self._config.nodes}: {error}") from error

    def _nodes(self) -> list[dict[str, str]]:
        try:
            hosts = hosts_of(self._config.nodes)
        except ValueError as error:
            raise UsageError(f"--nodes {self._config.nodes}: {error}") from error
        return [{"name": name, "profile": hosts[name].profile} for name in sorted(hosts)]


def host_profiles() -> dict[str, str]:
    """Return the host profiles and a sentence about each."""
    return {name: facts.about for name, facts in known_profiles().items()}
