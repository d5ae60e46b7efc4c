"""The pods of the runtime's own namespace, and to whom they belong."""

from typing import Any

from vmrt.harness.client import Client, Object

NAMESPACE = "vm-system"
CONTROLLER = "vmruntime-controller-manager"  # the one component name that the page promises, A-32
PODS = f"/api/v1/namespaces/{NAMESPACE}/pods"
DEPLOYMENTS = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments"
REPLICA_SETS = f"/apis/apps/v1/namespaces/{NAMESPACE}/replicasets"


class Components:
    """What runs in ``vm-system``."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def strangers(self) -> list[str]:
        """Return the running pods that are not the controller's, by name, sorted (R-050, A-27).

        Ownership is resolved from pod to ReplicaSet to Deployment, never by a prefix of the name.
        """
        pods = self._client.items(PODS)
        running = [pod for pod in pods if pod.get("status", {}).get("phase") == "Running"]
        sets = {item["metadata"]["uid"]: item for item in self._client.items(REPLICA_SETS)}
        return sorted(
            pod["metadata"]["name"]
            for pod in running
            if _owner(sets.get(_owner(pod).get("uid", ""), {})).get("name") != CONTROLLER
        )

    def components(self) -> list[str]:
        """Return the running pods beside the controller's that stay: no probes of a check.

        A pod counts when something replaces it on its death: it has a controller that is a
        ReplicaSet, DaemonSet or StatefulSet.
        """
        lasting = {"ReplicaSet", "DaemonSet", "StatefulSet"}
        strangers = set(self.strangers())
        return sorted(
            pod["metadata"]["name"]
            for pod in self._client.items(PODS)
            if pod["metadata"]["name"] in strangers and _owner(pod).get("kind") in lasting
        )

    def controller_available(self) -> bool:
        """Say whether the controller's Deployment has an available pod (R-051)."""
        found = self._client.get(f"{DEPLOYMENTS}/{CONTROLLER}") or {}
        return int(found.get("status", {}).get("availableReplicas") or 0) > 0


def _owner(obj: Object) -> dict[str, Any]:
    owners = obj.get("metadata", {}).get("ownerReferences") or []
    return next((dict(owner) for owner in owners if owner.get("controller")), {})
