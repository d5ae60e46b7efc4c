"""What writing a CustomResourceDefinition sets off: its kind comes, changes and goes."""

from vmrt.fakes.kube.kinds.definition import admit, resources_of
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.store.log import copied
from vmrt.fakes.kube.verb.call import Call, Core

CLEANUP = "customresourcecleanup.apiextensions.k8s.io"
PLACE = ("apiextensions.k8s.io", "customresourcedefinitions")


class Definitions:
    """Keeps the registry in step with the definitions in the store."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def written(self, call: Call, obj: Object) -> Object:
        """Serve what a definition says; return it with the status that it has now."""
        del call
        name = obj["metadata"]["name"]
        wanted = admit(obj, None, self._core.calendar.timestamp())
        stored = copied(wanted)
        if stored != obj:
            self._core.store.commit("kube-apiserver", PLACE, ("", name), after=stored)
        for resource in resources_of(stored):
            self._serve(resource)
        return stored

    def deleted(self, call: Call, obj: Object, *, finished: bool) -> tuple[Object, bool]:
        """Stop serving a kind and remove its objects."""
        if not finished:
            return obj, finished
        spec = obj["spec"]
        place = (spec["group"], spec["names"]["plural"])
        self._core.registry.remove(*place)
        for one in self._core.store.objects(place):
            meta = one["metadata"]
            key = (meta.get("namespace", ""), meta["name"])
            self._core.store.commit(call.request.identity.user, place, key, after=None)
        return obj, True

    def _serve(self, resource: Resource) -> None:
        known = self._core.registry.find(resource.group, resource.version, resource.plural)
        if known != resource:
            self._core.registry.add(resource)
