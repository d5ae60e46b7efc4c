"""Runs preflight checks: probes out, results in, one verdict at the end."""

from collections.abc import Callable
from typing import Any

from vmrt.fakes.kube.client import MERGE, Client, ClientError, path_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.reference import probe
from vmrt.fakes.reference.knowledge import Knowledge
from vmrt.fakes.reference.name import CHECKS, NAMESPACE
from vmrt.fakes.reference.policy import Policy
from vmrt.fakes.sim.timer import Timers

LONGEST_S = 120.0  # a probe that takes longer counts as failed, so that no check hangs
TAKEN, MISSING = 409, 404


class Preflight:
    """The controller of ``VMRuntimePreflightCheck`` objects; it works while the runtime is off."""

    def __init__(
        self,
        client: Client,
        known: Knowledge,
        policy: Policy,
        timers: Timers,
        *,
        now: Callable[[], str],
    ) -> None:
        self._client, self._known, self._policy = client, known, policy
        self._timers, self._now = timers, now
        self._begun_s: dict[str, float] = {}
        self._nodes: dict[str, list[str]] = {}

    def reconcile(self, name: str) -> None:
        """Bring one check forward; a finished one is never touched again (R-096)."""
        check = self._known.checks.get(name, NAMESPACE)
        if check is None:
            self._forget(name)
            return
        if "deletionTimestamp" in check["metadata"] or is_finished(check):
            return
        if name not in self._nodes:
            self._begin(name, check)
            return
        entries = {node: self._entry(name, node) for node in self._nodes[name]}
        if all(entry is not None for entry in entries.values()):
            self._finish(name, {node: one for node, one in entries.items() if one is not None})

    def _begin(self, name: str, check: Object) -> None:
        """Choose the nodes, once and for all, and send a probe to each (R-098)."""
        self._nodes[name] = self._probed(name) or sorted(
            node["metadata"]["name"]
            for node in self._known.nodes
            if not self._policy.is_skipped(node)
        )
        self._begun_s[name] = self._timers.now_s()
        if not (check.get("status") or {}).get("startTime"):
            self._write(name, {"startTime": self._now()})
        runtime = self._known.runtime()
        emulated = runtime is not None and self._policy.emulated(runtime)
        for node in self._nodes[name]:
            body = probe.pod(check, node, emulated=emulated)
            try:
                self._client.request("POST", path_of("v1", "pods", NAMESPACE), body=body)
            except ClientError as error:
                if error.status != TAKEN:
                    raise

    def _probed(self, name: str) -> list[str]:
        """Return the nodes that an earlier life of this controller has sent probes to."""
        label = probe.digest(name)
        return sorted(
            pod["metadata"]["annotations"][probe.NODE_LABEL]
            for pod in self._known.pods
            if (pod["metadata"].get("labels") or {}).get(probe.CHECK_LABEL) == label
        )

    def _entry(self, name: str, node: str) -> dict[str, Any] | None:
        pod = self._known.pods.get(probe.pod_name(name, node), NAMESPACE)
        results = probe.results(pod) if pod is not None else None
        if results is None:
            if self._known.nodes.get(node) is None:
                results = probe.unfinished("the node went away while it was examined")
            elif self._timers.now_s() - self._begun_s[name] >= LONGEST_S:
                results = probe.unfinished(f"the probe did not finish within {LONGEST_S:g} s")
            else:
                return None
        return {"passed": self._policy.node_passed(results), "results": results}

    def _finish(self, name: str, entries: dict[str, Any]) -> None:
        status: dict[str, Any] = {
            "checks": entries,
            "pass": self._policy.passed(entries),
            "completionTime": self._now(),
        }
        if failures := self._policy.failures(entries):
            status["failures"] = failures
        self._write(name, status)
        for node in entries:
            try:
                path = path_of("v1", "pods", NAMESPACE, probe.pod_name(name, node))
                self._client.request("DELETE", path)
            except ClientError as error:
                if error.status != MISSING:
                    raise
        self._forget(name)

    def _write(self, name: str, status: dict[str, Any]) -> None:
        path = f"{CHECKS}/{name}/status"
        self._client.request("PATCH", path, body={"status": status}, content_type=MERGE)

    def _forget(self, name: str) -> None:
        self._nodes.pop(name, None)
        self._begun_s.pop(name, None)


def is_finished(check: Object) -> bool:
    """Say whether a check has its result."""
    return isinstance((check.get("status") or {}).get("pass"), bool)
