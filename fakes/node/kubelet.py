"""The kubelet of one simulated host: its Node object, its pods, its machines."""

import hashlib

from vmrt.fakes.kube.client import MERGE, Client, ClientError, path_of
from vmrt.fakes.kube.informer import Key, key_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.node.host import Facts
from vmrt.fakes.node.launcher import Launchers, is_launcher
from vmrt.fakes.node.pod import PodRun, Starts
from vmrt.fakes.sim.tempo import Tempo

DEVICES = {
    "kvm": "kvm_exists",
    "tun": "tun",
    "vhost-net": "vhost_net",
    "vhost-vsock": "vhost_vsock",
}
PLUGIN = "virt-handler"  # the pod that brings the device plugin
HELD = "1k"
CONFLICT = 409


class Kubelet:
    """Reports a node and runs what is bound to it.

    Args:
        name: Of the node.
        facts: What is so on the host.
        client: With the node's rights.
        starts: Knows what images do.
        launchers: Makes domains of launcher pods.
        tempo: Its time.
    """

    def __init__(
        self,
        name: str,
        facts: Facts,
        client: Client,
        *,
        starts: Starts,
        launchers: Launchers,
        tempo: Tempo,
    ) -> None:
        self.name, self.facts = name, facts
        self._client, self._starts, self._launchers = client, starts, launchers
        self._tempo = tempo
        self._timers, self._pace, self._calendar = tempo.timers, tempo.pace, tempo.calendar
        self.address = address_of(name)
        self._runs: dict[Key, PodRun] = {}
        self._dirty: set[Key] = set()
        self._advertised = False
        self.stopped = False
        self._register()
        query = {"fieldSelector": f"spec.nodeName={name}"}
        self._unwatch = client.watch("/api/v1/pods", self._deliver, query=query)
        self._timers.call_later(self._pace.heartbeat_s, self._beat)

    def run_of(self, key: Key) -> PodRun | None:
        """Return what runs for a pod, None when it is not here."""
        return self._runs.get(key)

    def reshape(self, facts: Facts) -> None:
        """Change the host; what depends on it follows."""
        self.facts = facts
        self._advertise(force=True)

    def stop(self) -> None:
        """Stop reporting, and end everything that runs."""
        self.stopped = True
        self._unwatch()
        for run in self._runs.values():
            run.kill()

    def _register(self) -> None:
        now = self._calendar.timestamp()
        node = {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": self.name,
                "labels": {
                    "kubernetes.io/hostname": self.name,
                    "kubernetes.io/os": "linux",
                    "kubernetes.io/arch": "amd64",
                    "beta.kubernetes.io/os": "linux",
                    "beta.kubernetes.io/arch": "amd64",
                },
            },
            "spec": {},
            "status": {
                "capacity": self._room(),
                "allocatable": self._room(),
                "conditions": conditions(now),
                "addresses": [
                    {"type": "InternalIP", "address": self.address},
                    {"type": "Hostname", "address": self.name},
                ],
                "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
                "nodeInfo": NODE_INFO,
            },
        }
        self._client.request("POST", "/api/v1/nodes", body=node)
        lease = {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": self.name},
            "spec": self._lease(),
        }
        path = path_of("coordination.k8s.io/v1", "leases", "kube-node-lease")
        self._client.request("POST", path, body=lease)

    def _lease(self) -> Object:
        stamp = self._calendar.micro_timestamp()
        return {"holderIdentity": self.name, "leaseDurationSeconds": 40, "renewTime": stamp}

    def _beat(self) -> None:
        if self.stopped:
            return
        path = path_of("coordination.k8s.io/v1", "leases", "kube-node-lease", self.name)
        try:
            body = {"spec": self._lease()}
            self._client.request("PATCH", path, body=body, content_type=MERGE)
        except ClientError:
            pass
        self._timers.call_later(self._pace.heartbeat_s, self._beat)

    def _room(self) -> Object:
        room = {"cpu": "8", "memory": "32Gi", "pods": "110", "ephemeral-storage": "100Gi"}
        if self._advertised:
            for device, fact in DEVICES.items():
                room[f"devices.kubevirt.io/{device}"] = HELD if getattr(self.facts, fact) else "0"
        return room

    def _advertise(self, *, force: bool = False) -> None:
        """Offer the devices while the pod that brings the plugin runs, and the plugin works."""
        present = self.facts.plugin and any(
            (run.pod["metadata"].get("labels") or {}).get("kubevirt.io") == PLUGIN
            and run.status(self.address)["phase"] == "Running"
            and not run.stopping
            for run in self._runs.values()
        )
        if present == self._advertised and not force:
            return
        had = self._advertised
        self._advertised = present
        room = self._room()
        if had and not present:
            room.update(dict.fromkeys((f"devices.kubevirt.io/{d}" for d in DEVICES), "0"))
        self._patch(
            path_of("v1", "nodes", "", self.name, "status"),
            {"status": {"capacity": room, "allocatable": room}},
        )

    def _deliver(self, event: str, pod: Object) -> None:
        if event == "SYNCED" or self.stopped:
            return
        key = key_of(pod)
        run = self._runs.get(key)
        if run is not None and run.pod["metadata"]["uid"] != pod["metadata"]["uid"]:
            self._gone(key)
            run = None
        if event == "DELETED":
            self._gone(key)
        elif run is None:
            if "deletionTimestamp" in pod["metadata"]:
                self._finish(key, pod)
            elif (pod.get("status") or {}).get("phase") not in ("Succeeded", "Failed"):
                self._begin(key, pod)
        else:
            run.pod = pod
            if "deletionTimestamp" in pod["metadata"]:
                grace_s = float(pod["metadata"].get("deletionGracePeriodSeconds") or 0)
                run.stop(lambda: self._finish(key, pod), grace_s)
                self._advertise()

    def _begin(self, key: Key, pod: Object) -> None:
        self._runs[key] = PodRun(
            pod,
            self._starts,
            tempo=self._tempo,
            changed=lambda: self._touch(key),
        )
        self._touch(key)

    def _gone(self, key: Key) -> None:
        run = self._runs.pop(key, None)
        if run is not None:
            run.kill()
            self._launchers.ended(self.name, run.pod)
            self._advertise()

    def _finish(self, key: Key, pod: Object) -> None:
        self._launchers.ended(self.name, pod)
        options = {"gracePeriodSeconds": 0, "preconditions": {"uid": pod["metadata"]["uid"]}}
        try:
            self._client.request("DELETE", path_of("v1", "pods", *key), body=options)
        except ClientError as error:
            if error.status not in (404, CONFLICT):
                raise

    def _touch(self, key: Key) -> None:
        if key not in self._dirty:
            self._dirty.add(key)
            self._timers.call_later(self._pace.react_s, lambda: self._report(key))

    def _report(self, key: Key) -> None:
        self._dirty.discard(key)
        run = self._runs.get(key)
        if run is None or self.stopped:
            return
        status = run.status(self.address)
        if is_launcher(run.pod):
            if status["phase"] == "Running" and not run.stopping:
                self._launchers.started(self.name, self.facts, run)
            elif status["phase"] in ("Succeeded", "Failed"):
                self._launchers.ended(self.name, run.pod)
        self._patch(path_of("v1", "pods", *key, "status"), {"status": status})
        self._advertise()

    def _patch(self, path: str, body: Object) -> None:
        try:
            self._client.request("PATCH", path, body=body, content_type=MERGE)
        except ClientError as error:
            if error.status != 404:  # noqa: PLR2004 - the object went meanwhile
                raise


