"""An operator that a vendor could have written: a plain loop on the official client.

It imports nothing of vmrt and knows nothing of tests. Three things are wrong on purpose, each
marked SHORTCOMING, so that the suite has something to find.
"""

import os
import time
import uuid

from kubernetes import client, config
from kubernetes.client.exceptions import ApiException

GROUP, VERSION, NAMESPACE = "vm.cluster.gke.io", "v1", "vm-system"
SKIP = "kubevm.io/VM-SkipSchedule"
CONSENT = "baremetal.cluster.gke.io/vmrumtime-force-disable"
RUNTIMES, CHECKS, MACHINES = "vmruntimes", "vmruntimepreflightchecks", "virtualmachines"
PAUSE_S = 0.1
PROBES = {
    "CPU": "grep -q -E 'vmx|svm' /host/proc/cpuinfo",
    "KVM": "ls /mnt/dev/kvm",
}


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def absent_is_none(call, *words, **named):
    try:
        return call(*words, **named)
    except ApiException as error:
        if error.status == 404:
            return None
        raise


class Cluster:
    """The few calls that the operator needs."""

    def __init__(self):
        config.load_kube_config(os.environ["KUBECONFIG"])
        self.core, self.apps = client.CoreV1Api(), client.AppsV1Api()
        self.custom = client.CustomObjectsApi()

    def runtime(self):
        return absent_is_none(
            self.custom.get_cluster_custom_object, GROUP, VERSION, RUNTIMES, "vmruntime"
        )

    def runtime_status(self, status):
        self.custom.patch_cluster_custom_object_status(
            GROUP, VERSION, RUNTIMES, "vmruntime", {"status": status}
        )

    def checks(self):
        found = self.custom.list_namespaced_custom_object(GROUP, VERSION, NAMESPACE, CHECKS)
        return found["items"]

    def create_check(self):
        name = f"vmruntime-preflight-check-{uuid.uuid4()}"
        body = {
            "apiVersion": f"{GROUP}/{VERSION}",
            "kind": "VMRuntimePreflightCheck",
            "metadata": {"name": name, "namespace": NAMESPACE},
        }
        self.custom.create_namespaced_custom_object(GROUP, VERSION, NAMESPACE, CHECKS, body)

    def check_status(self, name, status):
        self.custom.patch_namespaced_custom_object_status(
            GROUP, VERSION, NAMESPACE, CHECKS, name, {"status": status}
        )

    def machines(self):
        return self.custom.list_cluster_custom_object(GROUP, VERSION, MACHINES)["items"]

    def machine_status(self, machine, state, message=""):
        status = {"state": state, "message": message}
        if (machine.get("status") or {}) == status:
            return
        metadata = machine["metadata"]
        self.custom.patch_namespaced_custom_object_status(
            GROUP, VERSION, metadata["namespace"], MACHINES, metadata["name"], {"status": status}
        )

    def delete_machine(self, machine):
        metadata = machine["metadata"]
        absent_is_none(
            self.custom.delete_namespaced_custom_object,
            GROUP,
            VERSION,
            metadata["namespace"],
            MACHINES,
            metadata["name"],
        )

    def launcher(self, machine):
        metadata = machine["metadata"]
        name = f"virt-launcher-{metadata['name']}"
        return absent_is_none(self.core.read_namespaced_pod, name, metadata["namespace"])

    def pod(self, body):
        try:
            self.core.create_namespaced_pod(body["metadata"]["namespace"], body)
        except ApiException as error:
            if error.status != 409:
                raise


