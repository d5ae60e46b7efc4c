"""DaemonSets keep one pod on each node that fits."""

from vmrt.fakes.controllers.condition import is_true
from vmrt.fakes.controllers.owner import belongs, controller_of, is_going
from vmrt.fakes.controllers.template import create_pod
from vmrt.fakes.controllers.view import View
from vmrt.fakes.controllers.worklist import Worklist
from vmrt.fakes.kube.client import MERGE, path_of
from vmrt.fakes.kube.informer import Key, key_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.sim.timer import Timers

OVER = {"Succeeded", "Failed"}


class DaemonSets:
    """The controller of DaemonSets; it binds its pods itself, node by node."""

    def __init__(self, view: View, timers: Timers, react_s: float) -> None:
        self._client = view.client
        self._work: Worklist[Key] = Worklist(timers, react_s, self._reconcile)
        self._sets = view.of("apps/v1", "daemonsets", self._changed)
        self._pods = view.of("v1", "pods", self._pod_changed)
        self._nodes = view.of("v1", "nodes", self._node_changed)

    def _changed(self, before: Object | None, after: Object | None) -> None:
        if after is not None and before != after:
            self._work.add(key_of(after))

    def _pod_changed(self, before: Object | None, after: Object | None) -> None:
        owner = controller_of(after or before)
        if owner.get("kind") == "DaemonSet":
            self._work.add((key_of(after or before or {})[0], owner["name"]))

    def _node_changed(self, before: Object | None, after: Object | None) -> None:
        if _matters(before) != _matters(after):
            for one in self._sets:
                self._work.add(key_of(one))

    def _reconcile(self, key: Key) -> None:
        found = self._sets.get(key[1], key[0])
        if found is None or is_going(found):
            return
        fitting = [node["metadata"]["name"] for node in self._nodes if _fits(found, node)]
        pods = [pod for pod in self._pods if belongs(pod, found)]
        alive = [p for p in pods if not is_going(p) and p["status"].get("phase") not in OVER]
        where = {pod["spec"].get("nodeName", ""): pod for pod in alive}
        for node in sorted(fitting):
            if node not in where:
                self._create(found, node)
        for node, pod in where.items():
            if node not in fitting:
                self._client.request("DELETE", path_of("v1", "pods", *key_of(pod)))
        self._report(found, len(fitting), [pod for node, pod in where.items() if node in fitting])

    def _create(self, found: Object, node: str) -> None:
        tolerations = list(found["spec"]["template"]["spec"].get("tolerations") or [])
        for taint in ("not-ready", "unreachable"):
            key = f"node.kubernetes.io/{taint}"
            tolerations.append({"key": key, "operator": "Exists", "effect": "NoExecute"})
        create_pod(self._client, found, nodeName=node, tolerations=tolerations)

    def _report(self, found: Object, wanted: int, pods: list[Object]) -> None:
        ready = sum(is_true(pod, "Ready") for pod in pods)
        status = {
            "currentNumberScheduled": len(pods),
            "desiredNumberScheduled": wanted,
            "numberMisscheduled": 0,
            "numberReady": ready,
            "numberAvailable": ready,
            "updatedNumberScheduled": len(pods),
            "observedGeneration": found["metadata"].get("generation", 1),
        }
        if any((found.get("status") or {}).get(name) != value for name, value in status.items()):
            path = path_of("apps/v1", "daemonsets", *key_of(found), "status")
            self._client.request("PATCH", path, body={"status": status}, content_type=MERGE)


def _fits(found: Object, node: Object) -> bool:
    wanted = found["spec"]["template"]["spec"].get("nodeSelector") or {}
    labels = node["metadata"].get("labels") or {}
    return not is_going(node) and all(labels.get(key) == wanted[key] for key in wanted)


def _matters(node: Object | None) -> tuple[bool, object]:
    return node is not None, (node or {}).get("metadata", {}).get("labels")
