"""The nodes of the cluster, and how fit they are."""

from vmrt.harness.backend import NodeControl
from vmrt.harness.client import Client
from vmrt.harness.error import NotObservableError

NODES = "/api/v1/nodes"
SKIP = "kubevm.io/VM-SkipSchedule"


class Fleet:
    """Labels nodes, and breaks and mends them where the backend lets us."""

    def __init__(self, client: Client, control: NodeControl | None) -> None:
        self._client = client
        self._control = control

    def names(self) -> list[str]:
        """Return the names of all nodes, sorted."""
        return sorted(node["metadata"]["name"] for node in self._client.items(NODES))

    def pick(self, position: str) -> str:
        """Return a node by the word of a scenario: ``first``, ``second``, ``last``."""
        return self.names()[{"first": 0, "second": 1, "last": -1}[position]]

    def unfit(self, node: str, profile: str = "no-kvm") -> None:
        """Make a host unfit for hardware virtualisation.

        Raises:
            NotObservableError: This backend cannot change hosts.
        """
        self._controlled().reshape(node, profile)

    def all_unfit(self, profile: str = "no-kvm") -> None:
        """Make every host unfit."""
        for node in self.names():
            self.unfit(node, profile)

    def mend(self, node: str) -> None:
        """Make a host fit again."""
        self._controlled().reshape(node, "healthy")

    def label(self, node: str) -> None:
        """Set the skip label with an empty value, as the page's command does (R-097)."""
        self._set_label(node, "")

    def unlabel(self, node: str) -> None:
        """Take the skip label off."""
        self._set_label(node, None)

    def _set_label(self, node: str, value: str | None) -> None:
        answer = self._client.merge(f"{NODES}/{node}", {"metadata": {"labels": {SKIP: value}}})
        if not answer.ok:
            raise NotObservableError(f"labelling node {node} was refused: {answer.message}")

    def _controlled(self) -> NodeControl:
        if self._control is None:
            raise NotObservableError(
                "this backend cannot change hosts: run on the fake, on kind, or pass "
                "--hook node-break=COMMAND and --hook node-mend=COMMAND"
            )
        return self._control
