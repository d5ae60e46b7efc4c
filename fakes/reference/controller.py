"""The implementation as a whole: what it watches, and what it does when something changed."""

import hashlib
import uuid
from collections.abc import Callable
from typing import Any

from vmrt.fakes.controllers.condition import with_condition
from vmrt.fakes.controllers.worklist import Worklist
from vmrt.fakes.kube.client import MERGE, Client, ClientError
from vmrt.fakes.kube.informer import key_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.reference import component
from vmrt.fakes.reference.event import Teller
from vmrt.fakes.reference.knowledge import Knowledge
from vmrt.fakes.reference.machine import Machines
from vmrt.fakes.reference.name import (
    API_VERSION,
    CHECK_PREFIX,
    CHECKS,
    MACHINES,
    NAMESPACE,
    RUNTIME,
    RUNTIMES,
)
from vmrt.fakes.reference.policy import Policy
from vmrt.fakes.reference.preflight import Preflight
from vmrt.fakes.sim.timer import Timers

TURN_S = 0.01  # things that change together are dealt with together
LOOK_AGAIN_S = 10.0  # a running check is looked at again even when nothing was heard
TAKEN, MISSING = 409, 404
Item = tuple[str, str, str]  # what it is, namespace, name
THE_RUNTIME: Item = ("runtime", "", RUNTIME)


