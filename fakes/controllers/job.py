"""Jobs run pods until enough have succeeded, or too many have failed."""

from vmrt.fakes.controllers.condition import with_condition
from vmrt.fakes.controllers.owner import belongs, controller_of, is_going
from vmrt.fakes.controllers.template import create_pod
from vmrt.fakes.controllers.view import View
from vmrt.fakes.controllers.worklist import Worklist
from vmrt.fakes.kube.client import MERGE, path_of
from vmrt.fakes.kube.informer import Key, key_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.sim.calendar import Calendar
from vmrt.fakes.sim.timer import Timers


class Jobs:
    """The controller of Jobs."""

    def __init__(self, view: View, timers: Timers, react_s: float, calendar: Calendar) -> None:
        self._client, self._calendar = view.client, calendar
        self._work: Worklist[Key] = Worklist(timers, react_s, self._reconcile)
        self._jobs = view.of("batch/v1", "jobs", self._changed)
        self._pods = view.of("v1", "pods", self._pod_changed)

    def _changed(self, before: Object | None, after: Object | None) -> None:
        if after is not None and before != after:
            self._work.add(key_of(after))

    def _pod_changed(self, before: Object | None, after: Object | None) -> None:
        owner = controller_of(after or before)
        if owner.get("kind") == "Job":
            self._work.add((key_of(after or before or {})[0], owner["name"]))

    def _reconcile(self, key: Key) -> None:
        found = self._jobs.get(key[1], key[0])
        if found is None or is_going(found) or is_over(found):
            return
        pods = [pod for pod in self._pods if belongs(pod, found)]
        phases = [(pod.get("status") or {}).get("phase") for pod in pods]
        succeeded, failed = phases.count("Succeeded"), phases.count("Failed")
        spec = found["spec"]
        verdict = ""
        if succeeded >= spec["completions"]:
            verdict = "Complete"
        elif failed > spec["backoffLimit"]:
            verdict = "Failed"
        active = len(pods) - succeeded - failed
        wanted = min(spec["parallelism"], spec["completions"] - succeeded)
        if not verdict and not spec.get("suspend"):
            for _ in range(wanted - active):
                create_pod(self._client, found)
        self._report(found, (active, succeeded, failed), verdict)

    def _report(self, found: Object, counts: tuple[int, int, int], verdict: str) -> None:
        now, old = self._calendar.timestamp(), found.get("status") or {}
        status = {
            **dict(zip(("active", "succeeded", "failed"), counts, strict=True)),
            "startTime": old.get("startTime", now),
        }
        if verdict:
            condition = {"type": verdict, "status": "True", "reason": "", "message": ""}
            status["conditions"] = with_condition(old.get("conditions") or [], condition, now)
        if verdict == "Complete":
            status["completionTime"] = now
        if any(old.get(name) != value for name, value in status.items()):
            path = path_of("batch/v1", "jobs", *key_of(found), "status")
            self._client.request("PATCH", path, body={"status": status}, content_type=MERGE)


def is_over(job: Object) -> bool:
    """Say whether a Job has completed or failed."""
    conditions = (job.get("status") or {}).get("conditions") or []
    return any(one["type"] in ("Complete", "Failed") for one in conditions)
