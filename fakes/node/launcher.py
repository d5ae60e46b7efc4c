"""Launcher pods become machines: KubeVirt's public convention (driver.md, section 5)."""

from vmrt.fakes.kube.message import Object
from vmrt.fakes.node.host import Facts
from vmrt.fakes.node.hypervisor import Domain, Hypervisor
from vmrt.fakes.node.pod import PodRun
from vmrt.fakes.sim.timer import Timers

KVM = "devices.kubevirt.io/kvm"


def is_launcher(pod: Object) -> bool:
    """Say whether a pod is a machine."""
    return bool((pod["metadata"].get("labels") or {}).get("kubevirt.io") == "virt-launcher")


class Launchers:
    """Starts and ends the domains that belong to launcher pods."""

    def __init__(self, hypervisor: Hypervisor, timers: Timers, boot_s: float) -> None:
        self._hypervisor, self._timers, self._boot_s = hypervisor, timers, boot_s
        self._booting: set[str] = set()

    def started(self, node: str, facts: Facts, run: PodRun) -> None:
        """Boot the machine of a launcher whose container runs."""
        uid = run.pod["metadata"]["uid"]
        if uid not in self._booting:
            self._booting.add(uid)
            self._timers.call_later(self._boot_s, lambda: self._boot(node, facts, run))

    def ended(self, node: str, pod: Object) -> None:
        """End the machine of a launcher that has ended."""
        if is_launcher(pod):
            self._booting.discard(pod["metadata"]["uid"])
            self._hypervisor.stop(node, machine_uid(pod))

    def _boot(self, node: str, facts: Facts, run: PodRun) -> None:
        pod = run.pod
        if run.stopping or pod["metadata"]["uid"] not in self._booting:
            return
        accelerated = any(
            KVM in ((one.get("resources") or {}).get("limits") or {})
            for one in pod["spec"]["containers"]
        )
        if accelerated and not facts.kvm_works:
            run.crash()
            return
        meta = pod["metadata"]
        labels, annotations = meta.get("labels") or {}, meta.get("annotations") or {}
        name = labels.get("vm.kubevirt.io/name") or annotations.get("kubevirt.io/domain", "")
        self._hypervisor.start(Domain(machine_uid(pod), name, node, accelerated))


def machine_uid(pod: Object) -> str:
    """Return the identity of a launcher's machine."""
    return str((pod["metadata"].get("labels") or {}).get("kubevirt.io/created-by", ""))