class Controller:
    """A complete VM runtime.

    Args:
        client: With the rights of its service account.
        timers: The only time it knows.
        now: Returns the present as ``metav1.Time`` writes it.
        policy: Its decisions.
    """

    def __init__(
        self, client: Client, timers: Timers, now: Callable[[], str], policy: Policy
    ) -> None:
        self._client, self._timers, self._now, self._policy = client, timers, now, policy
        self._work: Worklist[Item] = Worklist(timers, TURN_S, self._turn)
        self._known = Knowledge(client, self._changed)
        teller = Teller(client, now)
        self._preflight = Preflight(client, self._known, policy, timers, now=now)
        self._machines = Machines(client, self._known, policy, teller)
        self._teller = teller

    def stop(self) -> None:
        """Stop watching and working."""
        self._work.stopped = True
        self._known.stop()

    def _changed(self, kind: str, before: Object | None, after: Object | None) -> None:
        obj = after or before
        self._work.add(THE_RUNTIME)
        if obj is None:  # a kind has been listed for the first time: look at everything
            for check in self._known.checks:
                self._work.add(("check", *key_of(check)))
            for machine in self._known.machines:
                self._work.add(("machine", *key_of(machine)))
            return
        if kind == "check":
            self._work.add(("check", *key_of(obj)))
        elif kind == "pod":
            for owner in obj["metadata"].get("ownerReferences") or []:
                if owner["kind"] == "VMRuntimePreflightCheck":
                    self._work.add(("check", NAMESPACE, owner["name"]))
        elif kind == "machine":
            self._work.add(("machine", *key_of(obj)))
        elif kind == "launcher":
            for owner in obj["metadata"].get("ownerReferences") or []:
                self._work.add(("machine", obj["metadata"]["namespace"], owner["name"]))
        if kind in ("check", "runtime"):
            for machine in self._known.machines:
                self._work.add(("machine", *key_of(machine)))

    def _turn(self, item: Item) -> None:
        if not self._known.complete():
            return
        kind, namespace, name = item
        if kind == "check":
            self._preflight.reconcile(name)
            check = self._known.checks.get(name, namespace)
            if check is not None and (check.get("status") or {}).get("pass") is None:
                self._work.add(item, LOOK_AGAIN_S)
        elif kind == "machine":
            self._machines.reconcile((namespace, name))
        else:
            self._reconcile()

    def _reconcile(self) -> None:
        runtime = self._known.runtime()
        if runtime is None:
            return
        triggers = self._trigger(runtime)
        machines = list(self._known.machines)
        held = ""
        if self._policy.enabled(runtime):
            component.install(self._client, self._known)
        elif self._policy.may_turn_off(runtime, machines):
            self._turn_off(machines)
        else:
            names = ", ".join(sorted(one["metadata"]["name"] for one in machines))
            held = f"the runtime stays on to protect these machines: {names}"
        self._report(runtime, triggers, held)

    def _turn_off(self, machines: list[Object]) -> None:
        """Delete the machines, and only when all are gone the components (R-081)."""
        for machine in machines:
            if "deletionTimestamp" not in machine["metadata"]:
                namespace, name = key_of(machine)
                path = MACHINES.replace(
                    "/virtualmachines", f"/namespaces/{namespace}/virtualmachines"
                )
                try:
                    self._client.request("DELETE", f"{path}/{name}")
                except ClientError as error:
                    if error.status != MISSING:
                        raise
        if not machines and not len(self._known.launchers):
            component.remove(self._client, self._known)

    def _trigger(self, runtime: Object) -> dict[str, Any]:
        """Make a check when something happened that triggers one; return what is known now."""
        status = runtime.get("status") or {}
        before = status.get("triggers") or {}
        now: dict[str, Any] = {
            "count": before.get("count", 0),
            "enabled": self._policy.enabled(runtime),
            "features": self._policy.features(runtime),
            "skipped": sorted(
                node["metadata"]["name"]
                for node in self._known.nodes
                if self._policy.is_skipped(node)
            ),
            "version": status.get("anthosBareMetalVersion", ""),
        }
        if self._policy.triggers(before, now):
            now["count"] += 1
            name = check_name(runtime, now["count"])
            body = {
                "apiVersion": API_VERSION,
                "kind": "VMRuntimePreflightCheck",
                "metadata": {"name": name, "namespace": NAMESPACE},
            }
            try:
                self._client.request("POST", CHECKS, body=body)
            except ClientError as error:
                if error.status != TAKEN:
                    raise
        return now

    def _report(self, runtime: Object, triggers: dict[str, Any], held: str) -> None:
        old = runtime.get("status") or {}
        missing = component.missing(self._known)
        ready = self._policy.is_ready(runtime, missing)
        condition = {
            "type": "Ready",
            "status": "True" if ready else "False",
            **self._why(runtime, ready, missing, held),
        }
        wanted = {
            "ready": ready,
            "observedGeneration": runtime["metadata"]["generation"],
            "triggers": triggers,
            "conditions": with_condition(old.get("conditions") or [], condition, self._now()),
        }
        summary = self._policy.summary(self._policy.newest(list(self._known.checks)))
        if summary is not None:
            wanted["preflightCheckSummary"] = summary
        if all(old.get(key) == value for key, value in wanted.items()):
            return
        if summary is not None:  # a merge patch keeps what it does not name
            gone = dict.fromkeys(old.get("preflightCheckSummary") or {})
            features = dict.fromkeys(
                (old.get("preflightCheckSummary") or {}).get("featureStatuses") or {}
            )
            merged = {**gone, **summary}
            if "featureStatuses" in summary:
                merged["featureStatuses"] = {**features, **summary["featureStatuses"]}
            wanted["preflightCheckSummary"] = merged
        path = f"{RUNTIMES}/{RUNTIME}/status"
        self._client.request("PATCH", path, body={"status": wanted}, content_type=MERGE)
        if held:
            self._teller.warn(runtime, "Protected", held)

    def _why(self, runtime: Object, ready: bool, missing: list[str], held: str) -> dict[str, str]:
        if ready:
            return {"reason": "Working", "message": "the runtime is on and all components work"}
        if self._policy.enabled(runtime):
            return {"reason": "Installing", "message": f"not available: {', '.join(missing)}"}
        if held:
            return {"reason": "Protected", "message": held}
        return {"reason": "Disabled", "message": "the runtime is off"}


def check_name(runtime: Object, count: int) -> str:
    """Return the name of the count-th automatic check, the same one after a restart (R-105)."""
    text = f"{runtime['metadata']['uid']}/{count}"
    digest = hashlib.sha256(text.encode()).digest()[:16]
    return f"{CHECK_PREFIX}{uuid.UUID(bytes=digest, version=4)}"
