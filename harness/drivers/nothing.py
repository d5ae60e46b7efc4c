"""Drivers that install nothing: into an empty cluster, or where something is already."""

from collections.abc import Iterator
from contextlib import contextmanager

from vmrt.harness.backend import Cluster
from vmrt.harness.config import Config
from vmrt.harness.driver import Implementation
from vmrt.harness.terminal import command_line


class NothingDriver:
    """Implements ``Driver`` by leaving the cluster as it is."""

    name = "none"

    def __init__(self, config: Config) -> None:
        self._config = config
        self._line = command_line(config.cli)
        self.offers = frozenset({"needs-cli"} if self._line else ())

    @contextmanager
    def install(self, cluster: Cluster) -> Iterator[Implementation]:
        """Leave the cluster alone."""
        del cluster
        name = self._config.implementation or self.name
        yield Implementation(name, self._config.version, self._line)
