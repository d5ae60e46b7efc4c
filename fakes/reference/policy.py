"""The decisions of a VM runtime, each by itself and without a cluster: rules of the page."""

from collections.abc import Iterable
from typing import Any

from vmrt.fakes.kube.message import Object
from vmrt.fakes.reference.name import CONSENT, SKIP

MOST_FAILURES = 10  # status.failures lists at most so many nodes (API-P, A-30)


class Policy:
    """Every decision that a scenario can observe; a mutant changes one of them."""

    def enabled(self, runtime: Object) -> bool:
        """Say whether the administrator wants the runtime on; absent means off (R-006)."""
        return (runtime.get("spec") or {}).get("enabled") is True

    def emulated(self, runtime: Object) -> bool:
        """Say whether machines run without hardware support (R-025)."""
        return (runtime.get("spec") or {}).get("useEmulation") is True

    def image_format(self, runtime: Object) -> str:
        """Return the format of machine disks; raw unless set (R-031)."""
        return str((runtime.get("spec") or {}).get("vmImageFormat") or "raw")

    def features(self, runtime: Object) -> list[str]:
        """Return the runtime features that are on, sorted: turning one on is a trigger (R-091)."""
        spec = runtime.get("spec") or {}
        found = [name for name in ("enableGPU", "useEmulation") if spec.get(name) is True]
        gates = spec.get("featureGates") or {}
        return sorted(found + [f"gate:{name}" for name in gates if gates[name] == "Enabled"])

    def consents(self, runtime: Object) -> bool:
        """Say whether machines may be deleted to turn the runtime off (R-053 to R-056, R-080)."""
        return (runtime["metadata"].get("annotations") or {}).get(CONSENT) == "true"

    def may_turn_off(self, runtime: Object, machines: Iterable[Object]) -> bool:
        """Say whether turning off may begin: no machine is there, or consent is (T1, T4, T5)."""
        return not any(True for _ in machines) or self.consents(runtime)

    def is_skipped(self, node: Object) -> bool:
        """Say whether a node is left out; the label's presence counts, not its value (R-097)."""
        return SKIP in (node["metadata"].get("labels") or {})

    def triggers(self, before: dict[str, Any], now: dict[str, Any]) -> bool:
        """Say whether what changed triggers a check (R-090 to R-093)."""
        if not now["enabled"]:
            return False
        return (
            not before.get("enabled")
            or bool(set(now["features"]) - set(before.get("features") or []))
            or bool(set(before.get("skipped") or []) - set(now["skipped"]))
            or (before.get("version") or "") != now["version"]
        )

    def passed(self, entries: dict[str, Any]) -> bool:
        """Say whether a check passed: each node did (R-122)."""
        return all(entry["passed"] for entry in entries.values())

    def node_passed(self, results: list[dict[str, Any]]) -> bool:
        """Say whether a node passed: each of its results did (R-121)."""
        return all(result["passed"] for result in results)

    def failures(self, entries: dict[str, Any]) -> dict[str, Any]:
        """Return the failed results of at most ten nodes."""
        failed = {
            node: {"results": [one for one in entry["results"] if not one["passed"]]}
            for node, entry in sorted(entries.items())
            if not entry["passed"]
        }
        return dict(list(failed.items())[:MOST_FAILURES])

    def newest(self, checks: list[Object]) -> Object | None:
        """Return the check that decides: the youngest, never the last by name (A-28).

        ``checks`` come in the order of their arrival, which tells apart those of one second.
        """
        by_age = sorted(checks, key=lambda one: str(one["metadata"]["creationTimestamp"]))
        return by_age[-1] if by_age else None

    def summary(self, check: Object | None) -> dict[str, Any] | None:
        """Return the summary of the newest check, None when there is none (R-111 to R-116)."""
        if check is None:
            return None
        summary: dict[str, Any] = {"preflightCheckName": check["metadata"]["name"]}
        status = check.get("status") or {}
        if status.get("pass") is None:
            return summary
        features: dict[str, dict[str, Any]] = {}
        for entry in (status.get("checks") or {}).values():
            for result in entry["results"]:
                one = features.setdefault(result["checkName"], {"passed": True})
                if not result["passed"]:
                    one["passed"] = False
                    one["failedNodeNum"] = one.get("failedNodeNum", 0) + 1
        summary["preflightCheckPassed"] = status["pass"]
        summary["featureStatuses"] = dict(sorted(features.items()))
        return summary

    def may_start(self, check: Object | None) -> bool:
        """Say whether the gate is open: the newest check passed; a running one blocks (A-16)."""
        return check is not None and (check.get("status") or {}).get("pass") is True

    def is_ready(self, runtime: Object, missing: list[str]) -> bool:
        """Say whether the runtime is on and works (R-033, R-034)."""
        return self.enabled(runtime) and not missing

    def wants_running(self, machine: Object) -> bool:
        """Say whether a machine should run; unset means that it should."""
        return (machine["spec"].get("runningState") or "Running") == "Running"