def owner(obj):
    return {
        "apiVersion": obj["apiVersion"],
        "kind": obj["kind"],
        "name": obj["metadata"]["name"],
        "uid": obj["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }


class Components:
    """What enabling installs: a Deployment, and the DaemonSet that brings the device plugin."""

    controller, handler = "vm-controller", "virt-handler"

    def __init__(self, cluster):
        self.apps, self.core = cluster.apps, cluster.core

    def body(self, name, **spec):
        labels = {"app": name, "kubevirt.io": name}
        container = {"name": name, "image": f"vendor.example/{name}:2.0"}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        spec |= {"selector": {"matchLabels": labels}, "template": template}
        return {"metadata": {"name": name, "namespace": NAMESPACE}, "spec": spec}

    def install(self):
        if self.deployment() is None:
            body = self.body(self.controller, replicas=1)
            self.apps.create_namespaced_deployment(NAMESPACE, body)
        if self.daemon_set() is None:
            self.apps.create_namespaced_daemon_set(NAMESPACE, self.body(self.handler))

    def deployment(self):
        return absent_is_none(
            self.apps.read_namespaced_deployment, self.controller, NAMESPACE
        )

    def daemon_set(self):
        return absent_is_none(self.apps.read_namespaced_daemon_set, self.handler, NAMESPACE)

    def ready(self):
        one, other = self.deployment(), self.daemon_set()
        if one is None or other is None or not other.status.desired_number_scheduled:
            return False
        available = (one.status.available_replicas or 0) > 0
        return available and (other.status.number_available or 0) > 0

    def remove(self):
        absent_is_none(self.apps.delete_namespaced_deployment, self.controller, NAMESPACE)
        absent_is_none(self.apps.delete_namespaced_daemon_set, self.handler, NAMESPACE)


class Preflight:
    """Runs checks, one probe pod a node."""

    def __init__(self, cluster):
        self.cluster = cluster
        self.nodes = {}  # of running checks: name -> nodes that are checked

    def advance(self, emulated):
        for check in self.cluster.checks():
            if (check.get("status") or {}).get("pass") is None:
                self.one(check, emulated)

    def one(self, check, emulated):
        name = check["metadata"]["name"]
        if name not in self.nodes:
            # SHORTCOMING: an empty label counts as none
            nodes = self.cluster.core.list_node().items
            self.nodes[name] = [n.metadata.name for n in nodes if not n.metadata.labels.get(SKIP)]
            self.cluster.check_status(name, {"startTime": now()})
            for node in self.nodes[name]:
                self.cluster.pod(self.probe(check, node, emulated))
        results = {node: self.result(name, node) for node in self.nodes[name]}
        if any(entry is None for entry in results.values()):
            return
        passed = all(entry["passed"] for entry in results.values())
        self.cluster.check_status(
            name, {"checks": results, "pass": passed, "completionTime": now()}
        )
        for node in self.nodes.pop(name):
            absent_is_none(
                self.cluster.core.delete_namespaced_pod, self.pod_name(name, node), NAMESPACE
            )

    def pod_name(self, check, node):
        return f"probe-{uuid.uuid5(uuid.NAMESPACE_DNS, f'{check}.{node}')}"

    def probe(self, check, node, emulated):
        mounts = [
            {"name": "dev", "mountPath": "/mnt/dev"},
            {"name": "proc", "mountPath": "/host/proc"},
        ]
        probes = {"CPU": "true", "KVM": "true"} if emulated else PROBES
        return {
            "metadata": {
                "name": self.pod_name(check["metadata"]["name"], node),
                "namespace": NAMESPACE,
                "ownerReferences": [owner(check)],
            },
            "spec": {
                "nodeName": node,
                "restartPolicy": "Never",
                "tolerations": [{"operator": "Exists"}],
                "volumes": [
                    {"name": "dev", "hostPath": {"path": "/dev"}},
                    {"name": "proc", "hostPath": {"path": "/proc"}},
                ],
                "containers": [
                    {
                        "name": feature.lower(),
                        "image": "vendor.example/probe:2.0",
                        "command": ["sh", "-c", f"{line} || exit 1"],
                        "volumeMounts": mounts,
                    }
                    for feature, line in probes.items()
                ],
            },
        }

    def result(self, check, node):
        pod = absent_is_none(
            self.cluster.core.read_namespaced_pod, self.pod_name(check, node), NAMESPACE
        )
        if pod is None or pod.status.phase not in ("Succeeded", "Failed"):
            return None
        results = []
        for feature in PROBES:
            states = {s.name: s.state.terminated for s in pod.status.container_statuses}
            code = states[feature.lower()].exit_code
            # SHORTCOMING: what the probe printed is kept to itself
            results.append({"checkName": feature, "passed": code == 0})
        return {"passed": all(r["passed"] for r in results), "results": results}


class Operator:
    """Brings the cluster where the runtime object wants it."""

    def __init__(self):
        self.cluster = Cluster()
        self.components = Components(self.cluster)
        self.preflight = Preflight(self.cluster)
        self.seen = None  # what the triggers look at: enabled, emulation, labelled nodes

    def run(self):
        while True:
            try:
                self.step()
            except ApiException as error:
                if error.status not in (404, 409):
                    raise
            time.sleep(PAUSE_S)

    def step(self):
        runtime = self.cluster.runtime()
        if runtime is None:
            return
        spec = runtime.get("spec") or {}
        emulated = bool(spec.get("useEmulation"))
        self.trigger(bool(spec.get("enabled")), emulated)
        self.preflight.advance(emulated)
        machines = self.cluster.machines()
        if spec.get("enabled"):
            self.components.install()
            ready = self.components.ready()
        else:
            ready = False
            consent = (runtime["metadata"].get("annotations") or {}).get(CONSENT) == "true"
            if not machines:
                self.components.remove()
            elif consent:
                for machine in machines:
                    self.cluster.delete_machine(machine)
        summary = self.summary()
        for machine in machines:
            self.machine(machine, ready and summary.get("preflightCheckPassed") is True, emulated)
        self.report(runtime, ready, summary)

    def trigger(self, enabled, emulated):
        nodes = self.cluster.core.list_node().items
        labelled = {n.metadata.name for n in nodes if SKIP in (n.metadata.labels or {})}
        before, self.seen = self.seen, (enabled, emulated, labelled)
        if not enabled:
            return
        was_enabled, was_emulated, were_labelled = before or (False, False, set())
        freed = were_labelled - labelled
        if not was_enabled or (emulated and not was_emulated) or freed:
            self.cluster.create_check()

    def summary(self):
        checks = self.cluster.checks()
        if not checks:
            return {}
        # SHORTCOMING: the latest is taken to be the last by name
        latest = max(checks, key=lambda check: check["metadata"]["name"])
        status = latest.get("status") or {}
        summary = {"preflightCheckName": latest["metadata"]["name"]}
        if status.get("pass") is None:
            return summary
        features = {}
        for entry in (status.get("checks") or {}).values():
            for result in entry["results"]:
                kept = features.setdefault(result["checkName"], {"passed": True})
                kept["passed"] = kept["passed"] and result["passed"]
        return {**summary, "preflightCheckPassed": status["pass"], "featureStatuses": features}

    def machine(self, machine, allowed, emulated):
        metadata = machine["metadata"]
        pod = self.cluster.launcher(machine)
        if pod is not None:
            running = pod.status.phase == "Running"
            self.cluster.machine_status(machine, "Running" if running else "Starting")
        elif allowed and not metadata.get("deletionTimestamp"):
            limits = {} if emulated else {"limits": {"devices.kubevirt.io/kvm": "1"}}
            container = {
                "name": "compute",
                "image": "vendor.example/launcher:2.0",
                "resources": limits,
            }
            self.cluster.pod(
                {
                    "metadata": {
                        "name": f"virt-launcher-{metadata['name']}",
                        "namespace": metadata["namespace"],
                        "labels": {
                            "kubevirt.io": "virt-launcher",
                            "kubevirt.io/created-by": metadata["uid"],
                            "vm.kubevirt.io/name": metadata["name"],
                        },
                        "ownerReferences": [owner(machine)],
                    },
                    "spec": {"containers": [container]},
                }
            )
        else:
            self.cluster.machine_status(machine, "Pending", "waiting for a passed preflight check")

    def report(self, runtime, ready, summary):
        before = runtime.get("status") or {}
        wanted = {"ready": ready, "observedGeneration": runtime["metadata"]["generation"]}
        if summary:
            gone = dict.fromkeys(before.get("preflightCheckSummary") or {})
            wanted["preflightCheckSummary"] = summary
            if {**before, **wanted} != before:
                wanted["preflightCheckSummary"] = {**gone, **summary}
        if any(before.get(key) != value for key, value in wanted.items()):
            self.cluster.runtime_status(wanted)


if __name__ == "__main__":
    Operator().run()
