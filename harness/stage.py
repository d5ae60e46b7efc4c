"""Puts an implementation into a cluster, once for each scenario."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.metadata import entry_points

from vmrt.conformance.journal import Journal
from vmrt.harness.backend import Backend
from vmrt.harness.config import Config
from vmrt.harness.driver import Driver
from vmrt.harness.error import UsageError
from vmrt.harness.record import Record
from vmrt.harness.world import World

BACKENDS = {"fake": "vmrt.harness.backends.fake:FakeBackend"}
DRIVERS = {
    "none": "vmrt.harness.drivers.nothing:NothingDriver",
    "installed": "vmrt.harness.drivers.nothing:NothingDriver",
    "manifests": "vmrt.harness.drivers.manifests:ManifestsDriver",
    "process": "vmrt.harness.drivers.process:ProcessDriver",
    "reference": "vmrt.harness.drivers.reference:ReferenceDriver",
}
ALWAYS = frozenset({"destructive"})  # what every backend of today offers: its clusters are its own


class Stage:
    """Makes worlds from a configuration.

    Raises:
        UsageError: The backend or the driver is not known, or cannot do what is asked.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.backend: Backend = _made(config.backend, BACKENDS, "backend", config)
        name = config.driver.split(":", 1)[0]
        self.driver: Driver = _made(name, _drivers(), "driver", config)

    def offers(self) -> frozenset[str]:
        """Return the needs of scenarios that this backend and driver can meet."""
        return ALWAYS | self.backend.offers | self.driver.offers

    @contextmanager
    def world(self, journal: Journal) -> Iterator[World]:
        """Start a cluster with the implementation in it; leaving the context removes both."""
        with ExitStack() as stack:
            yield self._world(journal, stack)

    def _world(self, journal: Journal, stack: ExitStack) -> World:
        cluster = stack.enter_context(self.backend.cluster())
        implementation = stack.enter_context(self.driver.install(cluster))
        return World(
            cluster,
            implementation,
            record=Record(journal, cluster.clock),
            patience_s=self.config.patience_s,
            neighbour=lambda: self._world(journal, stack),
        )


def _drivers() -> dict[str, str]:
    found = {point.name: point.value for point in entry_points(group="vmrt.drivers")}
    return {**found, **DRIVERS}


def _made(name: str, known: dict[str, str], what: str, config: Config):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a Backend or a Driver
    if name not in known:
        names = ", ".join(sorted(known))
        raise UsageError(f"there is no {what} {name!r}: choose one of {names}")
    module, attribute = known[name].split(":")
    return getattr(import_module(module), attribute)(config)
