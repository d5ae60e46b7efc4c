"""Everything that runs around the API server of a real cluster."""

from collections.abc import Callable

from vmrt.fakes.controllers.daemonset import DaemonSets
from vmrt.fakes.controllers.deployment import Deployments
from vmrt.fakes.controllers.garbage import Garbage
from vmrt.fakes.controllers.job import Jobs
from vmrt.fakes.controllers.namespace import Namespaces
from vmrt.fakes.controllers.replicaset import ReplicaSets
from vmrt.fakes.controllers.scheduler import Scheduler
from vmrt.fakes.controllers.view import View
from vmrt.fakes.kube.api import Api
from vmrt.fakes.kube.direct import DirectClient
from vmrt.fakes.kube.message import Identity
from vmrt.fakes.sim.choice import Choice
from vmrt.fakes.sim.pace import Pace
from vmrt.fakes.sim.timer import Timers

IDENTITY = Identity("system:kube-controller-manager", ("system:masters", "system:authenticated"))


def start_all(
    api: Api, timers: Timers, choice: Choice, *, pace: Pace, root_ca: str
) -> Callable[[], None]:
    """Start every controller; return what stops them."""
    client = DirectClient(api, IDENTITY, timers, pace)
    view = View(client)
    react_s, calendar = pace.react_s, api.calendar
    Namespaces(api, view, timers, react_s, root_ca)
    Deployments(view, timers, react_s, calendar)
    ReplicaSets(view, timers, react_s)
    Jobs(view, timers, react_s, calendar)
    DaemonSets(view, timers, react_s)
    Scheduler(view, timers, react_s, calendar, choice)
    garbage = Garbage(api, client, timers, react_s)

    def stop() -> None:
        garbage.stop()
        view.stop()

    return stop
