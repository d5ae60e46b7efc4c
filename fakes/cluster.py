"""A whole simulated cluster: API server, controllers, hosts."""

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec

from vmrt.fakes.controllers.plane import start_all
from vmrt.fakes.kube.access.authority import Authority, account_of
from vmrt.fakes.kube.access.rbac import Rbac
from vmrt.fakes.kube.api import Api
from vmrt.fakes.kube.bootstrap import bootstrap
from vmrt.fakes.kube.direct import DirectClient
from vmrt.fakes.kube.failure import StatusError, not_found
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import ADMIN, Identity, Object, Request, Response
from vmrt.fakes.kube.store.log import Revision
from vmrt.fakes.kube.subresource import mount
from vmrt.fakes.node.container import Work, files_of, scripted
from vmrt.fakes.node.host import hosts_of, profiles
from vmrt.fakes.node.hypervisor import Domain, Hypervisor
from vmrt.fakes.node.image import Images, Inline, Program, Surroundings, process_of
from vmrt.fakes.node.kubelet import Kubelet
from vmrt.fakes.node.launcher import Launchers
from vmrt.fakes.sim.calendar import FIRST_LIGHT, Calendar
from vmrt.fakes.sim.choice import Choice
from vmrt.fakes.sim.loop import Loop
from vmrt.fakes.sim.pace import STEADY, Pace
from vmrt.fakes.sim.tempo import Tempo

SETTLE_S = 1.0  # until a new cluster has its nodes and service accounts


class FakeCluster:
    """A cluster in memory. Nothing in it runs unless time passes.

    Args:
        seed: Same seed, same history.
        nodes: ``3``, ``healthy,no-kvm`` or ``n1=healthy,n2=no-kvm``.
        pace: How long things take.
        begin: The date at second 0.
        root_ca: The certificate that namespaces are told of, PEM.

    Attributes:
        reach: Returns the variables that let a process reach the API with an identity.
        lock: Held by whoever lets time pass or asks the API, once threads take part.

    Raises:
        ValueError: The nodes cannot be read.
    """

    def __init__(
        self,
        *,
        seed: int = 0,
        nodes: str = "2",
        pace: Pace = STEADY,
        begin: datetime = FIRST_LIGHT,
        root_ca: str = "",
    ) -> None:
        hosts = hosts_of(nodes)
        self.choice = Choice(seed)
        self.loop = Loop(self.choice)
        self.pace = pace
        self.lock = threading.RLock()
        self.calendar = Calendar(self.loop, begin)
        self.api = Api(self.loop, self.choice, calendar=self.calendar)
        self.api.access = Rbac(self.api.store)
        self.authority = Authority(self.api.store, self.choice)
        self.images = Images()
        self.surroundings = Surroundings(self._client_of, self._environment_of)
        self.reach: Callable[[Identity], Mapping[str, str]] = _unreachable
        self._told = 0
        mount(self.api)
        self.api.mount("", "pods", "log", self._log)
        bootstrap(self.api)
        self._hypervisor = Hypervisor(self.api.store)
        launchers = Launchers(self._hypervisor, self.loop, pace.boot_s)
        self._kubelets = {
            name: Kubelet(
                name,
                facts,
                self.client(Identity(f"system:node:{name}", ("system:masters", "system:nodes"))),
                starts=self,
                launchers=launchers,
                tempo=Tempo(self.loop, self.calendar, pace),
            )
            for name, facts in hosts.items()
        }
        self._stop_controllers = start_all(
            self.api, self.loop, self.choice, pace=pace, root_ca=root_ca
        )
        self.loop.run_for(SETTLE_S)

    def client(self, identity: Identity = ADMIN) -> DirectClient:
        """Return a client of programs inside the simulation."""
        return DirectClient(self.api, identity, self.loop, self.pace)

    def start(self, pod: Object, container: Object) -> Work:
        """Start a container as its image says; without a runner it is simulated."""
        runner = self.images.find(container.get("image", ""))
        if isinstance(runner, str):
            return process_of(runner, pod, container, self.surroundings)
        if runner is not None:
            return Inline(runner, self._client_of(pod), self.loop)
        facts = self._kubelets[pod["spec"]["nodeName"]].facts
        return scripted(container, files_of(pod, container, facts), self.loop.now_s)

    def run_image(self, image: str, runner: Program | str) -> None:
        """Let containers of an image run a program of the simulation, or a process."""
        self.images.runners[image] = runner

    def domains(self) -> list[Domain]:
        """Return what hosts run, sorted by node and uid."""
        return self._hypervisor.domains()

    def profiles(self) -> dict[str, str]:
        """Return the host profile of each node."""
        return {name: kubelet.facts.profile for name, kubelet in self._kubelets.items()}

    def reshape(self, node: str, profile: str) -> None:
        """Make a host look like a profile: a fault, noted in the log.

        Raises:
            ValueError: There is no such node or profile.
        """
        if node not in self._kubelets or profile not in profiles():
            raise ValueError(f"there is no node {node!r}, or no profile {profile!r}")
        self.api.store.note("host-reshaped", {"node": node, "profile": profile}, actor=node)
        self._kubelets[node].reshape(profiles()[profile])

    def history(self) -> Iterator[dict[str, Any]]:
        """Yield what happened since the last call, each revision as JSON."""
        for entry in self.api.store.history(self._told):
            self._told = entry.number
            yield told(entry)

    def close(self) -> None:
        """Stop everything; child processes are gone afterwards."""
        for kubelet in self._kubelets.values():
            kubelet.stop()
        self._stop_controllers()

    def _client_of(self, pod: Object) -> DirectClient:
        return self.client(self.authority.account(*account_of(pod)))

    def _environment_of(self, pod: Object) -> Mapping[str, str]:
        return self.reach(self.authority.account(*account_of(pod)))

    def _log(self, request: Request, resource: Resource, namespace: str, name: str) -> Response:
        pod = self.api.store.get(("", "pods"), (namespace, name))
        if pod is None:
            raise not_found(resource.plural, "", name)
        plain = {"Content-Type": "text/plain"}
        kubelet = self._kubelets.get(pod["spec"].get("nodeName", ""))
        run = kubelet.run_of((namespace, name)) if kubelet else None
        if run is None:
            return Response(204 if kubelet is None else 200, plain)
        previous = request.asked("previous") == "true"
        text = run.log(request.asked("container"), previous=previous)
        if text is None:
            asked = request.asked("container")
            message = f"container {asked} is not valid for pod {name}"
            raise StatusError(400, "BadRequest", message)
        return Response(200, plain, text.encode())


def _unreachable(identity: Identity) -> Mapping[str, str]:
    """Return nothing: a world without a door cannot be reached by processes."""
    del identity
    return {}


def told(entry: Revision) -> dict[str, Any]:
    """Return a revision as JSON: who did what to which object, and what is different now."""
    fact: dict[str, Any] = {
        "revision": entry.number,
        "at_s": round(entry.at_s, 3),
        "actor": entry.actor,
        "verb": entry.verb,
        "resource": f"{entry.place[1]}.{entry.place[0]}".rstrip("."),
        "namespace": entry.key[0],
        "name": entry.key[1],
    }
    if entry.verb == "note":
        return {**fact, "facts": entry.after}
    changed = [
        part
        for part in ("metadata", "spec", "status", "data")
        if (entry.before or {}).get(part) != (entry.after or {}).get(part)
    ]
    fact["changed"] = changed
    if entry.place[0] == "vm.cluster.gke.io" and entry.after is not None:
        fact["object"] = msgspec.json.decode(msgspec.json.encode(entry.after))
    return fact
