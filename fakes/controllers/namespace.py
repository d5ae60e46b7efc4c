"""Namespaces: what every one gets, and how one goes."""

from vmrt.fakes.controllers.owner import is_going
from vmrt.fakes.controllers.view import View
from vmrt.fakes.controllers.worklist import Worklist
from vmrt.fakes.kube.api import Api
from vmrt.fakes.kube.client import ClientError, path_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.sim.timer import Timers

ROOT_CA = "kube-root-ca.crt"
AGAIN_S = 1.0
CONFLICT = 409


class Namespaces:
    """Gives each namespace its service account and root certificate; empties those that go."""

    def __init__(self, api: Api, view: View, timers: Timers, react_s: float, root_ca: str) -> None:
        self._api, self._client, self._root_ca = api, view.client, root_ca
        self._work: Worklist[str] = Worklist(timers, react_s, self._reconcile)
        self._namespaces = view.of("v1", "namespaces", self._changed)

    def _changed(self, before: Object | None, after: Object | None) -> None:
        if after is not None and before != after:
            self._work.add(after["metadata"]["name"])

    def _reconcile(self, name: str) -> None:
        found = self._namespaces.get(name)
        if found is None:
            return
        if is_going(found):
            self._empty(name, found)
            return
        self._ensure(path_of("v1", "serviceaccounts", name), "ServiceAccount", "default", {})
        data = {"data": {"ca.crt": self._root_ca}}
        self._ensure(path_of("v1", "configmaps", name), "ConfigMap", ROOT_CA, data)

    def _ensure(self, path: str, kind: str, name: str, rest: Object) -> None:
        body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, **rest}
        try:
            self._client.request("POST", path, body=body)
        except ClientError as error:
            if error.status != CONFLICT:
                raise

    def _empty(self, name: str, found: Object) -> None:
        left = 0
        for resource in self._api.registry.resources():
            if not resource.namespaced or "delete" not in resource.verbs:
                continue
            place = (resource.group, resource.plural)
            for obj in self._api.store.objects(place, name):
                left += 1
                if not is_going(obj):
                    path = path_of(resource.api_version, resource.plural, name)
                    self._client.request("DELETE", f"{path}/{obj['metadata']['name']}")
        if left:
            self._work.add(name, AGAIN_S)
            return
        body = {**found, "spec": {**(found.get("spec") or {}), "finalizers": []}}
        self._client.request("PUT", path_of("v1", "namespaces", "", name, "finalize"), body=body)
