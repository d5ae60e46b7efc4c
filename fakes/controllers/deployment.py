"""Deployments roll their template out through ReplicaSets."""

import hashlib

import msgspec

from vmrt.fakes.controllers.condition import with_condition
from vmrt.fakes.controllers.owner import belongs, controller_of, is_going, reference
from vmrt.fakes.controllers.view import View
from vmrt.fakes.controllers.worklist import Worklist
from vmrt.fakes.kube.client import MERGE, path_of
from vmrt.fakes.kube.informer import Key, key_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.sim.calendar import Calendar
from vmrt.fakes.sim.timer import Timers

ALPHABET = "bcdfghjklmnpqrstvwxz2456789"
HASH = "pod-template-hash"


class Deployments:
    """The controller of Deployments: new ReplicaSets up first, old ones down as pods get ready."""

    def __init__(self, view: View, timers: Timers, react_s: float, calendar: Calendar) -> None:
        self._client, self._calendar = view.client, calendar
        self._work: Worklist[Key] = Worklist(timers, react_s, self._reconcile)
        self._deployments = view.of("apps/v1", "deployments", self._changed)
        self._sets = view.of("apps/v1", "replicasets", self._set_changed)

    def _changed(self, before: Object | None, after: Object | None) -> None:
        if after is not None and before != after:
            self._work.add(key_of(after))

    def _set_changed(self, before: Object | None, after: Object | None) -> None:
        owner = controller_of(after or before)
        if owner.get("kind") == "Deployment":
            self._work.add((key_of(after or before or {})[0], owner["name"]))

    def _reconcile(self, key: Key) -> None:
        found = self._deployments.get(key[1], key[0])
        if found is None or is_going(found):
            return
        mine = [one for one in self._sets if belongs(one, found)]
        digest = template_hash(found["spec"]["template"])
        current = next((o for o in mine if o["metadata"]["labels"].get(HASH) == digest), None)
        if current is None:
            self._create(found, digest, len(mine) + 1)
            return
        wanted = int(found["spec"].get("replicas", 1))
        self._scale(current, wanted)
        available = int((current.get("status") or {}).get("availableReplicas") or 0)
        if available >= wanted:
            for old in mine:
                if old is not current:
                    self._scale(old, 0)
        self._report(found, mine, current)

    def _create(self, found: Object, digest: str, number: int) -> None:
        spec, name = found["spec"], found["metadata"]["name"]
        template = spec["template"]
        metadata = template.get("metadata") or {}
        labels = {**(metadata.get("labels") or {}), HASH: digest}
        match = {**(spec["selector"].get("matchLabels") or {}), HASH: digest}
        body = {
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "metadata": {
                "name": f"{name}-{digest}",
                "labels": labels,
                "annotations": {"deployment.kubernetes.io/revision": str(number)},
                "ownerReferences": [reference(found)],
            },
            "spec": {
                "replicas": int(spec.get("replicas", 1)),
                "selector": {**spec["selector"], "matchLabels": match},
                "template": {**template, "metadata": {**metadata, "labels": labels}},
            },
        }
        path = path_of("apps/v1", "replicasets", found["metadata"]["namespace"])
        self._client.request("POST", path, body=body)

    def _scale(self, one: Object, wanted: int) -> None:
        if one["spec"].get("replicas", 1) != wanted:
            namespace, name = key_of(one)
            path = path_of("apps/v1", "replicasets", namespace, name)
            body = {"spec": {"replicas": wanted}}
            self._client.request("PATCH", path, body=body, content_type=MERGE)

    def _report(self, found: Object, mine: list[Object], current: Object) -> None:
        counts = {
            name: sum(int((one.get("status") or {}).get(name) or 0) for one in mine)
            for name in ("replicas", "readyReplicas", "availableReplicas")
        }
        wanted = int(found["spec"].get("replicas", 1))
        available = counts["availableReplicas"]
        updated = int((current.get("status") or {}).get("replicas") or 0)
        old = found.get("status") or {}
        status = {
            **counts,
            "updatedReplicas": updated,
            "unavailableReplicas": max(0, wanted - available),
            "observedGeneration": found["metadata"].get("generation", 1),
            "conditions": self._conditions(found, current, available >= wanted),
        }
        if any(old.get(name) != value for name, value in status.items()):
            namespace, name = key_of(found)
            path = path_of("apps/v1", "deployments", namespace, name, "status")
            self._client.request("PATCH", path, body={"status": status}, content_type=MERGE)

    def _conditions(self, found: Object, current: Object, enough: bool) -> list[Object]:
        word = "has" if enough else "does not have"
        name = current["metadata"]["name"]
        wanted = [
            {
                "type": "Available",
                "status": "True" if enough else "False",
                "reason": "MinimumReplicasAvailable" if enough else "MinimumReplicasUnavailable",
                "message": f"Deployment {word} minimum availability.",
            },
            {
                "type": "Progressing",
                "status": "True",
                "reason": "NewReplicaSetAvailable" if enough else "ReplicaSetUpdated",
                "message": f'ReplicaSet "{name}" '
                + ("has successfully progressed." if enough else "is progressing."),
            },
        ]
        conditions = (found.get("status") or {}).get("conditions") or []
        for one in wanted:
            conditions = with_condition(conditions, one, self._calendar.timestamp())
        for one in conditions:
            one.setdefault("lastUpdateTime", one["lastTransitionTime"])
        return conditions


def template_hash(template: Object) -> str:
    """Return the letters that stand for a pod template: the same template, the same letters."""
    digest = hashlib.sha256(msgspec.json.encode(template, order="sorted")).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:10])
