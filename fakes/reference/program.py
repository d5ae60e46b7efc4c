"""How the implementation is started, inside the simulation or as a process."""

from collections.abc import Callable

from vmrt.fakes.kube.client import Client
from vmrt.fakes.reference.controller import Controller
from vmrt.fakes.reference.policy import Policy
from vmrt.fakes.sim.timer import Timers


def program(
    now: Callable[[], str], policy: Policy | None = None
) -> Callable[[Client, Timers], Callable[[], None]]:
    """Return what a runner calls with a client and timers; that returns what stops it."""

    def run(client: Client, timers: Timers) -> Callable[[], None]:
        return Controller(client, timers, now, policy or Policy()).stop

    return run
