"""Events: what a controller tells people about an object."""

from vmrt.fakes.kube.client import Client, ClientError, path_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.sim.calendar import Calendar
from vmrt.fakes.sim.choice import Choice

GONE = {403, 404}  # the namespace is going, or gone: nobody will read it


class Reporter:
    """Writes events in the name of one component."""

    def __init__(self, client: Client, calendar: Calendar, choice: Choice, component: str) -> None:
        self._client, self._calendar, self._choice = client, calendar, choice
        self._component = component

    def normal(self, about: Object, reason: str, message: str) -> None:
        """Tell that something went as it should."""
        self._write(about, "Normal", reason, message)

    def warning(self, about: Object, reason: str, message: str) -> None:
        """Tell that something did not."""
        self._write(about, "Warning", reason, message)

    def _write(self, about: Object, kind: str, reason: str, message: str) -> None:
        meta = about["metadata"]
        namespace = meta.get("namespace") or "default"
        now = self._calendar.timestamp()
        body = {
            "apiVersion": "v1",
            "kind": "Event",
            "metadata": {
                "name": f"{meta['name']}.{self._choice.text('0123456789abcdef', 16)}",
                "namespace": namespace,
            },
            "involvedObject": {
                "apiVersion": about["apiVersion"],
                "kind": about["kind"],
                "name": meta["name"],
                "namespace": meta.get("namespace", ""),
                "uid": meta["uid"],
                "resourceVersion": meta.get("resourceVersion", ""),
            },
            "type": kind,
            "reason": reason,
            "message": message,
            "source": {"component": self._component},
            "reportingComponent": self._component,
            "firstTimestamp": now,
            "lastTimestamp": now,
            "count": 1,
        }
        try:
            self._client.request("POST", path_of("v1", "events", namespace), body=body)
        except ClientError as error:
            if error.status not in GONE:
                raise
