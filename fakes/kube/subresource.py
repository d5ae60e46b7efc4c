"""Subresources of built-in kinds that the server itself serves."""

import msgspec

from vmrt.fakes.kube.api import Api
from vmrt.fakes.kube.door.negotiation import decoded
from vmrt.fakes.kube.failure import StatusError, not_found
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Object, Request, Response
from vmrt.fakes.kube.store.log import copied

JSON = {"Content-Type": "application/json"}
SUCCESS = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}


def mount(api: Api) -> None:
    """Serve pods/binding and namespaces/finalize."""
    api.mount("", "pods", "binding", lambda *call: _bind(api, *call))
    api.mount("", "namespaces", "finalize", lambda *call: _finalize(api, *call))


def _bind(api: Api, request: Request, resource: Resource, namespace: str, name: str) -> Response:
    """Put a pod on a node; once only."""
    old = _found(api, resource, namespace, name)
    target = decoded(request, resource)["target"]["name"]
    if old["spec"].get("nodeName"):
        text = (
            f'Operation cannot be fulfilled on pods/binding "{name}": pod {name} is already '
            f'assigned to node "{old["spec"]["nodeName"]}"'
        )
        raise StatusError(409, "Conflict", text, details={"name": name, "kind": "pods/binding"})
    obj = copied(old)
    obj["spec"]["nodeName"] = target
    scheduled = {
        "type": "PodScheduled",
        "status": "True",
        "lastProbeTime": None,
        "lastTransitionTime": api.calendar.timestamp(),
    }
    conditions = obj["status"].get("conditions") or []
    kept = [one for one in conditions if one["type"] != "PodScheduled"]
    obj["status"]["conditions"] = [*kept, scheduled]
    api.store.commit(request.identity.user, ("", "pods"), (namespace, name), after=obj)
    return Response(201, JSON, msgspec.json.encode(SUCCESS))


def _finalize(
    api: Api, request: Request, resource: Resource, namespace: str, name: str
) -> Response:
    """Set the finalizers of a namespace; one that is going goes with the last of them."""
    old = _found(api, resource, namespace, name)
    obj = copied(old)
    wanted = decoded(request, resource).get("spec") or {}
    obj["spec"] = {**obj.get("spec", {}), "finalizers": wanted.get("finalizers") or []}
    going = "deletionTimestamp" in obj["metadata"] and not obj["metadata"].get("finalizers")
    gone = going and not obj["spec"]["finalizers"]
    after = None if gone else obj
    api.store.commit(request.identity.user, ("", "namespaces"), ("", name), after=after)
    return Response(200, JSON, msgspec.json.encode(obj))


def _found(api: Api, resource: Resource, namespace: str, name: str) -> Object:
    found = api.store.get((resource.group, resource.plural), (namespace, name))
    if found is None:
        raise not_found(resource.plural, resource.group, name)
    return found
