"""Kinds that make pods: their defaults, and that their selectors fit their templates."""

from vmrt.fakes.kube.failure import Cause
from vmrt.fakes.kube.kinds import pod
from vmrt.fakes.kube.message import Object

PART = "25%"


def deployment(obj: Object) -> None:
    """Fill in a Deployment's defaults."""
    spec = obj.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    spec.setdefault("progressDeadlineSeconds", 600)
    strategy = spec.setdefault("strategy", {})
    if strategy.setdefault("type", "RollingUpdate") == "RollingUpdate":
        rolling = strategy.setdefault("rollingUpdate", {})
        rolling.setdefault("maxUnavailable", PART)
        rolling.setdefault("maxSurge", PART)
    _template(spec)


def replica_set(obj: Object) -> None:
    """Fill in a ReplicaSet's defaults."""
    spec = obj.setdefault("spec", {})
    spec.setdefault("replicas", 1)
    _template(spec)


def daemon_set(obj: Object) -> None:
    """Fill in a DaemonSet's defaults."""
    spec = obj.setdefault("spec", {})
    spec.setdefault("revisionHistoryLimit", 10)
    rolling = {"maxSurge": 0, "maxUnavailable": 1}
    spec.setdefault("updateStrategy", {"type": "RollingUpdate", "rollingUpdate": rolling})
    _template(spec)


def job(obj: Object) -> None:
    """Fill in a Job's defaults."""
    spec = obj.setdefault("spec", {})
    for name, value in (("completions", 1), ("parallelism", 1), ("backoffLimit", 6)):
        spec.setdefault(name, value)
    spec.setdefault("completionMode", "NonIndexed")
    spec.setdefault("suspend", False)
    uid = obj["metadata"].get("uid")
    if uid and "selector" not in spec:
        labels = {
            "batch.kubernetes.io/controller-uid": uid,
            "batch.kubernetes.io/job-name": obj["metadata"]["name"],
        }
        spec["selector"] = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
        metadata = spec.setdefault("template", {}).setdefault("metadata", {})
        metadata["labels"] = {**(metadata.get("labels") or {}), **labels}
    _template(spec)


def validate(obj: Object, old: Object | None) -> list[Cause]:
    """Return what is wrong with a workload."""
    spec = obj["spec"]
    found = []
    selector = (spec.get("selector") or {}).get("matchLabels") or {}
    if not spec.get("selector"):
        found.append(Cause("FieldValueRequired", "spec.selector", "Required value"))
    labels = (spec["template"].get("metadata") or {}).get("labels") or {}
    if any(labels.get(key) != value for key, value in selector.items()):
        shown = "{" + ",".join(f'"{key}":"{labels[key]}"' for key in sorted(labels)) + "}"
        text = f"Invalid value: {shown}: `selector` does not match template `labels`"
        found.append(Cause("FieldValueInvalid", "spec.template.metadata.labels", text))
    if old is not None and spec.get("selector") != old["spec"].get("selector"):
        text = "Invalid value: field is immutable"
        found.append(Cause("FieldValueInvalid", "spec.selector", text))
    return found


def _template(spec: Object) -> None:
    template = spec.setdefault("template", {})
    template.setdefault("metadata", {})
    pod.template(template.setdefault("spec", {}))
