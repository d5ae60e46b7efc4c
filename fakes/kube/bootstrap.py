"""What a new API server makes by itself."""

from typing import Any

import msgspec

from vmrt.fakes.kube.api import Api
from vmrt.fakes.kube.message import Identity, Request

SERVER = Identity("system:apiserver", ("system:masters",))
NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")

RBAC = "/apis/rbac.authorization.k8s.io/v1"
BOOTSTRAPPED = {"kubernetes.io/bootstrapping": "rbac-defaults"}
READ, WRITE = ["get", "list", "watch"], ["create", "delete", "deletecollection", "patch", "update"]
WORKLOADS = [
    {"apiGroups": [""], "resources": [
        "configmaps", "endpoints", "events", "persistentvolumeclaims", "pods", "pods/log",
        "pods/status", "secrets", "serviceaccounts", "services"]},
    {"apiGroups": ["apps"], "resources": ["*"]},
    {"apiGroups": ["batch"], "resources": ["*"]},
    {"apiGroups": ["coordination.k8s.io"], "resources": ["leases"]},
    {"apiGroups": ["networking.k8s.io", "policy"], "resources": ["*"]},
]  # fmt: skip
SEEN = [
    {**rule, "resources": [r for r in rule["resources"] if r != "secrets"]} for rule in WORKLOADS
]
TO_ADMIN = "rbac.authorization.k8s.io/aggregate-to-admin"
TO_EDIT = "rbac.authorization.k8s.io/aggregate-to-edit"
TO_VIEW = "rbac.authorization.k8s.io/aggregate-to-view"


def _gathers(label: str) -> dict[str, Any]:
    return {"clusterRoleSelectors": [{"matchLabels": {label: "true"}}]}


ROLES: dict[str, dict[str, Any]] = {
    "cluster-admin": {
        "groups": ["system:masters"],
        "rules": [
            {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
            {"nonResourceURLs": ["*"], "verbs": ["*"]},
        ],
    },
    "admin": {"aggregationRule": _gathers(TO_ADMIN)},
    "edit": {"aggregationRule": _gathers(TO_EDIT), "labels": {TO_ADMIN: "true"}},
    "view": {"aggregationRule": _gathers(TO_VIEW), "labels": {TO_EDIT: "true"}},
    "system:aggregate-to-admin": {
        "labels": {TO_ADMIN: "true"},
        "rules": [{
            "apiGroups": ["rbac.authorization.k8s.io"],
            "resources": ["rolebindings", "roles"],
            "verbs": READ + WRITE,
        }],
    },
    "system:aggregate-to-edit": {
        "labels": {TO_EDIT: "true"},
        "rules": [{**rule, "verbs": READ + WRITE} for rule in WORKLOADS],
    },
    "system:aggregate-to-view": {
        "labels": {TO_VIEW: "true"},
        "rules": [{**rule, "verbs": READ} for rule in SEEN],
    },
    "system:basic-user": {
        "groups": ["system:authenticated"],
        "rules": [{
            "apiGroups": ["authorization.k8s.io", "authentication.k8s.io"],
            "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews",
                          "selfsubjectreviews"],
            "verbs": ["create"],
        }],
    },
    "system:discovery": {
        "groups": ["system:authenticated"],
        "rules": [{
            "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez",
                                "/openapi", "/openapi/*", "/readyz", "/version", "/version/"],
            "verbs": ["get"],
        }],
    },
    "system:public-info-viewer": {
        "groups": ["system:authenticated", "system:unauthenticated"],
        "rules": [{
            "nonResourceURLs": ["/healthz", "/livez", "/readyz", "/version", "/version/"],
            "verbs": ["get"],
        }],
    },
}  # fmt: skip


def bootstrap(api: Api) -> None:
    """Make the namespaces, priority classes and the service of the server itself."""
    for name in NAMESPACES:
        _create(api, "/api/v1/namespaces", {"metadata": {"name": name}})
    for name, value in (
        ("system-cluster-critical", 2_000_000_000),
        ("system-node-critical", 2_000_001_000),
    ):
        body = {"metadata": {"name": name}, "value": value}
        _create(api, "/apis/scheduling.k8s.io/v1/priorityclasses", body)
    service = {
        "metadata": {
            "name": "kubernetes",
            "labels": {"component": "apiserver", "provider": "kubernetes"},
        },
        "spec": {
            "clusterIP": "10.96.0.1",
            "clusterIPs": ["10.96.0.1"],
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
        },
    }
    _create(api, "/api/v1/namespaces/default/services", service)
    for name, role in ROLES.items():
        body = {"metadata": {"name": name, "labels": BOOTSTRAPPED | role.get("labels", {})}}
        rest = {key: value for key, value in role.items() if key not in ("labels", "groups")}
        _create(api, f"{RBAC}/clusterroles", {**body, "rules": [], **rest})
        if role.get("groups"):
            _create(api, f"{RBAC}/clusterrolebindings", _binding(name, role["groups"]))


def _binding(role: str, groups: list[str]) -> dict[str, object]:
    group = "rbac.authorization.k8s.io"
    return {
        "metadata": {"name": role, "labels": BOOTSTRAPPED},
        "roleRef": {"apiGroup": group, "kind": "ClusterRole", "name": role},
        "subjects": [{"apiGroup": group, "kind": "Group", "name": one} for one in groups],
    }


def _create(api: Api, path: str, body: dict[str, object]) -> None:
    answer = api.handle(Request("POST", path, body=msgspec.json.encode(body), identity=SERVER))
    assert answer.status == 201, answer.body  # noqa: PLR2004 - HTTP
