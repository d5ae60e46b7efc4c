"""Pods: the defaults that a server writes into them, and what they need."""

from collections.abc import Iterator

from vmrt.fakes.kube.failure import Cause
from vmrt.fakes.kube.message import Object

DEFAULTS = {
    "restartPolicy": "Always",
    "terminationGracePeriodSeconds": 30,
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
}
CONTAINER = {
    "resources": {},
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
}
TOLERATED = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")


def default(obj: Object) -> None:
    """Fill in a pod's defaults."""
    spec = obj.setdefault("spec", {})
    template(spec)
    account = spec.setdefault("serviceAccountName", spec.get("serviceAccount") or "default")
    spec["serviceAccount"] = account
    spec.setdefault("enableServiceLinks", True)


def template(spec: Object) -> None:
    """Fill in the defaults that a pod template has too."""
    for name, value in DEFAULTS.items():
        spec.setdefault(name, value)
    spec.setdefault("securityContext", {})
    for container in [*(spec.get("containers") or []), *(spec.get("initContainers") or [])]:
        image = container.get("image", "")
        newest = ":" not in image.rpartition("/")[2] or image.endswith(":latest")
        container.setdefault("imagePullPolicy", "Always" if newest else "IfNotPresent")
        for name, value in CONTAINER.items():
            container.setdefault(name, dict(value) if isinstance(value, dict) else value)
        resources = container["resources"]
        if resources.get("limits"):
            resources["requests"] = {**resources["limits"], **(resources.get("requests") or {})}
        for port in container.get("ports") or []:
            port.setdefault("protocol", "TCP")


def begin(obj: Object) -> None:
    """Set what is true of a new pod."""
    spec = obj["spec"]
    spec.setdefault("priority", 0)
    spec.setdefault("preemptionPolicy", "PreemptLowerPriority")
    present = {one.get("key") for one in spec.setdefault("tolerations", [])}
    for key in TOLERATED:
        if key not in present:
            spec["tolerations"].append(
                {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}
            )
    asked = [container["resources"] for container in spec.get("containers") or []]
    quality = "Burstable" if any(asked) else "BestEffort"
    if asked and all(
        {"cpu", "memory"} <= set(one.get("limits") or {}) and one["limits"] == one["requests"]
        for one in asked
    ):
        quality = "Guaranteed"
    obj["status"] = {"phase": "Pending", "qosClass": quality}


def validate(obj: Object, old: Object | None) -> list[Cause]:
    """Return what is wrong with a pod."""
    if old is not None:
        return list(_moved(obj, old))
    return list(_incomplete(obj["spec"]))


def _incomplete(spec: Object) -> Iterator[Cause]:
    containers = spec.get("containers") or []
    if not containers:
        yield Cause("FieldValueRequired", "spec.containers", "Required value")
    for index, container in enumerate(containers):
        for name in ("name", "image"):
            if not container.get(name):
                path = f"spec.containers[{index}].{name}"
                yield Cause("FieldValueRequired", path, "Required value")


def _moved(obj: Object, old: Object) -> Iterator[Cause]:
    free = {"activeDeadlineSeconds", "terminationGracePeriodSeconds", "tolerations", "containers",
            "initContainers", "nodeName", "schedulingGates"}  # fmt: skip
    new, before = obj["spec"], old["spec"]
    changed = {k for k in {*new, *before} - free if new.get(k) != before.get(k)}
    if changed:
        text = (
            "Forbidden: pod updates may not change fields other than "
            "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
            "`spec.tolerations` (only additions to existing tolerations),"
            "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously "
            "negative)"
        )
        yield Cause("FieldValueForbidden", "spec", text)
