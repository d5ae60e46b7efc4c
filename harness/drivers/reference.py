"""The driver of the reference implementation: inside the simulation where there is one."""

import importlib.resources
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from vmrt.fakes.reference.command import Terminal, main
from vmrt.fakes.reference.name import IMAGE, NAMESPACE
from vmrt.fakes.reference.program import program
from vmrt.harness.backend import Cluster
from vmrt.harness.backends.simulated import SimulatedCluster
from vmrt.harness.config import Config
from vmrt.harness.driver import CommandResult, Implementation
from vmrt.harness.error import HarnessError
from vmrt.harness.install import Installation
from vmrt.harness.manifest import read_folder

VERSION = "0.1.0"


class ReferenceDriver:
    """Installs the reference from its manifests, as a vendor's would be."""

    name = "reference"
    offers = frozenset({"needs-cli"})

    def __init__(self, config: Config) -> None:
        folder = importlib.resources.files("vmrt.fakes.reference") / "manifests"
        with importlib.resources.as_file(folder) as path:
            self._objects = read_folder(path)
        self._config = config

    @contextmanager
    def install(self, cluster: Cluster) -> Iterator[Implementation]:
        """Apply the manifests and wait until the controller runs."""
        if not isinstance(cluster, SimulatedCluster):
            raise HarnessError("the reference runs inside the simulation: use --backend fake")
        installation = Installation(cluster)
        cluster.run_image(IMAGE, program(cluster.fake.calendar.timestamp))
        try:
            installation.apply(self._objects)
            installation.wait_for_deployments(NAMESPACE)
            yield Implementation("vmrt-reference", VERSION, ReferenceCommand(cluster))
        finally:
            left = [] if cluster.disposable else installation.remove()
        if left:
            raise HarnessError(f"these would not go: {', '.join(left)}")


class ReferenceCommand:
    """Implements ``CommandLine`` inside this process, so that waiting costs virtual time only."""

    def __init__(self, cluster: SimulatedCluster) -> None:
        self._cluster = cluster

    def run(
        self,
        words: Sequence[str],
        *,
        kubeconfig: Path,
        answer: str | None = None,
        within_s: float = 300.0,
        meanwhile: Callable[[], object] | None = None,
    ) -> CommandResult:
        """Run a command; ``within_s`` is bounded by the command's own patience."""
        del within_s
        out, err = io.StringIO(), io.StringIO()
        argv = [*words, "--kubeconfig", str(kubeconfig)]

        def sleep(duration_s: float) -> None:
            self._cluster.clock.sleep(duration_s)
            if meanwhile is not None:
                meanwhile()

        token = self._cluster.fake.choice.uuid
        terminal = Terminal(io.StringIO(answer or ""), out, err, sleep, token)
        status = main(argv, connect=self._cluster.connect, terminal=terminal)
        return CommandResult(("bmctl", *argv[: len(words)]), status, out.getvalue(), err.getvalue())
