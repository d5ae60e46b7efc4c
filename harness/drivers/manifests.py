"""The driver for what a vendor ships: ``--driver manifests:DIR``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vmrt.harness.backend import Cluster
from vmrt.harness.config import Config
from vmrt.harness.driver import Implementation
from vmrt.harness.error import HarnessError, UsageError
from vmrt.harness.install import Installation
from vmrt.harness.manifest import read_folder
from vmrt.harness.terminal import command_line


class ManifestsDriver:
    """Applies a folder of manifests; images run as ``--image`` says, the others are simulated."""

    name = "manifests"

    def __init__(self, config: Config) -> None:
        folder = config.driver.partition(":")[2].strip()
        if not folder:
            raise UsageError("--driver manifests: needs a folder, for example manifests:deploy/")
        self._config = config
        self._folder = Path(folder)
        self._objects = read_folder(self._folder)
        self._images = [image_line(line) for line in config.images]
        self._line = command_line(config.cli)
        self.offers = frozenset({"needs-cli"} if self._line else ())

    @contextmanager
    def install(self, cluster: Cluster) -> Iterator[Implementation]:
        """Apply the manifests and wait until their Deployments are available."""
        installation = Installation(cluster)
        for image, command in self._images:
            cluster.run_image(image, command)
        try:
            installation.apply(self._objects)
            for namespace in self._namespaces():
                installation.wait_for_deployments(namespace)
            name = self._config.implementation or self._folder.resolve().name
            yield Implementation(name, self._config.version, self._line)
        finally:
            left = [] if cluster.disposable else installation.remove()
        if left:
            raise HarnessError(f"these would not go: {', '.join(left)}")

    def _namespaces(self) -> list[str]:
        kinds = [obj["metadata"] for obj in self._objects if obj["kind"] == "Deployment"]
        return sorted({metadata.get("namespace", "default") for metadata in kinds})


def image_line(line: str) -> tuple[str, str]:
    """Return image and command of ``NAME[:TAG]=process:COMMAND``.

    Raises:
        UsageError: The line has another form.
    """
    image, equals, runner = line.partition("=")
    kind, colon, command = runner.partition(":")
    if not (image and equals and colon and command) or kind != "process":
        raise UsageError(f"--image {line!r}: write NAME[:TAG]=process:COMMAND")
    return image, command
