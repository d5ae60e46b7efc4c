"""The scheduler binds pods to nodes that fit, or says why none does."""

from collections import Counter

from vmrt.fakes.controllers.event import Reporter
from vmrt.fakes.controllers.owner import is_going
from vmrt.fakes.controllers.quantity import amount
from vmrt.fakes.controllers.view import View
from vmrt.fakes.controllers.worklist import Worklist
from vmrt.fakes.kube.client import MERGE, path_of
from vmrt.fakes.kube.informer import Key, key_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.sim.calendar import Calendar
from vmrt.fakes.sim.choice import Choice
from vmrt.fakes.sim.timer import Timers

OVER = {"Succeeded", "Failed"}
AGAIN_S = 5.0  # after which a pod that fits nowhere is looked at again


class Scheduler:
    """The default scheduler, as far as pods of VM runtimes can tell."""

    def __init__(
        self, view: View, timers: Timers, react_s: float, calendar: Calendar, choice: Choice
    ) -> None:
        self._client, self._calendar, self._choice = view.client, calendar, choice
        self._events = Reporter(view.client, calendar, choice, "default-scheduler")
        self._work: Worklist[Key] = Worklist(timers, react_s, self._schedule)
        self._pods = view.of("v1", "pods", self._pod_changed)
        self._nodes = view.of("v1", "nodes", self._node_changed)
        self._told: dict[Key, str] = {}

    def _pod_changed(self, before: Object | None, after: Object | None) -> None:
        if after is not None and _waits(after):
            self._work.add(key_of(after))
        elif after is None and before is not None:
            self._told.pop(key_of(before), None)
            self._try_all()
        elif after is not None and (after.get("status") or {}).get("phase") in OVER:
            self._try_all()

    def _node_changed(self, before: Object | None, after: Object | None) -> None:
        if _room(before) != _room(after):
            self._try_all()

    def _try_all(self) -> None:
        for pod in self._pods:
            if _waits(pod):
                self._work.add(key_of(pod))

    def _schedule(self, key: Key) -> None:
        pod = self._pods.get(key[1], key[0])
        if pod is None or not _waits(pod):
            return
        verdicts = {node["metadata"]["name"]: self._against(pod, node) for node in self._nodes}
        fitting = sorted(name for name, problem in verdicts.items() if not problem)
        if not fitting:
            self._refuse(pod, Counter(verdicts.values()), len(verdicts))
            return
        load = Counter(p["spec"].get("nodeName") for p in self._pods)
        least = min(load[name] for name in fitting)
        chosen = self._choice.pick([name for name in fitting if load[name] == least])
        target = {"apiVersion": "v1", "kind": "Node", "name": chosen}
        body = {
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": key[1]},
            "target": target,
        }
        self._client.request("POST", path_of("v1", "pods", *key, "binding"), body=body)
        text = f"Successfully assigned {key[0]}/{key[1]} to {chosen}"
        self._events.normal(pod, "Scheduled", text)

    def _against(self, pod: Object, node: Object) -> str:
        """Return why a pod cannot go to a node, "" when it can."""
        spec, labels = pod["spec"], node["metadata"].get("labels") or {}
        if (node.get("spec") or {}).get("unschedulable"):
            return "node(s) were unschedulable"
        wanted = spec.get("nodeSelector") or {}
        if any(labels.get(key) != wanted[key] for key in wanted) or not _affine(spec, labels):
            return "node(s) didn't match Pod's node affinity/selector"
        for taint in (node.get("spec") or {}).get("taints") or []:
            if taint["effect"] != "PreferNoSchedule" and not _tolerates(spec, taint):
                return f"node(s) had untolerated taint {{{taint['key']}: {taint.get('value', '')}}}"
        return self._short_of(pod, node)

    def _short_of(self, pod: Object, node: Object) -> str:
        free = {k: amount(v) for k, v in (node["status"].get("allocatable") or {}).items()}
        name = node["metadata"]["name"]
        for other in self._pods:
            phase = (other.get("status") or {}).get("phase")
            if other["spec"].get("nodeName") == name and phase not in OVER:
                for resource, used in _requests(other).items():
                    free[resource] = free.get(resource, 0) - used
        for resource, wanted in sorted(_requests(pod).items()):
            if wanted > free.get(resource, 0):
                return f"Insufficient {resource}"
        return ""

    def _refuse(self, pod: Object, problems: "Counter[str]", nodes: int) -> None:
        listed = ", ".join(f"{count} {text}" for text, count in sorted(problems.items()))
        text = (
            f"0/{nodes} nodes are available: {listed}."
            if nodes
            else "no nodes available to schedule pods"
        )
        key = key_of(pod)
        if self._told.get(key) == text:
            return
        self._told[key] = text
        condition = {
            "type": "PodScheduled",
            "status": "False",
            "reason": "Unschedulable",
            "message": text,
            "lastTransitionTime": self._calendar.timestamp(),
        }
        body = {"status": {"conditions": [condition]}}
        path = path_of("v1", "pods", *key, "status")
        self._client.request("PATCH", path, body=body, content_type=MERGE)
        self._events.warning(pod, "FailedScheduling", text)


def _waits(pod: Object) -> bool:
    chosen = pod["spec"].get("schedulerName", "default-scheduler") == "default-scheduler"
    return chosen and not pod["spec"].get("nodeName") and not is_going(pod)


def _room(node: Object | None) -> object:
    if node is None:
        return None
    status = node.get("status") or {}
    return status.get("allocatable"), node.get("spec"), node["metadata"].get("labels")


def _requests(pod: Object) -> dict[str, float]:
    total: dict[str, float] = {"pods": 1}
    for container in pod["spec"].get("containers") or []:
        resources = container.get("resources") or {}
        asked = {**(resources.get("limits") or {}), **(resources.get("requests") or {})}
        for name, value in asked.items():
            total[name] = total.get(name, 0) + amount(value)
    return total


def _tolerates(spec: Object, taint: Object) -> bool:
    for one in spec.get("tolerations") or []:
        if one.get("effect") and one["effect"] != taint["effect"]:
            continue
        if one.get("operator") == "Exists" and one.get("key") in (None, "", taint["key"]):
            return True
        if one.get("key") == taint["key"] and one.get("value", "") == taint.get("value", ""):
            return True
    return False


def _affine(spec: Object, labels: Object) -> bool:
    node_affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = node_affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    terms = required.get("nodeSelectorTerms")
    if not terms:
        return True
    return any(all(_expression(e, labels) for e in t.get("matchExpressions") or []) for t in terms)


def _expression(one: Object, labels: Object) -> bool:
    value, operator = labels.get(one["key"]), one["operator"]
    if operator == "In":
        return value in one["values"]
    if operator == "NotIn":
        return value not in one["values"]
    return (value is not None) is (operator == "Exists")
