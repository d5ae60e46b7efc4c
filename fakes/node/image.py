"""Which image runs as what."""

import os
import shlex
import signal
import subprocess
import tempfile
import traceback
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from vmrt.fakes.kube.client import Client
from vmrt.fakes.kube.message import Object
from vmrt.fakes.node.container import FOREVER, Work
from vmrt.fakes.sim.timer import Timers

# Starts a program of the simulation with its pod's client and returns what stops it.
Program = Callable[[Client, Timers], Callable[[], None]]
CRASHED = 2


class Inline:
    """A program that runs inside the simulation. Implements ``Work``."""

    def __init__(self, program: Program, client: Client, timers: Timers) -> None:
        self.ends_s = FOREVER
        self._code: int | None = None
        self._text = ""
        self._stop: Callable[[], None] = lambda: None
        try:
            self._stop = program(client, timers)
        except Exception:  # noqa: BLE001 - whatever a program dies of is its container's end
            self._code, self._text = CRASHED, traceback.format_exc()
            self.ends_s = 0.0

    def exit_code(self) -> int | None:
        """Return how it ended, None while it runs."""
        return self._code

    def output(self) -> str:
        """Return what it printed: nothing but how it crashed."""
        return self._text

    def stop(self) -> None:
        """End it."""
        if self._code is None:
            self._stop()
            self._code = 0

    def kill(self) -> None:
        """End it as a crash would."""
        if self._code is None:
            self._stop()
            self._code = 137


class Process:
    """A child process on the wall clock. Implements ``Work``."""

    def __init__(self, argv: list[str], environment: Mapping[str, str]) -> None:
        with tempfile.TemporaryFile() as file:
            self._output = os.dup(file.fileno())  # read as long as anybody asks for the log
        weakref.finalize(self, os.close, self._output)
        self._child: subprocess.Popen[bytes] | None = None
        self._code: int | None = None
        try:
            self._child = subprocess.Popen(  # noqa: S603 - the user's own program
                argv,
                stdin=subprocess.DEVNULL,
                stdout=self._output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                start_new_session=True,
            )
        except OSError as error:
            os.write(self._output, f"{argv[0]}: {error.strerror}\n".encode())
            self._code = 127

    def exit_code(self) -> int | None:
        """Return how it ended, 128 and the signal's number when one ended it."""
        if self._child is not None and self._code is None:
            code = self._child.poll()
            self._code = 128 - code if code is not None and code < 0 else code
        return self._code

    def output(self) -> str:
        """Return everything it has printed."""
        size = os.fstat(self._output).st_size
        return os.pread(self._output, size, 0).decode(errors="replace")

    def stop(self) -> None:
        """Send SIGTERM to it and to what it has started."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """Send SIGKILL, and wait until it is gone."""
        self._signal(signal.SIGKILL)
        if self._child is not None:
            self._child.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._child is not None and self._child.poll() is None:
            os.killpg(self._child.pid, number)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a container's program is given besides its pod.

    Attributes:
        client: Returns a client with a pod's identity.
        environment: Returns the variables that let a process reach the API with it.
    """

    client: Callable[[Object], Client]
    environment: Callable[[Object], Mapping[str, str]]


@dataclass(slots=True)
class Images:
    """The images that have a runner; all others are simulated."""

    runners: dict[str, Program | str] = field(default_factory=dict)

    def find(self, image: str) -> Program | str | None:
        """Return how an image runs; a runner without a tag is for all tags."""
        name = image.rpartition("/")[0] + "/" + image.rpartition("/")[2].partition(":")[0]
        return self.runners.get(image) or self.runners.get(name.lstrip("/"))


def process_of(command: str, pod: Object, container: Object, surroundings: Surroundings) -> Work:
    """Start the process of a container: its image's command, its own words, its variables."""
    base = shlex.split(command)
    argv = list(container.get("command") or base) + list(container.get("args") or [])
    variables = {**os.environ, **surroundings.environment(pod)}
    variables.pop("PYTHONPATH", None)
    for one in container.get("env") or []:
        variables[one["name"]] = _value(one, pod)
    return Process([_expanded(word, variables) for word in argv], variables)


def _value(one: Object, pod: Object) -> str:
    source = (one.get("valueFrom") or {}).get("fieldRef")
    if source is None:
        return str(one.get("value", ""))
    found: object = pod
    for name in source["fieldPath"].split("."):
        found = found.get(name, "") if isinstance(found, dict) else ""
    return str(found)


def _expanded(word: str, variables: Mapping[str, str]) -> str:
    for name, value in variables.items():
        word = word.replace(f"$({name})", value)
    return word
