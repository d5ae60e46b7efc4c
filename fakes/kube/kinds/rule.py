"""What the server does to objects of a built-in kind besides storing them."""

from collections.abc import Callable
from dataclasses import dataclass

from vmrt.fakes.kube.failure import Cause
from vmrt.fakes.kube.kinds import pod, workload
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Object

Change = Callable[[Object], None]
Check = Callable[[Object, Object | None], list[Cause]]


def _leave(obj: Object) -> None:
    del obj


def _approve(obj: Object, old: Object | None) -> list[Cause]:
    del obj, old
    return []


@dataclass(frozen=True, slots=True)
class Rules:
    """Defaults and demands of one kind; all work in place and keep no state.

    Attributes:
        default: Fills in what the kind has a default for, on every write.
        begin: Sets what the server decides about a new object.
        validate: Returns everything wrong with an object; ``old`` is what it replaces.
        drops_status: Whether a status in a creation is passed over.
    """

    default: Change = _leave
    begin: Change = _leave
    validate: Check = _approve
    drops_status: bool = True


PLAIN = Rules()


def rules_of(resource: Resource) -> Rules:
    """Return the rules of a kind; custom kinds have their schema instead."""
    if resource.custom:
        return PLAIN
    return _RULES.get((resource.group, resource.kind), PLAIN)


def _namespace(obj: Object) -> None:
    obj["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = obj["metadata"][
        "name"
    ]
    obj["spec"] = {"finalizers": ["kubernetes"]}
    obj["status"] = {"phase": "Active"}


def _secret(obj: Object) -> None:
    obj.setdefault("type", "Opaque")
    if text := obj.pop("stringData", None):
        import base64  # noqa: PLC0415 - rarely needed

        encoded = {key: base64.b64encode(value.encode()).decode() for key, value in text.items()}
        obj["data"] = {**(obj.get("data") or {}), **encoded}


def _service(obj: Object) -> None:
    spec = obj.setdefault("spec", {})
    spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    for port in spec.get("ports") or []:
        port.setdefault("protocol", "TCP")
        port.setdefault("targetPort", port["port"])


def _role(obj: Object, old: Object | None) -> list[Cause]:
    if old is not None and obj.get("roleRef") != old.get("roleRef"):
        return [Cause("FieldValueInvalid", "roleRef", "Invalid value: cannot change roleRef")]
    return []


_RULES = {
    ("", "Namespace"): Rules(begin=_namespace),
    ("", "Node"): Rules(drops_status=False),
    ("", "Pod"): Rules(default=pod.default, begin=pod.begin, validate=pod.validate),
    ("", "Secret"): Rules(default=_secret),
    ("", "Service"): Rules(default=_service),
    ("apps", "DaemonSet"): Rules(default=workload.daemon_set, validate=workload.validate),
    ("apps", "Deployment"): Rules(default=workload.deployment, validate=workload.validate),
    ("apps", "ReplicaSet"): Rules(default=workload.replica_set, validate=workload.validate),
    ("apps", "StatefulSet"): Rules(default=workload.replica_set, validate=workload.validate),
    ("batch", "Job"): Rules(default=workload.job),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): Rules(validate=_role),
    ("rbac.authorization.k8s.io", "RoleBinding"): Rules(validate=_role),
}
