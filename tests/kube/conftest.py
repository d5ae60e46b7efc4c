import pytest
from support.server import Server

from vmrt.fakes.kube.api import Api
from vmrt.fakes.kube.bootstrap import bootstrap
from vmrt.fakes.kube.subresource import mount
from vmrt.fakes.sim.calendar import Calendar
from vmrt.fakes.sim.choice import Choice
from vmrt.fakes.sim.loop import Loop


@pytest.fixture
def server() -> Server:
    choice = Choice(1)
    loop = Loop(choice)
    api = Api(loop, choice, calendar=Calendar(loop))
    mount(api)
    bootstrap(api)
    return Server(api, loop)


@pytest.fixture
def widgets(server: Server) -> Server:
    """A server that serves a custom kind."""
    names = {"plural": "widgets", "kind": "Widget", "shortNames": ["wd"]}
    spec = {
        "type": "object",
        "properties": {
            "size": {"type": "integer", "minimum": 1, "maximum": 9, "default": 3},
            "colour": {"type": "string", "enum": ["red", "blue"]},
            "name": {"type": "string", "maxLength": 5, "minLength": 1, "pattern": "^[a-z]+$"},
            "tags": {
                "type": "array",
                "maxItems": 2,
                "items": {"type": "string"},
                "x-kubernetes-list-type": "set",
            },
            "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
            "labels": {"type": "object", "additionalProperties": {"type": "string"}},
            "port": {"x-kubernetes-int-or-string": True},
            "parts": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {
                        "id": {"type": "string"},
                        "n": {"type": "integer", "default": 1},
                    },
                },
            },
        },
    }
    status = {"type": "object", "properties": {"phase": {"type": "string"}}}
    schema = {"type": "object", "properties": {"spec": spec, "status": status}}
    crd = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "widgets.example.com"},
        "spec": {
            "group": "example.com",
            "scope": "Namespaced",
            "names": names,
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "storage": True,
                    "subresources": {"status": {}},
                    "additionalPrinterColumns": [
                        {"name": "Size", "type": "integer", "jsonPath": ".spec.size"},
                        {"name": "Phase", "type": "string", "jsonPath": ".status.phase"},
                        {"name": "First", "type": "string", "jsonPath": ".spec.tags[0]"},
                        {"name": "Born", "type": "date", "jsonPath": ".metadata.creationTimestamp"},
                    ],
                    "schema": {"openAPIV3Schema": schema},
                }
            ],
        },
    }
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    status_code, _ = server.ask("POST", path, crd)
    assert status_code == 201
    return server
