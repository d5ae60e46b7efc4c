"""ReplicaSets keep their number of pods."""

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


class ReplicaSets:
    """The controller of ReplicaSets."""

    def __init__(self, view: View, timers: Timers, react_s: float) -> None:
        self._client = view.client
        self._work: Worklist[Key] = Worklist(timers, react_s, self._reconcile)
        self._sets = view.of("apps/v1", "replicasets", self._set_changed)
        self._pods = view.of("v1", "pods", self._pod_changed)

    def _set_changed(self, before: Object | None, after: Object | None) -> None:
        if after is not None and before != after:
            self._work.add(key_of(after))

    def _pod_changed(self, before: Object | None, after: Object | None) -> None:
        owner = controller_of(after or before)
        if owner.get("kind") == "ReplicaSet":
            self._work.add((key_of(after or before or {})[0], owner["name"]))

    def _reconcile(self, key: Key) -> None:
        found = self._sets.get(key[1], key[0])
        if found is None:
            return
        pods = [
            pod
            for pod in self._pods
            if belongs(pod, found) and (pod.get("status") or {}).get("phase") not in OVER
        ]
        active = [pod for pod in pods if not is_going(pod)]
        wanted = 0 if is_going(found) else int(found["spec"].get("replicas", 1))
        if not is_going(found):
            for _ in range(wanted - len(active)):
                create_pod(self._client, found)
            surplus = sorted(active, key=_keep_last)[: max(0, len(active) - wanted)]
            for pod in surplus:
                namespace, name = key_of(pod)
                self._client.request("DELETE", path_of("v1", "pods", namespace, name))
        self._report(found, active)

    def _report(self, found: Object, active: list[Object]) -> None:
        ready = sum(is_true(pod, "Ready") for pod in active)
        status = {
            "replicas": len(active),
            "fullyLabeledReplicas": len(active),
            "readyReplicas": ready,
            "availableReplicas": ready,
            "observedGeneration": found["metadata"].get("generation", 1),
        }
        if any((found.get("status") or {}).get(name) != value for name, value in status.items()):
            namespace, name = key_of(found)
            path = path_of("apps/v1", "replicasets", namespace, name, "status")
            self._client.request("PATCH", path, body={"status": status}, content_type=MERGE)


def _keep_last(pod: Object) -> tuple[bool, str]:
    """Order pods so that those that are not ready go first."""
    return is_true(pod, "Ready"), pod["metadata"]["name"]
