"""The garbage collector: what belongs to nobody any more goes (row 120)."""

from vmrt.fakes.controllers.owner import is_going
from vmrt.fakes.controllers.worklist import Worklist
from vmrt.fakes.kube.api import Api
from vmrt.fakes.kube.client import JSON_PATCH, Client, path_of
from vmrt.fakes.kube.informer import Key, key_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.store.log import Place, Revision
from vmrt.fakes.sim.timer import Timers

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"
Item = tuple[Place, Key]


class Garbage:
    """Collects dependents of objects that are gone; honours foreground and orphan deletion.

    It follows the log itself instead of one watch for each kind.
    """

    def __init__(self, api: Api, client: Client, timers: Timers, react_s: float) -> None:
        self._api, self._client = api, client
        self._work: Worklist[Item] = Worklist(timers, react_s, self._collect)
        self._dependents: dict[str, set[Item]] = {}
        self._uids: dict[str, Item] = {}
        self.stop = api.store.subscribe(self._written)
        for entry in api.store.history():
            self._written(entry)

    def _written(self, entry: Revision) -> None:
        if entry.verb == "note":
            return
        item = (entry.place, entry.key)
        for obj, known in ((entry.before, False), (entry.after, True)):
            for owner in (obj or {}).get("metadata", {}).get("ownerReferences") or []:
                items = self._dependents.setdefault(owner["uid"], set())
                if known:
                    items.add(item)
                else:
                    items.discard(item)
        if entry.after is None and entry.before is not None:
            uid = entry.before["metadata"]["uid"]
            self._uids.pop(uid, None)
            for dependent in sorted(self._dependents.get(uid, ())):
                self._work.add(dependent)
            for owner in entry.before["metadata"].get("ownerReferences") or []:
                if owner["uid"] in self._uids:
                    self._work.add(self._uids[owner["uid"]])
        elif entry.after is not None:
            self._uids[entry.after["metadata"]["uid"]] = item
            if entry.after["metadata"].get("ownerReferences") or is_going(entry.after):
                self._work.add(item)

    def _collect(self, item: Item) -> None:
        obj = self._api.store.get(*item)
        if obj is None:
            return
        finalizers = obj["metadata"].get("finalizers") or []
        if is_going(obj) and FOREGROUND in finalizers:
            self._foreground(item, obj)
        elif is_going(obj) and ORPHAN in finalizers:
            for dependent in sorted(self._dependents.get(obj["metadata"]["uid"], ())):
                self._disown(dependent, obj["metadata"]["uid"])
            self._release(item, obj, ORPHAN)
        elif not is_going(obj):
            self._bereaved(item, obj)

    def _bereaved(self, item: Item, obj: Object) -> None:
        owners = obj["metadata"].get("ownerReferences") or []
        if not owners:
            return
        alive = [owner for owner in owners if self._is_there(owner, obj)]
        if not alive:
            self._delete(item, obj, "Background")
        elif all(self._waits_for_dependents(owner) for owner in alive):
            self._delete(item, obj, "Foreground")

    def _is_there(self, owner: Object, obj: Object) -> bool:
        found = self._uids.get(owner["uid"])
        return found is not None and found[1][0] in ("", obj["metadata"].get("namespace", ""))

    def _waits_for_dependents(self, owner: Object) -> bool:
        item = self._uids.get(owner["uid"])
        found = self._api.store.get(*item) if item else None
        return found is not None and FOREGROUND in (found["metadata"].get("finalizers") or [])

    def _foreground(self, item: Item, obj: Object) -> None:
        left = []
        for dependent in sorted(self._dependents.get(obj["metadata"]["uid"], ())):
            found = self._api.store.get(*dependent)
            if found is None:
                continue
            owners = found["metadata"].get("ownerReferences") or []
            mine = [o for o in owners if o["uid"] == obj["metadata"]["uid"]]
            if any(owner.get("blockOwnerDeletion") for owner in mine):
                left.append(dependent)
            if not is_going(found):
                self._delete(dependent, found, "Foreground")
        if not left:
            self._release(item, obj, FOREGROUND)

    def _delete(self, item: Item, obj: Object, policy: str) -> None:
        options = {"propagationPolicy": policy, "preconditions": {"uid": obj["metadata"]["uid"]}}
        self._client.request("DELETE", _path(item, obj), body=options)

    def _release(self, item: Item, obj: Object, finalizer: str) -> None:
        kept = [one for one in obj["metadata"]["finalizers"] if one != finalizer]
        body = [{"op": "replace", "path": "/metadata/finalizers", "value": kept}]
        self._client.request("PATCH", _path(item, obj), body=body, content_type=JSON_PATCH)

    def _disown(self, item: Item, uid: str) -> None:
        obj = self._api.store.get(*item)
        if obj is not None:
            kept = [o for o in obj["metadata"].get("ownerReferences") or [] if o["uid"] != uid]
            body = [{"op": "replace", "path": "/metadata/ownerReferences", "value": kept}]
            self._client.request("PATCH", _path(item, obj), body=body, content_type=JSON_PATCH)


def _path(item: Item, obj: Object) -> str:
    namespace, name = key_of(obj)
    return path_of(obj["apiVersion"], item[0][1], namespace, name)
