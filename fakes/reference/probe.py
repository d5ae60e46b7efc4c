"""One probe a node: a pod whose containers each examine one feature."""

import hashlib
from typing import Any

from vmrt.fakes.kube.message import Object
from vmrt.fakes.reference.name import API_VERSION, NAMESPACE

CHECK_LABEL, NODE_LABEL = "vm.cluster.gke.io/check", "vm.cluster.gke.io/node"
IMAGE = "vmrt.local/preflight-probe:0.1.0"
# A host whose KVM opens is fit whatever its flags show: nested ones may hide them.
CPU = "grep -q -w -E 'vmx|svm' /proc/cpuinfo || test -w /mnt/dev/kvm || exit 1"
KVM = "ls /mnt/dev/kvm || exit 1"
OVER = ("Succeeded", "Failed")


def pod(check: Object, node: str, *, emulated: bool) -> Object:
    """Return the probe of a node; under emulation nothing is demanded of hardware (A-18, A-20)."""
    name = check["metadata"]["name"]
    lines = {"CPU": "true"} if emulated else {"CPU": CPU, "KVM": KVM}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": pod_name(name, node),
            "namespace": NAMESPACE,
            "labels": {CHECK_LABEL: digest(name), NODE_LABEL: digest(node)},
            "annotations": {NODE_LABEL: node},
            "ownerReferences": [
                {
                    "apiVersion": API_VERSION,
                    "kind": "VMRuntimePreflightCheck",
                    "name": name,
                    "uid": check["metadata"]["uid"],
                    "controller": True,
                    "blockOwnerDeletion": True,
                }
            ],
        },
        "spec": {
            "nodeName": node,
            "restartPolicy": "Never",
            "tolerations": [{"operator": "Exists"}],
            "volumes": [{"name": "dev", "hostPath": {"path": "/dev"}}],
            "containers": [
                {
                    "name": feature.lower(),
                    "image": IMAGE,
                    "command": ["sh", "-c", line],
                    "terminationMessagePolicy": "FallbackToLogsOnError",
                    "volumeMounts": [{"name": "dev", "mountPath": "/mnt/dev"}],
                }
                for feature, line in lines.items()
            ],
        },
    }


def results(probe: Object) -> list[dict[str, Any]] | None:
    """Return what a probe found, None while it runs (R-118 to R-120, R-123)."""
    status = probe.get("status") or {}
    if status.get("phase") not in OVER:
        return None
    found = []
    for one in status.get("containerStatuses") or []:
        ended = (one.get("state") or {}).get("terminated") or {}
        result: dict[str, Any] = {
            "checkName": one["name"].upper(),
            "passed": ended.get("exitCode") == 0,
        }
        if not result["passed"]:
            result["message"] = message(ended)
        found.append(result)
    return found


def message(ended: Object) -> str:
    """Return what a failed result says: how the command ended, then what it printed (R-124)."""
    first = f"command terminated with exit code {ended.get('exitCode')}"
    return f"{first}\n{ended.get('message') or 'it printed nothing'}"


def unfinished(why: str) -> list[dict[str, Any]]:
    """Return the results of a node that no probe could examine."""
    return [{"checkName": name, "passed": False, "message": why} for name in ("CPU", "KVM")]


def pod_name(check: str, node: str) -> str:
    """Return the name of a probe: short whatever the names of check and node are."""
    return f"preflight-probe-{digest(check + '/' + node)}"


def digest(text: str) -> str:
    """Return ten letters that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:10]
