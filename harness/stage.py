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
from vmrt.harness.install import Installation
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
MOMENT_S = 1.0  # a program that cannot start ends sooner
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

    def rehearse(self) -> None:
        """Install the implementation once and watch it for a moment, before anything is judged.

        Raises:
            UsageError: Its program does not stay up; the message has its last words.
        """
        with self.backend.cluster() as cluster, self.driver.install(cluster):
            if cluster.clock.name == "wall":
                cluster.clock.sleep(MOMENT_S)
                Installation(cluster).is_up()

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
