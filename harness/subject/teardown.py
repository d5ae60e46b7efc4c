"""Watches the runtime go: machines first, then the components, and no early success."""

from typing import Any

from vmrt.harness.sight import Sight
from vmrt.harness.subject.component import Components
from vmrt.harness.subject.machine import Machines


class Teardown:
    """What was seen of machines and component pods, moment by moment.

    A command may do everything before it returns, so the command line looks here while it runs.
    """

    def __init__(self, machines: Machines, components: Components, sight: Sight) -> None:
        self._machines = machines
        self._components = components
        self._sight = sight
        self._moments: list[dict[str, Any]] = []

    def begin(self) -> None:
        """Forget what was seen, and look for the first time."""
        self._moments = []
        self.look()

    def look(self) -> dict[str, Any]:
        """Take down the present moment and return it."""
        moment = {
            "machines": self._machines.existing(),
            "hosts": [domain.node for domain in self._machines.domains()],
            "pods": self._components.strangers(),
        }
        if not self._moments or self._moments[-1] != moment:
            self._moments.append(moment)
        return moment

    def completes_in_order(self, within_s: float) -> None:
        """Wait for the end; R-050 must not have held while a machine existed (R-074, R-081).

        Raises:
            AssertionError: The disabled state showed early, or not in time.
        """
        self._sight.eventually(
            "machines, hosts that run one, and pods besides the controller's",
            self.look,
            until=lambda seen: not any(seen.values()),
            within_s=within_s,
        )
        early = [seen for seen in self._moments if not seen["pods"] and any(seen.values())]
        self._sight.require(
            "the teardown, moment by moment",
            actual=self._moments,
            holds=not early and any(seen["machines"] for seen in self._moments),
            expected="at no moment only the controller's pods and still a machine",
        )
