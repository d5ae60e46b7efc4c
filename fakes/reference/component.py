"""What enabling installs into vm-system, and disabling takes away again."""

from typing import Any

from vmrt.fakes.kube.client import Client, ClientError, path_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.reference.knowledge import Knowledge
from vmrt.fakes.reference.name import GROUP, NAMESPACE

LABELS = {"app.kubernetes.io/part-of": "vmruntime"}
DEPLOYMENTS = {
    "virt-operator": 2,
    "virt-api": 2,
    "virt-controller": 2,
    "vm-controller-controller-manager": 1,
}
DAEMON_SETS = ("virt-handler",)
KINDS = ["guestenvironmentdata", "virtualmachineaccessrequests", "virtualmachinedisks",
         "virtualmachinepasswordresetrequests", "virtualmachines"]  # fmt: skip
WIDE = ["virtualmachinetypes", "vmhighavailabilitypolicies", "vmruntimes"]
READ = ["get", "list", "watch"]
WRITE = ["create", "delete", "patch", "update"]
TAKEN, MISSING = 409, 404


def objects() -> list[tuple[str, Object]]:
    """Return every object that enabling makes, each with the path of its collection."""
    deployments = path_of("apps/v1", "deployments", NAMESPACE)
    daemon_sets = path_of("apps/v1", "daemonsets", NAMESPACE)
    roles = path_of("rbac.authorization.k8s.io/v1", "clusterroles")
    return [
        *((roles, role) for role in _roles()),
        *((deployments, _workload("Deployment", name, n)) for name, n in DEPLOYMENTS.items()),
        *((daemon_sets, _workload("DaemonSet", name, None)) for name in DAEMON_SETS),
    ]


def install(client: Client, known: Knowledge) -> None:
    """Make what is not there."""
    there = _names(known)
    for path, obj in objects():
        if (obj["kind"], obj["metadata"]["name"]) not in there:
            try:
                client.request("POST", path, body=obj)
            except ClientError as error:
                if error.status != TAKEN:
                    raise


def remove(client: Client, known: Knowledge) -> bool:
    """Take away what is there; return whether nothing and no pod of it is left."""
    there = _names(known)
    for path, obj in objects():
        if (obj["kind"], obj["metadata"]["name"]) in there:
            try:
                client.request("DELETE", f"{path}/{obj['metadata']['name']}")
            except ClientError as error:
                if error.status != MISSING:
                    raise
    return not there and not any(_is_ours(pod) for pod in known.pods)


def missing(known: Knowledge) -> list[str]:
    """Return the names of components that are not available, sorted."""
    there = {(one["kind"], one["metadata"]["name"]): one for one in _all(known)}
    found = []
    for _, obj in objects():
        key = (obj["kind"], obj["metadata"]["name"])
        if key not in there or not _available(there[key]):
            found.append(key[1])
    return sorted(found)


def _available(obj: Object) -> bool:
    status = obj.get("status") or {}
    if obj["kind"] == "Deployment":
        return int(status.get("availableReplicas") or 0) >= int(obj["spec"]["replicas"])
    if obj["kind"] == "DaemonSet":
        wanted = status.get("desiredNumberScheduled")
        return wanted is not None and int(status.get("numberAvailable") or 0) >= int(wanted)
    return True


def _all(known: Knowledge) -> list[Object]:
    return [*known.deployments, *known.daemon_sets, *known.roles]


def _names(known: Knowledge) -> set[tuple[str, str]]:
    return {(one["kind"], one["metadata"]["name"]) for one in _all(known)}


def _is_ours(pod: Object) -> bool:
    labels = pod["metadata"].get("labels") or {}
    return all(labels.get(key) == value for key, value in LABELS.items())


def _workload(kind: str, name: str, replicas: int | None) -> Object:
    labels = {**LABELS, "kubevirt.io": name}
    container = {"name": name, "image": f"vmrt.local/{name}:0.1.0"}
    spec: dict[str, Any] = {
        "selector": {"matchLabels": {"kubevirt.io": name}},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
    }
    if replicas is not None:
        spec["replicas"] = replicas
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": NAMESPACE, "labels": labels},
        "spec": spec,
    }


def _roles() -> list[Object]:
    to = "rbac.authorization.k8s.io/aggregate-to-"
    return [
        _role("kubevm.admin", KINDS, [*READ, *WRITE, "deletecollection"], {f"{to}admin": "true"}),
        _role("kubevm.edit", KINDS, [*READ, *WRITE], {f"{to}edit": "true"}),
        _role("kubevm.view", KINDS, READ, {f"{to}view": "true"}),
        _role("kubevm.cluster.view", WIDE, READ, {}),
    ]


def _role(name: str, resources: list[str], verbs: list[str], labels: dict[str, str]) -> Object:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": name, "labels": {**LABELS, **labels}},
        "rules": [{"apiGroups": [GROUP], "resources": resources, "verbs": verbs}],
    }
