"""Pods from the template of what owns them."""

from vmrt.fakes.controllers.owner import reference
from vmrt.fakes.kube.client import Client, path_of
from vmrt.fakes.kube.message import Object


def create_pod(client: Client, owner: Object, **spec: object) -> None:
    """Create a pod from its owner's template; ``spec`` goes over the template's own fields."""
    template = owner["spec"]["template"]
    metadata = template.get("metadata") or {}
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "generateName": f"{owner['metadata']['name']}-",
            "labels": metadata.get("labels") or {},
            "annotations": metadata.get("annotations") or {},
            "ownerReferences": [reference(owner)],
        },
        "spec": {**template["spec"], **spec},
    }
    client.request("POST", path_of("v1", "pods", owner["metadata"]["namespace"]), body=pod)
