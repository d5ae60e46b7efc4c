"""Machines: launcher pods behind the gate, and what the API says of them."""

from vmrt.fakes.kube.client import JSON_PATCH, MERGE, Client, ClientError, path_of
from vmrt.fakes.kube.informer import Key, key_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.reference.event import Teller
from vmrt.fakes.reference.knowledge import Knowledge
from vmrt.fakes.reference.name import API_VERSION
from vmrt.fakes.reference.policy import Policy

FINALIZER = "vm.cluster.gke.io/machine"
IMAGE = "vmrt.local/virt-launcher:0.1.0"
KVM = "devices.kubevirt.io/kvm"
MISSING, TAKEN = 404, 409
STATES = {
    "Pending": "Starting",
    "Running": "Running",
    "Succeeded": "Stopping",
    "Failed": "Starting",
}


class Machines:
    """The controller of ``VirtualMachine`` objects."""

    def __init__(self, client: Client, known: Knowledge, policy: Policy, teller: Teller) -> None:
        self._client, self._known, self._policy = client, known, policy
        self._teller = teller

    def reconcile(self, key: Key) -> None:
        """Bring one machine where it should be."""
        machine = self._known.machines.get(key[1], key[0])
        if machine is None:
            return
        launcher = self._known.launchers.get(launcher_name(key[1]), key[0])
        if "deletionTimestamp" in machine["metadata"]:
            self._take_down(machine, launcher)
        elif FINALIZER not in (machine["metadata"].get("finalizers") or []):
            self._hold(machine)
        elif not self._policy.wants_running(machine):
            self._stop(machine, launcher)
        elif launcher is None:
            self._start(machine)
        else:
            self._follow(machine, launcher)

    def blocked(self) -> str:
        """Return why no machine may start, "" when one may (R-007, R-084, R-085)."""
        runtime = self._known.runtime()
        if runtime is None or not self._policy.enabled(runtime):
            return "the VM runtime is not enabled"
        check = self._policy.newest(list(self._known.checks))
        if self._policy.may_start(check):
            ready = (runtime.get("status") or {}).get("ready") is True
            return "" if ready else "the VM runtime is not ready yet"
        if check is None:
            return "no preflight check has passed yet"
        return refusal(check)

    def _start(self, machine: Object) -> None:
        blocked = self.blocked()
        if blocked:
            self._say(machine, "Pending", blocked)
            return
        runtime = self._known.runtime() or {}
        pod = launcher_pod(machine, emulated=self._policy.emulated(runtime))
        try:
            namespace = machine["metadata"]["namespace"]
            self._client.request("POST", path_of("v1", "pods", namespace), body=pod)
        except ClientError as error:
            if error.status != TAKEN:
                raise
        self._say(machine, "Starting", "")

    def _follow(self, machine: Object, launcher: Object) -> None:
        phase = (launcher.get("status") or {}).get("phase", "Pending")
        owners = launcher["metadata"].get("ownerReferences") or []
        stale = not any(one["uid"] == machine["metadata"]["uid"] for one in owners)
        if stale or phase in ("Succeeded", "Failed"):
            self._delete(launcher)
        self._say(machine, "Starting" if stale else STATES[phase], "")

    def _stop(self, machine: Object, launcher: Object | None) -> None:
        if launcher is not None:
            self._delete(launcher)
        self._say(machine, "Stopped" if launcher is None else "Stopping", "")

    def _hold(self, machine: Object) -> None:
        present = machine["metadata"].get("finalizers")
        body: list[Object] = [{"op": "add", "path": "/metadata/finalizers/-", "value": FINALIZER}]
        if not present:
            body = [{"op": "add", "path": "/metadata/finalizers", "value": [FINALIZER]}]
        self._patch(machine, body)

    def _take_down(self, machine: Object, launcher: Object | None) -> None:
        """End the machine, then its disks, then let the object go: in this order (S11)."""
        if launcher is not None:
            self._delete(launcher)
            return
        finalizers = machine["metadata"].get("finalizers") or []
        if FINALIZER not in finalizers:
            return
        namespace = machine["metadata"]["namespace"]
        for disk in machine["spec"].get("disks") or []:
            if disk.get("autoDelete") and disk.get("virtualMachineDiskName"):
                name = disk["virtualMachineDiskName"]
                self._quietly(
                    "DELETE", path_of(API_VERSION, "virtualmachinedisks", namespace, name)
                )
        kept = [one for one in finalizers if one != FINALIZER]
        self._patch(machine, [{"op": "replace", "path": "/metadata/finalizers", "value": kept}])

    def _delete(self, pod: Object) -> None:
        if "deletionTimestamp" not in pod["metadata"]:
            self._quietly("DELETE", path_of("v1", "pods", *key_of(pod)))

    def _patch(self, machine: Object, body: list[Object]) -> None:
        path = path_of(API_VERSION, "virtualmachines", *key_of(machine))
        self._client.request("PATCH", path, body=body, content_type=JSON_PATCH)

    def _quietly(self, method: str, path: str) -> None:
        try:
            self._client.request(method, path)
        except ClientError as error:
            if error.status != MISSING:
                raise

    def _say(self, machine: Object, state: str, message: str) -> None:
        status = machine.get("status") or {}
        if (status.get("state"), status.get("message", "")) == (state, message):
            return
        path = path_of(API_VERSION, "virtualmachines", *key_of(machine), "status")
        body = {"status": {"state": state, "message": message}}
        self._client.request("PATCH", path, body=body, content_type=MERGE)
        if message:
            self._teller.warn(machine, "Blocked", message)


def refusal(check: Object) -> str:
    """Return what the user of a blocked machine is told about the newest check."""
    name, status = check["metadata"]["name"], check.get("status") or {}
    if status.get("pass") is None:
        return f"preflight check {name} has not finished"
    failed = [
        f"{node}: {', '.join(one['checkName'] for one in entry['results'] if not one['passed'])}"
        for node, entry in sorted((status.get("checks") or {}).items())
        if not entry["passed"]
    ]
    return f"preflight check {name} failed on {'; '.join(failed)}"


def launcher_name(machine: str) -> str:
    """Return the name of a machine's launcher pod."""
    return f"virt-launcher-{machine}"


def launcher_pod(machine: Object, *, emulated: bool) -> Object:
    """Return the launcher of a machine, by KubeVirt's public convention."""
    meta = machine["metadata"]
    limits = {} if emulated else {"limits": {KVM: "1"}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": launcher_name(meta["name"]),
            "namespace": meta["namespace"],
            "labels": {
                "kubevirt.io": "virt-launcher",
                "kubevirt.io/created-by": meta["uid"],
                "vm.kubevirt.io/name": meta["name"],
            },
            "ownerReferences": [
                {
                    "apiVersion": API_VERSION,
                    "kind": "VirtualMachine",
                    "name": meta["name"],
                    "uid": meta["uid"],
                    "controller": True,
                    "blockOwnerDeletion": True,
                }
            ],
        },
        "spec": {"containers": [{"name": "compute", "image": IMAGE, "resources": limits}]},
    }
