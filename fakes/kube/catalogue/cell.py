"""The columns of built-in kinds that are more than name and age."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from vmrt.fakes.kube.catalogue.age import age
from vmrt.fakes.kube.kinds.resource import Column, Resource
from vmrt.fakes.kube.message import Object

Cells = Callable[[Object, datetime], list[Any]]
NONE = "<none>"
NODE = (
    "Status Roles Age Version *Internal-IP *External-IP *OS-Image *Kernel-Version "
    "*Container-Runtime"
)
DAEMON_SET = (
    "Desired Current Ready Up-to-date Available Node-Selector Age *Containers *Images *Selector"
)
EVENT = "Last-Seen Type Reason Object *Subobject *Source Message *First-Seen *Count *Name"


def builtin(resource: Resource) -> tuple[list[Column], Cells] | None:
    """Return the columns of a kind after its name, and what fills them; None for plain ones."""
    if resource.custom:
        return None
    found = {
        "Pod": (
            "Ready Status Restarts Age *IP *Node *Nominated-Node *Readiness-Gates", _pod),
        "Namespace": ("Status Age", _namespace),
        "Node": (NODE, _node),
        "Deployment": ("Ready Up-to-date Available Age *Containers *Images *Selector", _deployment),
        "ReplicaSet": ("Desired Current Ready Age *Containers *Images *Selector", _replica_set),
        "DaemonSet": (DAEMON_SET, _daemon_set),
        "Job": ("Status Completions Duration Age *Containers *Images *Selector", _job),
        "Service": ("Type Cluster-IP External-IP Port(s) Age *Selector", _service),
        "ConfigMap": ("Data Age", lambda o, now: [len(o.get("data") or {}), _age(o, now)]),
        "Secret": ("Type Data Age", lambda o, now: [
            o.get("type", ""), len(o.get("data") or {}), _age(o, now)]),
        "ServiceAccount": ("Secrets Age", lambda o, now: [
            len(o.get("secrets") or []), _age(o, now)]),
        "Lease": ("Holder Age", lambda o, now: [
            (o.get("spec") or {}).get("holderIdentity", ""), _age(o, now)]),
        "CustomResourceDefinition": ("Created-At", lambda o, _: [
            o["metadata"]["creationTimestamp"]]),
        "Event": (EVENT, _event),
        "ClusterRole": ("Created-At", lambda o, _: [o["metadata"]["creationTimestamp"]]),
        "Role": ("Created-At", lambda o, _: [o["metadata"]["creationTimestamp"]]),
        "ClusterRoleBinding": ("Role Age *Users *Groups *ServiceAccounts", _binding),
        "RoleBinding": ("Role Age *Users *Groups *ServiceAccounts", _binding),
    }.get(resource.kind)  # fmt: skip
    if found is None:
        return None
    heads, cells = found
    return [_column(head) for head in heads.split()], cells


def _column(head: str) -> Column:
    name = head.lstrip("*").replace("-", " ") if "to-date" not in head else "Up-to-date"
    name = {"Internal IP": "Internal-IP", "External IP": "External-IP", "OS Image": "OS-Image",
            "Kernel Version": "Kernel-Version", "Container Runtime": "Container-Runtime",
            "Cluster IP": "Cluster-IP" }.get(name, name)  # fmt: skip
    return Column(name, "string", "", priority=int(head.startswith("*")), description=name)


def _age(obj: Object, now: datetime) -> str:
    return age(datetime.fromisoformat(obj["metadata"]["creationTimestamp"]), now)


def _pod(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    states = status.get("containerStatuses") or []
    ready = sum(bool(one.get("ready")) for one in states)
    restarts = sum(int(one.get("restartCount") or 0) for one in states)
    reason = status.get("reason") or status.get("phase", "")
    for one in reversed(states):
        state = one.get("state") or {}
        waiting, ended = state.get("waiting") or {}, state.get("terminated") or {}
        if waiting.get("reason"):
            reason = waiting["reason"]
        elif ended.get("reason"):
            reason = ended["reason"]
        elif ended:
            reason = f"ExitCode:{ended.get('exitCode')}"
    if obj["metadata"].get("deletionTimestamp"):
        reason = "Terminating"
    count = f"{ready}/{len(spec.get('containers') or [])}"
    where = [status.get("podIP") or NONE, spec.get("nodeName") or NONE, NONE, NONE]
    return [count, reason, str(restarts), _age(obj, now), *where]


def _namespace(obj: Object, now: datetime) -> list[Any]:
    return [(obj.get("status") or {}).get("phase", ""), _age(obj, now)]


def _node(obj: Object, now: datetime) -> list[Any]:
    status, labels = obj.get("status") or {}, obj["metadata"].get("labels") or {}
    conditions = {one["type"]: one["status"] for one in status.get("conditions") or []}
    word = {"True": "Ready", "False": "NotReady"}.get(conditions.get("Ready", ""), "Unknown")
    if "Ready" in conditions and conditions["Ready"] == "Unknown":
        word = "NotReady"
    if (obj.get("spec") or {}).get("unschedulable"):
        word += ",SchedulingDisabled"
    prefix = "node-role.kubernetes.io/"
    roles = sorted(key.removeprefix(prefix) for key in labels if key.startswith(prefix))
    facts = status.get("nodeInfo") or {}
    addresses = {one["type"]: one["address"] for one in status.get("addresses") or []}
    return [
        word, ",".join(roles) or NONE, _age(obj, now), facts.get("kubeletVersion", ""),
        addresses.get("InternalIP", NONE), addresses.get("ExternalIP", NONE),
        facts.get("osImage", ""), facts.get("kernelVersion", ""),
        facts.get("containerRuntimeVersion", ""),
    ]  # fmt: skip


def _template(obj: Object) -> list[Any]:
    spec = obj.get("spec") or {}
    containers = ((spec.get("template") or {}).get("spec") or {}).get("containers") or []
    labels = (spec.get("selector") or {}).get("matchLabels") or {}
    return [
        ",".join(one["name"] for one in containers),
        ",".join(one.get("image", "") for one in containers),
        ",".join(f"{key}={labels[key]}" for key in sorted(labels)) or NONE,
    ]


def _deployment(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    ready = f"{status.get('readyReplicas') or 0}/{spec.get('replicas', 1)}"
    counts = [status.get("updatedReplicas") or 0, status.get("availableReplicas") or 0]
    return [ready, *counts, _age(obj, now), *_template(obj)]


def _replica_set(obj: Object, now: datetime) -> list[Any]:
    status = obj.get("status") or {}
    counts = [status.get("replicas") or 0, status.get("readyReplicas") or 0]
    return [(obj.get("spec") or {}).get("replicas", 1), *counts, _age(obj, now), *_template(obj)]


def _daemon_set(obj: Object, now: datetime) -> list[Any]:
    status = obj.get("status") or {}
    names = ("desiredNumberScheduled", "currentNumberScheduled", "numberReady",
             "updatedNumberScheduled", "numberAvailable")  # fmt: skip
    spec = ((obj.get("spec") or {}).get("template") or {}).get("spec") or {}
    chosen = spec.get("nodeSelector") or {}
    selector = ",".join(f"{key}={chosen[key]}" for key in sorted(chosen)) or NONE
    return [*(status.get(n) or 0 for n in names), selector, _age(obj, now), *_template(obj)]


def _job(obj: Object, now: datetime) -> list[Any]:
    spec, status = obj.get("spec") or {}, obj.get("status") or {}
    conditions = [c["type"] for c in status.get("conditions") or [] if c["status"] == "True"]
    word = (
        "Complete"
        if "Complete" in conditions
        else "Failed"
        if "Failed" in conditions
        else "Running"
    )
    done = f"{status.get('succeeded') or 0}/{spec.get('completions') or 1}"
    took = ""
    if status.get("startTime"):
        end = (
            datetime.fromisoformat(status["completionTime"])
            if status.get("completionTime")
            else now
        )
        took = age(datetime.fromisoformat(status["startTime"]), end)
    return [word, done, took, _age(obj, now), *_template(obj)]


def _service(obj: Object, now: datetime) -> list[Any]:
    spec = obj.get("spec") or {}
    ports = ",".join(
        f"{one['port']}{':' + str(one['nodePort']) if one.get('nodePort') else ''}"
        f"/{one.get('protocol', 'TCP')}"
        for one in spec.get("ports") or []
    )
    chosen = spec.get("selector") or {}
    selector = ",".join(f"{key}={chosen[key]}" for key in sorted(chosen)) or NONE
    kind = spec.get("type", "ClusterIP")
    outside = "<pending>" if kind == "LoadBalancer" else NONE
    return [kind, spec.get("clusterIP") or NONE, outside, ports or NONE, _age(obj, now), selector]


def _event(obj: Object, now: datetime) -> list[Any]:
    first = (
        obj.get("firstTimestamp") or obj.get("eventTime") or obj["metadata"]["creationTimestamp"]
    )
    last = obj.get("lastTimestamp") or first
    about = obj.get("involvedObject") or obj.get("regarding") or {}
    source = obj.get("source") or {}
    text = (obj.get("message") or obj.get("note") or "").strip()
    return [
        age(datetime.fromisoformat(last), now), obj.get("type", ""), obj.get("reason", ""),
        f"{about.get('kind', '').lower()}/{about.get('name', '')}", about.get("fieldPath", ""),
        ", ".join(part for part in (source.get("component"), source.get("host")) if part), text,
        age(datetime.fromisoformat(first), now), obj.get("count") or 1, obj["metadata"]["name"],
    ]  # fmt: skip


def _binding(obj: Object, now: datetime) -> list[Any]:
    role = obj.get("roleRef") or {}
    names: dict[str, list[str]] = {"User": [], "Group": [], "ServiceAccount": []}
    for one in obj.get("subjects") or []:
        place = f"{one['namespace']}/" if one["kind"] == "ServiceAccount" else ""
        names.setdefault(one["kind"], []).append(place + one["name"])
    listed = [", ".join(names[kind]) for kind in ("User", "Group", "ServiceAccount")]
    return [f"{role.get('kind')}/{role.get('name')}", _age(obj, now), *listed]
