"""Puts manifests into a cluster through its API, and takes them out again."""

from collections.abc import Callable
from functools import partial
from typing import Any

from vmrt.harness.backend import Cluster
from vmrt.harness.client import Client, Object
from vmrt.harness.error import HarnessError, UsageError

READY_S = 60.0
LOG_LINES = 20


class Installation:
    """Applies objects in order and remembers them, so that they can be removed in reverse."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._client = Client(cluster)
        self._made: list[str] = []

    def apply(self, objects: list[dict[str, Any]]) -> None:
        """Create or replace each object; wait for definitions before using their kinds.

        Raises:
            UsageError: A kind is not served, or the API refuses an object.
        """
        for obj in objects:
            collection = self._collection(obj)
            answer = self._client.create(collection, obj)
            path = f"{collection}/{obj['metadata']['name']}"
            if answer.status == 409:  # noqa: PLR2004 - already there: take it over
                answer = self._client.merge(path, obj)
            else:
                self._made.append(path)
            if not answer.ok:
                raise UsageError(f"{_name(obj)} is refused by the API: {answer.message}")
            if obj["kind"] == "CustomResourceDefinition":
                established = partial(self._is_established, path)
                self._until(established, f"{_name(obj)} is established")

    def wait_for_deployments(self, namespace: str) -> None:
        """Wait until every Deployment of a namespace is available.

        Raises:
            HarnessError: One did not get there; the message has its pods' states and last words.
        """
        path = f"/apis/apps/v1/namespaces/{namespace}/deployments"
        try:
            self._until(lambda: all(map(_available, self._client.items(path))), "deployments")
        except HarnessError as error:
            raise HarnessError(f"{error}\n{self._last_words(namespace)}") from error

    def is_up(self) -> None:
        """Make sure that no container of the cluster has ended by itself or was started again.

        Raises:
            UsageError: One has; the message has its last words.
        """
        for pod in self._client.items("/api/v1/pods"):
            for one in (pod.get("status") or {}).get("containerStatuses") or []:
                ended = (one.get("state") or {}).get("terminated")
                if ended or one.get("restartCount"):
                    meta = pod["metadata"]
                    words = self._last_words(meta["namespace"])
                    raise UsageError(
                        f"the program of pod {meta['name']} does not stay up:\n{words}"
                    )

    def remove(self) -> list[str]:
        """Delete what was made, last first; return the paths that would not go."""
        for path in reversed(self._made):
            self._client.delete(path)
        return [path for path in reversed(self._made) if self._client.get(path) is not None]

    def _collection(self, obj: Object) -> str:
        api_version = obj["apiVersion"]
        prefix = f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"
        found = self._client.get(prefix) or {}
        rows = [r for r in found.get("resources") or [] if r["kind"] == obj["kind"]]
        rows = [row for row in rows if "/" not in row["name"]]
        if not rows:
            raise UsageError(
                f"{_name(obj)}: the cluster serves no kind {obj['kind']} of {api_version}: "
                "add its CustomResourceDefinition to the manifests, or correct the kind"
            )
        namespace = obj["metadata"].get("namespace", "default")
        middle = f"/namespaces/{namespace}" if rows[0]["namespaced"] else ""
        return f"{prefix}{middle}/{rows[0]['name']}"

    def _is_established(self, path: str) -> bool:
        found = self._client.get(path) or {}
        conditions = (found.get("status") or {}).get("conditions") or []
        return any(c["type"] == "Established" and c["status"] == "True" for c in conditions)

    def _until(self, done: Callable[[], bool], what: str) -> None:
        clock = self._cluster.clock
        end_s = clock.now_s() + READY_S
        while not done():
            if clock.now_s() > end_s:
                raise HarnessError(
                    f"{what}: not within {READY_S:g} s after the manifests were applied"
                )
            clock.sleep(clock.poll_s)

    def _last_words(self, namespace: str) -> str:
        lines = []
        for pod in self._client.items(f"/api/v1/namespaces/{namespace}/pods"):
            name = pod["metadata"]["name"]
            states = [
                one.get("state") for one in (pod.get("status") or {}).get("containerStatuses") or []
            ]
            lines.append(f"pod {name}: {(pod.get('status') or {}).get('phase')}, {states}")
            log = self._client.request("GET", f"/api/v1/namespaces/{namespace}/pods/{name}/log")
            if log.ok:
                said = str(log.body.get("message", "")).strip().splitlines()
                lines += [f"  {line}" for line in said[-LOG_LINES:]]
        return "\n".join(lines) or f"there is no pod in {namespace}"


def _available(deployment: Object) -> bool:
    wanted = (deployment.get("spec") or {}).get("replicas", 1)
    return int((deployment.get("status") or {}).get("availableReplicas") or 0) >= int(wanted)


def _name(obj: Object) -> str:
    return f"{obj['kind']} {obj['metadata']['name']}"
