"""Objects under the version that a reader asked for."""

from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.store.log import copied


def shown(resource: Resource, stored: Object) -> Object:
    """Return a stored object as this version shows it; defaults of today fill it in.

    The stored object is never changed: a copy is made where something differs.
    """
    if not resource.custom:
        return stored
    shape = copied(stored)
    shape["apiVersion"] = resource.api_version
    if resource.schema is not None:
        resource.schema.default(shape)
    return shape
