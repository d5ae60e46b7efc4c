"""What runs in a container: nothing, a few shell lines, a program of the simulation, a process."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vmrt.fakes.kube.message import Object
from vmrt.fakes.node.host import Facts
from vmrt.fakes.node.program import Files
from vmrt.fakes.node.shell import Shell

FOREVER = float("inf")
LAST_SLEEP = re.compile(r"(?:^|[;&\n ])sleep\s+(inf(?:inity)?|[\d.]+)\s*$")
KILLED = 137


class Work(Protocol):
    """Something that runs until it ends or is stopped."""

    def exit_code(self) -> int | None:
        """Return how it ended, None while it runs."""
        ...

    def output(self) -> str:
        """Return everything it has printed."""
        ...

    def stop(self) -> None:
        """Ask it to end."""
        ...

    def kill(self) -> None:
        """End it now; harmless when it has ended."""
        ...


@dataclass(slots=True)
class Scripted:
    """A simulated container. Implements ``Work``.

    Attributes:
        now_s: Tells the time, for commands that take some.
        ends_s: When it ends by itself.
        code: How it ends.
        text: What it printed.
    """

    now_s: Callable[[], float]
    ends_s: float = FOREVER
    code: int = 0
    text: str = ""
    stopped: bool = False

    def exit_code(self) -> int | None:
        """Return how it ended, None while it runs."""
        if self.stopped:
            return 0 if self.ends_s == FOREVER else KILLED
        return self.code if self.now_s() >= self.ends_s else None

    def output(self) -> str:
        """Return everything it has printed."""
        return self.text

    def stop(self) -> None:
        """End it."""
        self.stopped = True

    def kill(self) -> None:
        """End it."""
        self.stopped = True


def scripted(container: Object, files: Files, now_s: Callable[[], float]) -> Scripted:
    """Return what a container without a runner does: its command in the shell, else nothing."""
    argv = [*(container.get("command") or []), *(container.get("args") or [])]
    if not container.get("command"):
        return Scripted(now_s)
    text = " ".join(argv)
    variables = {one["name"]: str(one.get("value", "")) for one in container.get("env") or []}
    shell = Shell(files, variables)
    printed = shell.run(list(argv))
    last = LAST_SLEEP.search(text)
    length_s = 0.0
    if last:
        length_s = FOREVER if last[1].startswith("inf") else float(last[1])
    both = printed.out + printed.err
    return Scripted(now_s, now_s() + length_s, printed.status, both)


def files_of(pod: Object, container: Object, facts: Facts) -> Files:
    """Return what a container sees: its own root, and what it mounts of its host."""
    volumes = {one["name"]: one for one in pod["spec"].get("volumes") or []}
    texts = {"/etc/os-release": 'NAME="Simulated image"\n'}
    texts["/proc/cpuinfo"] = facts.files()["/proc/cpuinfo"]  # the kernel is shared
    texts["/proc/modules"] = facts.files()["/proc/modules"]
    devices = {"/dev/null": True, "/dev/zero": True, "/dev/urandom": True}
    folders = {"/", "/tmp", "/etc", "/proc", "/dev"}  # noqa: S108 - a simulated one
    for mount in container.get("volumeMounts") or []:
        source = (volumes.get(mount["name"]) or {}).get("hostPath")
        if source is None:
            continue
        here, there = mount["mountPath"].rstrip("/"), source["path"].rstrip("/")
        folders.add(here or "/")
        for path, text in facts.files().items():
            if path == there or path.startswith(there + "/"):
                texts[here + path[len(there) :]] = text
        for path, opens in facts.devices().items():
            if path == there or path.startswith(there + "/"):
                devices[here + path[len(there) :]] = opens
    return Files(texts, devices, frozenset(folders), facts.kvm_works)
