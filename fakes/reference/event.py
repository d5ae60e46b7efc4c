"""Events of the implementation."""

import hashlib
from collections.abc import Callable

from vmrt.fakes.kube.client import Client, path_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.reference.name import CONTROLLER


class Teller:
    """Writes an event once for each thing that there is to tell."""

    def __init__(self, client: Client, now: Callable[[], str]) -> None:
        self._client, self._now = client, now
        self._told: set[str] = set()

    def warn(self, about: Object, reason: str, message: str) -> None:
        """Tell that something is not as the user wants it; repeating it says nothing new."""
        meta = about["metadata"]
        digest = hashlib.sha256(f"{meta['uid']}{reason}{message}".encode()).hexdigest()[:16]
        if digest in self._told:
            return
        self._told.add(digest)
        namespace, now = meta.get("namespace") or "default", self._now()
        body = {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {"generateName": f"{meta['name']}.{digest}.", "namespace": namespace},
            "involvedObject": {
                "apiVersion": about["apiVersion"],
                "kind": about["kind"],
                "name": meta["name"],
                "namespace": meta.get("namespace", ""),
                "uid": meta["uid"],
            },
            "type": "Warning",
            "reason": reason,
            "message": message,
            "source": {"component": CONTROLLER},
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
        }
        self._client.request("POST", path_of("v1", "events", namespace), body=body)
