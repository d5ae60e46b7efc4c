"""Role based access: what roles and bindings in the store let an identity do."""

from collections.abc import Iterator
from typing import Any, Protocol

from vmrt.fakes.kube.failure import StatusError, qualified
from vmrt.fakes.kube.message import Identity, Object
from vmrt.fakes.kube.store.log import Store

GROUP = "rbac.authorization.k8s.io"
ALL = "system:masters"


class Attributes(Protocol):
    """What a request wants, as far as roles can tell."""

    verb: str
    group: str
    plural: str
    namespace: str
    name: str
    path: str


class Rbac:
    """Decides by the roles that are in the store at the moment of the request."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def authorize(self, identity: Identity, asked: Any) -> None:  # noqa: ANN401 - Attributes
        """Let a request pass.

        Raises:
            StatusError: 403, no role allows it.
        """
        if not self.allows(identity, asked):
            raise forbidden(identity, asked)

    def allows(self, identity: Identity, asked: Attributes) -> bool:
        """Say whether some role of an identity allows what is asked."""
        if ALL in identity.groups:
            return True
        return any(_matches(rule, asked) for rule in self.rules(identity, asked.namespace))

    def rules(self, identity: Identity, namespace: str) -> Iterator[Object]:
        """Yield the rules that hold for an identity in a namespace."""
        for binding in self._store.objects((GROUP, "clusterrolebindings")):
            if _is_bound(identity, binding, ""):
                yield from self._role("", binding["roleRef"])
        if namespace:
            for binding in self._store.objects((GROUP, "rolebindings"), namespace):
                if _is_bound(identity, binding, namespace):
                    yield from self._role(namespace, binding["roleRef"])

    def _role(self, namespace: str, reference: Object) -> list[Object]:
        if reference["kind"] == "ClusterRole":
            found = self._store.get((GROUP, "clusterroles"), ("", reference["name"]))
            return self._aggregated(found)
        found = self._store.get((GROUP, "roles"), (namespace, reference["name"]))
        return list((found or {}).get("rules") or [])

    def _aggregated(self, role: Object | None) -> list[Object]:
        rules = list((role or {}).get("rules") or [])
        for selector in ((role or {}).get("aggregationRule") or {}).get(
            "clusterRoleSelectors"
        ) or []:
            wanted = selector.get("matchLabels") or {}
            for other in self._store.objects((GROUP, "clusterroles")):
                labels = other["metadata"].get("labels") or {}
                if all(labels.get(key) == value for key, value in wanted.items()):
                    rules += other.get("rules") or []
        return rules


def forbidden(identity: Identity, asked: Attributes) -> StatusError:
    """Return the 403 that names user, verb, resource and scope."""
    if asked.path:
        text = f'User "{identity.user}" cannot {asked.verb} path "{asked.path}"'
        message = f"forbidden: {text}"
        return StatusError(403, "Forbidden", message, details={})
    resource = asked.plural
    scope = f'in the namespace "{asked.namespace}"' if asked.namespace else "at the cluster scope"
    text = (
        f'User "{identity.user}" cannot {asked.verb} resource "{resource}" in API group '
        f'"{asked.group}" {scope}'
    )
    name = f' "{asked.name}"' if asked.name else ""
    plain = resource.partition("/")[0]
    where = qualified(plain, asked.group)
    details: dict[str, Any] = {"name": asked.name} if asked.name else {}
    if asked.group:
        details["group"] = asked.group
    details["kind"] = plain
    return StatusError(403, "Forbidden", f"{where}{name} is forbidden: {text}", details=details)


def _is_bound(identity: Identity, binding: Object, namespace: str) -> bool:
    for subject in binding.get("subjects") or []:
        if subject["kind"] == "User" and subject["name"] == identity.user:
            return True
        if subject["kind"] == "Group" and subject["name"] in identity.groups:
            return True
        if subject["kind"] == "ServiceAccount":
            place = subject.get("namespace") or namespace
            if identity.user == f"system:serviceaccount:{place}:{subject['name']}":
                return True
    return False


def _matches(rule: Object, asked: Attributes) -> bool:
    verbs = rule.get("verbs") or []
    if "*" not in verbs and asked.verb not in verbs:
        return False
    if asked.path:
        return any(
            one in ("*", asked.path) or (one.endswith("*") and asked.path.startswith(one[:-1]))
            for one in rule.get("nonResourceURLs") or []
        )
    groups, resources = rule.get("apiGroups") or [], rule.get("resources") or []
    if "*" not in groups and asked.group not in groups:
        return False
    sub = asked.plural.partition("/")[2]
    if not {"*", asked.plural, f"*/{sub}" if sub else "*"} & set(resources):
        return False
    names = rule.get("resourceNames") or []
    return not names or asked.name in names
