"""Simulated clusters: an API server, hosts and controllers in memory."""

import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vmrt.fakes.cluster import FakeCluster
from vmrt.fakes.kube.client import Client as FakeClient
from vmrt.fakes.sim.pace import BRISK, STEADY
from vmrt.harness.backend import Runner
from vmrt.harness.config import Config
from vmrt.harness.error import UsageError
from vmrt.harness.witness import Domain

SERVER = "https://fake.invalid"
IN_PROCESS = {"reference", "none"}  # drivers whose programs run inside the simulation
POLL_S = {"virtual": 0.5, "wall": 0.1}


@dataclass(frozen=True, slots=True)
class Served:
    """How the API server is reached from outside.

    Attributes:
        port: 0 takes a free one.
        kubeconfig: Where to write the file, None for a folder that goes with the cluster.
    """

    port: int = 0
    kubeconfig: Path | None = None


class FakeBackend:
    """Implements ``Backend`` with clusters that cost milliseconds.

    Time is virtual unless something outside of this process takes part: an operator of another
    process, or whoever uses a served cluster.
    """

    name = "fake"
    offers = frozenset({"needs-witness", "needs-node-control"})

    def __init__(self, config: Config, *, served: Served | None = None) -> None:
        self._config = config
        self._served = served
        outside = served is not None or config.driver.partition(":")[0] not in IN_PROCESS
        self._clock = "wall" if outside else "virtual"
        self.environment: Mapping[str, Any] = {
            "kubernetes": "v1.34.4",
            "clock": self._clock,
            "nodes": self._nodes(),
        }

    @contextmanager
    def cluster(self) -> Iterator["SimulatedCluster"]:
        """Start a simulated cluster; leaving the context ends its processes and files."""
        with tempfile.TemporaryDirectory(prefix="vmrt-") as folder:
            simulated = self._simulated()
            try:
                yield SimulatedCluster(simulated, self._clock, Path(folder), self._served)
            finally:
                simulated.close()

    def _simulated(self) -> FakeCluster:
        try:
            if self._clock == "virtual":
                return FakeCluster(seed=self._config.seed, nodes=self._config.nodes, pace=STEADY)
            begin = datetime.now(UTC)
            return FakeCluster(
                seed=self._config.seed, nodes=self._config.nodes, pace=BRISK, begin=begin
            )
        except ValueError as error:
            raise UsageError(f"--nodes {self._config.nodes}: {error}") from error

    def _nodes(self) -> list[dict[str, str]]:
        simulated = self._simulated()
        profiles = simulated.profiles()
        simulated.close()
        return [{"name": name, "profile": profiles[name]} for name in sorted(profiles)]