NODE_INFO = {
    "architecture": "amd64",
    "bootID": "",
    "containerRuntimeVersion": "simulated://1.0",
    "kernelVersion": "6.1.0",
    "kubeProxyVersion": "",
    "kubeletVersion": "v1.34.4",
    "machineID": "",
    "operatingSystem": "linux",
    "osImage": "Simulated Linux",
    "systemUUID": "",
}


def address_of(name: str) -> str:
    """Return the address of a node: it follows from the name, so that worlds stay the same."""
    digest = hashlib.sha256(name.encode()).digest()
    return f"10.{digest[0]}.{digest[1]}.{digest[2] % 254 + 1}"


def conditions(now: str) -> list[Object]:
    """Return the conditions of a node on which all is well."""
    fine = {
        "MemoryPressure": ("False", "KubeletHasSufficientMemory"),
        "DiskPressure": ("False", "KubeletHasNoDiskPressure"),
        "PIDPressure": ("False", "KubeletHasSufficientPID"),
        "Ready": ("True", "KubeletReady"),
    }
    return [
        {
            "type": kind,
            "status": status,
            "reason": reason,
            "message": "kubelet is posting ready status" if kind == "Ready" else "",
            "lastHeartbeatTime": now,
            "lastTransitionTime": now,
        }
        for kind, (status, reason) in fine.items()
    ]
