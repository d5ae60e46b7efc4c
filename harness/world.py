"""One scenario's hands and eyes."""

from collections.abc import Callable
from typing import Any

from vmrt.harness.backend import Cluster
from vmrt.harness.client import Client
from vmrt.harness.driver import Implementation
from vmrt.harness.error import HarnessError, NotObservableError
from vmrt.harness.record import Record
from vmrt.harness.sight import Sight
from vmrt.harness.subject.check import Checks
from vmrt.harness.subject.command import Command
from vmrt.harness.subject.fleet import Fleet
from vmrt.harness.subject.inspection import Inspection
from vmrt.harness.subject.kind import Kinds
from vmrt.harness.subject.machine import Machines
from vmrt.harness.subject.runtime import Runtime
from vmrt.harness.subject.summary import Summary
from vmrt.harness.subject.teardown import Teardown


class World:
    """A cluster with an implementation in it, as a scenario uses it.

    Args:
        cluster: Where the implementation is installed.
        implementation: What the driver put there.
        record: Takes down what is done and seen.
        patience_s: Upper bound for every wait and window, None for the scenario's own.
        neighbour: Starts a second, independent cluster with the same implementation.

    Attributes:
        runtime: The object that turns the runtime on and off.
        machines: Virtual machines.
        checks: Preflight checks.
        inspection: The details of finished checks.
        fleet: Nodes.
        command: The command line under test.
        kinds: What discovery says.
        summary: What the runtime's status says of the latest check.
        teardown: What was seen of machines and components going away.
        kept: What a scenario remembers from one step to a later one.
    """

    def __init__(
        self,
        cluster: Cluster,
        implementation: Implementation,
        *,
        record: Record,
        patience_s: float | None = None,
        neighbour: "Callable[[], World] | None" = None,
    ) -> None:
        self.cluster = cluster
        self.record = record
        self.client = Client(cluster, record)
        self.sight = Sight(record, cluster.clock, patience_s)
        self.runtime = Runtime(self.client, self.sight)
        self.machines = Machines(self.client, self.sight, cluster.witness)
        self.checks = Checks(self.client, self.sight)
        self.inspection = Inspection(self.client, self.sight)
        self.fleet = Fleet(self.client, cluster.nodes)
        self.teardown = Teardown(self.machines, self.runtime.components, self.sight)
        self.kinds = Kinds(self.client, self.sight)
        self.command = Command(
            implementation.command_line,
            cluster.kubeconfig,
            record=record,
            sight=self.sight,
            teardown=self.teardown,
        )
        self.kept: dict[str, Any] = {}
        self.summary = Summary(self.runtime, self.sight)
        self._neighbour = neighbour
        self._second: World | None = None

    def neighbour(self) -> "World":
        """Return a second cluster with the same implementation, the same one each time.

        Raises:
            NotObservableError: This backend has only one.
        """
        if self._second is None:
            if self._neighbour is None:
                raise NotObservableError("this backend has one cluster only: run on the fake")
            self._second = self._neighbour()
            self._second.record.cited = self.record.cited  # a step rests on both clusters
        return self._second

    def pass_time(self, duration_s: float) -> None:
        """Let the cluster go on for a while, at most as long as patience allows."""
        self.cluster.clock.sleep(self.sight.budget_s(duration_s))

    def present(self) -> None:
        """Begin a scenario: the API answers."""
        answer = self.client.request("GET", "/version")
        if not answer.ok:
            raise HarnessError(f"the cluster does not answer: {answer.message}")

    def starts_off(self) -> None:
        """Begin a scenario with the runtime off, by its own word and by what runs."""
        self.present()
        self.runtime.exists()
        self.runtime.is_not_enabled()
        self.runtime.not_ready()
        self.runtime.becomes_disabled()

    def starts_ready(self) -> None:
        """Begin a scenario with the runtime on and working."""
        self.starts_off()
        self.turn_on()

    def turn_on(self) -> None:
        """Enable the runtime through the custom resource and wait until it works."""
        self.runtime.set_spec(enabled=True)
        self.runtime.becomes_ready()

    def disable(self) -> None:
        """Ask for the runtime to be turned off through the custom resource, and begin to watch."""
        self.teardown.begin()
        self.runtime.set_spec(enabled=False)
