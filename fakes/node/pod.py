"""One pod on one node: its containers from pull to end, and what is reported of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from vmrt.fakes.kube.message import Object
from vmrt.fakes.node.container import Work
from vmrt.fakes.sim.tempo import Tempo

MOST_BACKOFF = 30
TAIL_LINES, TAIL_BYTES = 80, 2048


class Starts(Protocol):
    """Starts containers."""

    def start(self, pod: Object, container: Object) -> Work:
        """Start a container and return what runs."""
        ...


@dataclass(slots=True)
class Cell:
    """One container of a pod."""

    name: str
    container: Object
    work: Work | None = None
    started: str = ""
    restarts: int = 0
    waiting: str = "ContainerCreating"
    ended: Object = field(default_factory=dict)
    last: Object = field(default_factory=dict)
    previous_log: str = ""


class PodRun:
    """Brings a pod's containers up, watches over them and takes them down.

    Args:
        pod: As bound to the node.
        starts: Knows what an image does.
        changed: Called when there is something new to report.
    """

    def __init__(
        self,
        pod: Object,
        starts: Starts,
        *,
        tempo: Tempo,
        changed: Callable[[], None],
    ) -> None:
        self.pod = pod
        self._starts, self._timers, self._pace = starts, tempo.timers, tempo.pace
        self._calendar, self._changed = tempo.calendar, changed
        self._begun = tempo.calendar.timestamp()
        self.cells = [Cell(one["name"], one) for one in pod["spec"]["containers"]]
        self.stopping = self.stopped = False
        tempo.timers.call_later(tempo.pace.pull_s, self._start_all)

    def log(self, container: str, *, previous: bool = False) -> str | None:
        """Return what a container printed, None when there is no such container."""
        for cell in self.cells:
            if cell.name == container or not container:
                if previous:
                    return cell.previous_log
                return cell.work.output() if cell.work else ""
        return None

    def stop(self, done: Callable[[], None], grace_s: float) -> None:
        """End all containers, by force after ``grace_s``, and say when they have ended."""
        if self.stopping:
            return
        self.stopping = True
        for cell in self.cells:
            if cell.work is not None:
                cell.work.stop()
        end_s = self._timers.now_s() + grace_s

        def look() -> None:
            running = [c for c in self.cells if c.work is not None and c.work.exit_code() is None]
            if running and self._timers.now_s() < end_s:
                self._timers.call_later(self._pace.start_s, look)
                return
            for cell in running:
                if cell.work is not None:
                    cell.work.kill()
            self.stopped = True
            done()

        self._timers.call_later(self._pace.stop_s, look)

    def kill(self) -> None:
        """End everything at once, without a word."""
        self.stopping = self.stopped = True
        for cell in self.cells:
            if cell.work is not None:
                cell.work.kill()

    def crash(self) -> None:
        """End the containers as if they had crashed; the restart policy decides what follows."""
        for cell in self.cells:
            if cell.work is not None:
                cell.work.kill()
        self._look()

    def _start_all(self) -> None:
        for cell in self.cells:
            self._timers.call_later(self._pace.start_s, partial(self._start, cell))

    def _start(self, cell: Cell) -> None:
        if self.stopping:
            return
        if cell.work is not None:
            cell.previous_log = cell.work.output()
        cell.work = self._starts.start(self.pod, cell.container)
        cell.started, cell.waiting, cell.ended = self._calendar.timestamp(), "", {}
        self._changed()
        self._look()

    def _look(self) -> None:
        """Notice containers that have ended; look again while one can end by itself."""
        if self.stopping:
            return
        watch = False
        for cell in self.cells:
            if cell.work is None or cell.ended:
                continue
            code = cell.work.exit_code()
            if code is None:
                watch = watch or getattr(cell.work, "ends_s", 0.0) != float("inf")
            else:
                self._ended(cell, code)
        if watch:
            self._timers.call_later(self._pace.start_s, self._look)

    def _ended(self, cell: Cell, code: int) -> None:
        output = cell.work.output() if cell.work else ""
        cell.ended = {
            "exitCode": code,
            "reason": "Completed" if code == 0 else "Error",
            "startedAt": cell.started,
            "finishedAt": self._calendar.timestamp(),
        }
        falls_back = cell.container.get("terminationMessagePolicy") == "FallbackToLogsOnError"
        if code and falls_back and output:
            cell.ended["message"] = "\n".join(output.splitlines()[-TAIL_LINES:])[-TAIL_BYTES:]
        policy = self.pod["spec"].get("restartPolicy", "Always")
        if policy == "Always" or (policy == "OnFailure" and code):
            delay_s = self._pace.backoff_s * min(2**cell.restarts, MOST_BACKOFF)
            cell.last = cell.ended
            if cell.restarts:
                cell.waiting, cell.ended = "CrashLoopBackOff", {}
            self._timers.call_later(delay_s, lambda: self._again(cell))
        self._changed()

    def _again(self, cell: Cell) -> None:
        if not self.stopping:
            cell.restarts += 1
            self._start(cell)

    def status(self, address: str) -> Object:
        """Return the pod's status as a kubelet reports it."""
        states = [self._state(cell) for cell in self.cells]
        phase = self._phase()
        ready = phase == "Running" and all(one["ready"] for one in states)
        now = self._calendar.timestamp()
        flag, reason = ("True", "") if ready else ("False", "ContainersNotReady")
        old = {c["type"]: c for c in self.pod.get("status", {}).get("conditions") or []}
        conditions = [old["PodScheduled"]] if "PodScheduled" in old else []
        conditions = [{**one, "status": "True"} for one in conditions]
        for kind, value in (
            ("PodReadyToStartContainers", "True"),
            ("Initialized", "True"),
            ("Ready", flag),
            ("ContainersReady", flag),
        ):
            same = kind in old and old[kind]["status"] == value
            since = old[kind]["lastTransitionTime"] if same else now
            row = {
                "type": kind,
                "status": value,
                "lastProbeTime": None,
                "lastTransitionTime": since,
            }
            if value == "False" and reason:
                row["reason"] = "PodCompleted" if phase == "Succeeded" else reason
            conditions.append(row)
        return {
            "phase": phase,
            "conditions": conditions,
            "hostIP": address,
            "podIP": address,
            "podIPs": [{"ip": address}],
            "startTime": self._begun,
            "containerStatuses": states,
            "qosClass": self.pod.get("status", {}).get("qosClass", "BestEffort"),
        }

    def _phase(self) -> str:
        if all(cell.work is None for cell in self.cells):
            return "Pending"
        if all(cell.ended for cell in self.cells) and self.pod["spec"]["restartPolicy"] != "Always":
            codes = [cell.ended["exitCode"] for cell in self.cells]
            if self.pod["spec"]["restartPolicy"] == "Never" or not any(codes):
                return "Failed" if any(codes) else "Succeeded"
        return "Running"

    def _state(self, cell: Cell) -> Object:
        if cell.waiting:
            state = {"waiting": {"reason": cell.waiting}}
        elif cell.ended:
            state = {"terminated": cell.ended}
        else:
            state = {"running": {"startedAt": cell.started}}
        image = cell.container.get("image", "")
        return {
            "name": cell.name,
            "image": image,
            "imageID": f"{image}@simulated",
            "containerID": f"simulated://{self.pod['metadata']['uid']}/{cell.name}/{cell.restarts}",
            "ready": "running" in state,
            "started": "running" in state,
            "restartCount": cell.restarts,
            "state": state,
            "lastState": {"terminated": cell.last} if cell.last else {},
        }
