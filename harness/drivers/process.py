"""The driver for a bare operator program: ``--driver process:COMMAND``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from vmrt.harness.backend import Cluster
from vmrt.harness.config import Config
from vmrt.harness.driver import Implementation
from vmrt.harness.error import HarnessError, UsageError
from vmrt.harness.install import Installation
from vmrt.harness.manifest import ordered, read_folder
from vmrt.harness.terminal import command_line

NAMESPACE = "vm-system"
NAME = "vmruntime-controller-manager"
IMAGE = "vmrt.local/operator:under-test"


class ProcessDriver:
    """Runs COMMAND as the container of a Deployment, with the rights of an administrator.

    A vendor's own ServiceAccount and roles are judged by ``--driver manifests:DIR``; here the
    program is all there is.
    """

    name = "process"

    def __init__(self, config: Config) -> None:
        self._command = config.driver.partition(":")[2].strip()
        if not self._command:
            raise UsageError("--driver process: needs a command, for example process:./operator")
        self._config = config
        self._objects = read_folder(config.manifests) if config.manifests else []
        self._line = command_line(config.cli)
        self.offers = frozenset({"needs-cli"} if self._line else ())

    @contextmanager
    def install(self, cluster: Cluster) -> Iterator[Implementation]:
        """Apply the manifests, then start the program and wait until it stays up."""
        installation = Installation(cluster)
        cluster.run_image(IMAGE, self._command)
        try:
            installation.apply(ordered([*self._objects, *wrapping(self._objects)]))
            installation.wait_for_deployments(NAMESPACE)
            name = self._config.implementation or self._command.split()[0].rsplit("/", 1)[-1]
            yield Implementation(name, self._config.version, self._line)
        finally:
            left = [] if cluster.disposable else installation.remove()
        if left:
            raise HarnessError(f"these would not go: {', '.join(left)}")


def wrapping(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the objects around the program that the manifests do not bring themselves."""
    brought = {(obj["kind"], obj["metadata"]["name"]) for obj in objects}
    labels = {"app": NAME}
    container = {"name": "manager", "image": IMAGE, "imagePullPolicy": "IfNotPresent"}
    wanted: list[dict[str, Any]] = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}},
        {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": NAME, "namespace": NAMESPACE},
        },
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRoleBinding",
            "metadata": {"name": NAME},
            "roleRef": {
                "apiGroup": "rbac.authorization.k8s.io",
                "kind": "ClusterRole",
                "name": "cluster-admin",
            },
            "subjects": [{"kind": "ServiceAccount", "name": NAME, "namespace": NAMESPACE}],
        },
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": NAME, "namespace": NAMESPACE},
            "spec": {
                "replicas": 1,
                "selector": {"matchLabels": labels},
                "template": {
                    "metadata": {"labels": labels},
                    "spec": {"serviceAccountName": NAME, "containers": [container]},
                },
            },
        },
    ]
    return [obj for obj in wanted if (obj["kind"], obj["metadata"]["name"]) not in brought]
