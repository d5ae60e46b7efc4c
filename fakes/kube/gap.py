"""What the fake refuses to pretend: each refusal names its row of ``docs/fidelity.md``."""

from collections.abc import Mapping

from vmrt.fakes.kube.failure import GapError
from vmrt.fakes.kube.message import Object

WRITES: Mapping[tuple[str, str], tuple[int, str]] = {
    ("admissionregistration.k8s.io", "mutatingwebhookconfigurations"): (106, "mutating webhooks"),
    ("admissionregistration.k8s.io", "validatingwebhookconfigurations"): (
        107,
        "validating webhooks",
    ),
    ("admissionregistration.k8s.io", "validatingadmissionpolicies"): (110, "admission policies"),
    ("admissionregistration.k8s.io", "validatingadmissionpolicybindings"): (
        110,
        "admission policies",
    ),
    ("apiregistration.k8s.io", "apiservices"): (34, "aggregated APIs"),
    ("", "limitranges"): (119, "limit ranges"),
    ("", "resourcequotas"): (119, "resource quotas"),
    ("", "replicationcontrollers"): (127, "the controller of ReplicationControllers"),
    ("apps", "statefulsets"): (127, "the controller of StatefulSets"),
    ("batch", "cronjobs"): (127, "the controller of CronJobs"),
    ("autoscaling", "horizontalpodautoscalers"): (127, "autoscaling"),
    ("events.k8s.io", "events"): (123, "the newer events API"),
    ("policy", "poddisruptionbudgets"): (128, "disruption budgets"),
}
REVIEWS = {
    "authentication.k8s.io": (114, "token and identity reviews"),
    "authorization.k8s.io": (113, "access reviews"),
}


def refuse_write(group: str, plural: str) -> None:
    """Refuse to store what nothing would act upon.

    Raises:
        GapError: The kind is one of those.
    """
    if (group, plural) in WRITES:
        raise GapError(*WRITES[(group, plural)])


def refuse_group(group: str) -> None:
    """Refuse a group of which nothing is served but a real server does.

    Raises:
        GapError: The group is one of those.
    """
    if group in REVIEWS:
        raise GapError(*REVIEWS[group])


def refuse_definition(crd: Object) -> None:
    """Refuse a definition that asks for what schemas here cannot do.

    Raises:
        GapError: It has CEL rules, or converts by webhook.
    """
    spec = crd.get("spec") or {}
    if (spec.get("conversion") or {}).get("strategy") == "Webhook":
        raise GapError(104, "conversion webhooks")
    if any(_has_rule(version.get("schema")) for version in spec.get("versions") or []):
        raise GapError(100, "validation rules in CEL")


def _has_rule(schema: object) -> bool:
    if isinstance(schema, dict):
        return "x-kubernetes-validations" in schema or any(map(_has_rule, schema.values()))
    return isinstance(schema, list) and any(map(_has_rule, schema))
