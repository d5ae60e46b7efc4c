"""Virtual machines, as a user makes them and as the hosts run them."""

from vmrt.harness.client import Answer, Client, Object
from vmrt.harness.sight import Sight
from vmrt.harness.subject.runtime import ANNOTATION
from vmrt.harness.witness import Domain, Witness

GROUP = "/apis/vm.cluster.gke.io/v1"
NAMESPACE = "default"
MACHINES = f"{GROUP}/namespaces/{NAMESPACE}/virtualmachines"
DISKS = f"{GROUP}/namespaces/{NAMESPACE}/virtualmachinedisks"
LAUNCHERS = "/api/v1/pods"
KUBEVIRT = "/apis/kubevirt.io/v1"
BOOT_S = 300.0


class Machines:
    """Makes machines and looks at them through the API and, where there is one, a witness."""

    def __init__(self, client: Client, sight: Sight, witness: Witness | None) -> None:
        self._client = client
        self._sight = sight
        self._witness = witness
        self.answers: dict[str, Answer] = {}  # of the creation, by name
        self._uids: dict[str, str] = {}

    def create(self, name: str) -> None:
        """Create a machine with one boot disk, and keep the API's answer for later steps.

        Where the disk kind is not served the machine alone is made.
        """
        disk = _disk(f"{name}-boot")
        self._client.create(DISKS, disk)
        answer = self._client.create(MACHINES, _machine(name))
        self.answers[name] = answer
        if answer.ok:
            self._uids[name] = answer.body["metadata"]["uid"]

    def start(self, name: str) -> None:
        """Create a machine and wait until it runs."""
        self.create(name)
        self.runs(name)

    def delete(self, name: str) -> None:
        """Delete a machine as a user does."""
        self._client.delete(f"{MACHINES}/{name}")

    def delete_all(self) -> None:
        """Delete every machine as a user does, and wait until they are gone."""
        for name in self.existing():
            self.delete(name)
        self.all_gone()

    def annotate(self, name: str, value: str) -> None:
        """Put the protection annotation on a machine, where it must not count (R-054)."""
        patch = {"metadata": {"annotations": {ANNOTATION: value}}}
        self._client.merge(f"{MACHINES}/{name}", patch)

    def first_host(self, name: str) -> str:
        """Return a host that runs a machine, "" where nobody can look."""
        return next(iter(self._hosts(name)), "")

    def read(self, name: str) -> Object | None:
        """Return a machine, or None."""
        return self._client.get(f"{MACHINES}/{name}")

    def existing(self) -> list[str]:
        """Return the names of all machines on the cluster, sorted."""
        found = self._client.items(f"{GROUP}/virtualmachines")
        return sorted(item["metadata"]["name"] for item in found)

    def state(self, name: str) -> str:
        """Return what the API says of a machine: ``status.state``, "absent" without the object."""
        found = self.read(name)
        return "absent" if found is None else str((found.get("status") or {}).get("state", ""))

    def domains(self) -> list[Domain]:
        """Return what hosts really run; empty also where nobody can look."""
        return [] if self._witness is None else self._witness.domains()

    def runs(self, name: str, within_s: float = BOOT_S) -> None:
        """Wait until a machine runs, by the API and on a host."""
        self._sight.eventually(
            f"machine {name} runs",
            lambda: {"state": self.state(name), "hosts": self._hosts(name)},
            until=lambda seen: (
                seen["state"] == "Running" and (not self._witness or bool(seen["hosts"]))
            ),
            within_s=within_s,
        )

    def never_runs(self, name: str, for_s: float) -> None:
        """Make sure that a machine does not run for a while, neither in the API nor on a host."""
        self._sight.throughout(
            f"machine {name} does not run",
            lambda: {"state": self.state(name), "hosts": self._all_hosts()},
            holds=lambda seen: seen["state"] != "Running" and not seen["hosts"],
            for_s=for_s,
        )

    def keeps_running(self, name: str, for_s: float) -> None:
        """Make sure that the very same machine keeps running for a while."""
        uid = self._uids.get(name)
        self._sight.throughout(
            f"machine {name} keeps running",
            lambda: {
                "state": self.state(name),
                "same": self._uid(name) == uid,
                "on": self._hosts(name),
            },
            holds=lambda seen: (
                seen["state"] == "Running"
                and bool(seen["same"])
                and (not self._witness or bool(seen["on"]))
            ),
            for_s=for_s,
        )

    def all_gone(self, within_s: float = BOOT_S) -> None:
        """Wait until no machine exists, and no host runs one."""
        self._sight.eventually(
            "machines that exist or run",
            lambda: {"objects": self.existing(), "hosts": self._all_hosts()},
            until=lambda seen: not seen["objects"] and not seen["hosts"],
            within_s=within_s,
        )

    def related_gone(self, within_s: float = BOOT_S) -> None:
        """Wait until the machines' launcher pods and KubeVirt objects are gone (A-13, core)."""
        self._sight.eventually(
            "what belonged to machines",
            self._related,
            until=lambda left: left == [],
            within_s=within_s,
        )

    def _related(self) -> list[str]:
        selector = "kubevirt.io=virt-launcher"
        pods = self._client.items(LAUNCHERS, labelSelector=selector)
        kinds = ("virtualmachines", "virtualmachineinstances")
        objects = [item for kind in kinds for item in self._client.items(f"{KUBEVIRT}/{kind}")]
        return sorted(item["metadata"]["name"] for item in [*pods, *objects])

    def _uid(self, name: str) -> str | None:
        found = self.read(name)
        return None if found is None else str(found["metadata"]["uid"])

    def _hosts(self, name: str) -> list[str]:
        uid = self._uids.get(name, "")
        return [domain.node for domain in self.domains() if domain.uid == uid]

    def _all_hosts(self) -> list[str]:
        return [domain.node for domain in self.domains()]


def _machine(name: str) -> Object:
    return {
        "apiVersion": "vm.cluster.gke.io/v1",
        "kind": "VirtualMachine",
        "metadata": {"name": name, "namespace": NAMESPACE},
        "spec": {
            "osType": "Linux",
            "compute": {"cpu": {"vcpus": 1}, "memory": {"capacity": "256Mi"}},
            "interfaces": [{"name": "eth0", "networkName": "pod-network", "default": True}],
            "disks": [{"virtualMachineDiskName": f"{name}-boot", "boot": True, "autoDelete": True}],
        },
    }


def _disk(name: str) -> Object:
    return {
        "apiVersion": "vm.cluster.gke.io/v1",
        "kind": "VirtualMachineDisk",
        "metadata": {"name": name, "namespace": NAMESPACE},
        "spec": {"size": "1Gi"},
    }
