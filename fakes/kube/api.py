"""The API server: a function from requests to responses over one store."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from vmrt.fakes.kube.catalogue import discovery, openapi, table, version
from vmrt.fakes.kube.definition import PLACE as DEFINITIONS
from vmrt.fakes.kube.definition import Definitions
from vmrt.fakes.kube.door.negotiation import decoded, form_of, options_of
from vmrt.fakes.kube.door.path import Target, target_of
from vmrt.fakes.kube.failure import GapError, StatusError, UnforeseenError, bad_request, not_found
from vmrt.fakes.kube.gap import refuse_definition, refuse_group, refuse_write
from vmrt.fakes.kube.kinds.registry import Registry
from vmrt.fakes.kube.kinds.resource import Resource
from vmrt.fakes.kube.message import Identity, Object, Request, Response
from vmrt.fakes.kube.store.log import Store
from vmrt.fakes.kube.verb import delete, read, write
from vmrt.fakes.kube.verb.call import Call, Core
from vmrt.fakes.kube.verb.patching import patch
from vmrt.fakes.kube.verb.watch import Watch
from vmrt.fakes.sim.calendar import Calendar
from vmrt.fakes.sim.choice import Choice
from vmrt.fakes.sim.timer import Timers

JSON = {"Content-Type": "application/json"}
METHODS = {"GET": "get", "POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
Serve = Callable[[Request, Resource, str, str], Response]


@dataclass(frozen=True, slots=True)
class Attributes:
    """What authorisation looks at.

    Attributes:
        verb: ``list``, ``deletecollection`` ...; the method in lower case for other paths.
        group: Of the resource.
        version: Of the resource.
        plural: ``pods``; with a subresource ``pods/log``.
        namespace: "" for cluster-wide requests.
        name: "" for collections.
        path: For requests that are about no resource.
    """

    verb: str
    group: str = ""
    version: str = ""
    plural: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""


class Access(Protocol):
    """Decides who may do what."""

    def authorize(self, identity: Identity, asked: Attributes) -> None:
        """Let a request pass.

        Raises:
            StatusError: 403.
        """
        ...


class Api:
    """One world's API server, without sockets, threads or a clock of its own.

    Attributes:
        store: The log.
        registry: The kinds that are served.
        access: None lets everybody do everything.
        gaps: What was asked for and is not there, or went wrong: such a run is tainted.
    """

    def __init__(self, timers: Timers, choice: Choice, *, calendar: Calendar) -> None:
        self.calendar = calendar
        self.store = Store(calendar)
        self.registry = Registry()
        self.access: Access | None = None
        self.gaps: list[GapError | UnforeseenError] = []
        self._core = Core(self.store, self.registry, calendar, choice, timers)
        self._mounted: dict[tuple[str, str, str], Serve] = {}
        self._definitions = Definitions(self._core)

    def mount(self, group: str, plural: str, subresource: str, serve: Serve) -> None:
        """Serve a subresource, or with "" the creation of a kind that is never stored."""
        self._mounted[(group, plural, subresource)] = serve

    def handle(self, request: Request) -> Response:
        """Answer a request; every error becomes a Status object."""
        try:
            return self._handle(request)
        except GapError as gap:
            self.gaps.append(gap)
            return _json(gap.code, gap.body())
        except StatusError as error:
            return _json(error.code, error.body())
        except Exception as error:  # noqa: BLE001 - a body that nobody foresaw: loud, never silent
            self.gaps.append(failure := UnforeseenError(request.method, request.path, error))
            return _json(failure.code, failure.body())

    def _handle(self, request: Request) -> Response:
        target = target_of(request.path)
        if target is None:
            return self._plain(request)
        resource = self.registry.find(target.group, target.version, target.plural)
        self._authorize(request, _attributes(request, target))
        if resource is None:
            refuse_group(target.group)
            raise StatusError(404, "NotFound", "the server could not find the requested resource",
                              details={})  # fmt: skip
        call = Call(
            self._core, request, resource, target.namespace, target.name, target.subresource
        )
        serve = self._mounted.get((target.group, target.plural, target.subresource))
        if serve is not None and (target.subresource or request.method == "POST"):
            return serve(request, resource, target.namespace, target.name)
        self._has_method(call, request.method)
        return self._dispatch(call, target)

    def _dispatch(self, call: Call, target: Target) -> Response:
        request = call.request
        if request.method == "GET":
            watching = target.watching or request.asked("watch") not in ("", "0", "false")
            if watching and not call.subresource:
                return self._watch(call)
            return self._show(call, read.get(call)) if call.name else self._list(call)
        if request.method == "DELETE":
            return self._delete(call)
        if request.method == "PATCH":
            obj, created = patch(call)
            return self._written(call, obj, 201 if created else 200)
        refuse_write(*call.place)
        body = decoded(request, call.resource)
        if call.place == DEFINITIONS:
            refuse_definition(body)
        if request.method == "PUT":
            return self._written(call, write.update(call, body), 200)
        return self._written(call, write.create(call, body), 201)

    def _written(self, call: Call, obj: Object, status: int) -> Response:
        if call.place == DEFINITIONS and not call.dry:
            obj = self._definitions.written(call, obj)
        return self._show(call, obj, status)

    def _delete(self, call: Call) -> Response:
        options = options_of(call.request)
        if not call.name:
            gone = delete.collection(call, options)
            return _json(200, _listed(call, gone, {"resourceVersion": str(self.store.revision)}))
        obj, finished = delete.delete(call, options)
        if call.place == DEFINITIONS:
            obj, finished = self._definitions.deleted(call, obj, finished=finished)
        if finished and call.place != ("", "pods"):
            return _json(200, delete.outcome(call, obj))
        return _json(200, obj)

    def _show(self, call: Call, obj: Object, status: int = 200) -> Response:
        form = form_of(call.request)
        if form.kind == "Table":
            include = call.request.asked("includeObject")
            now = self.calendar.now()
            body = table.render(call.resource, [obj], include=include, list_meta={}, now=now)
            return _json(status, body)
        return _json(status, form.partial(obj) if form.kind else obj)

    def _list(self, call: Call) -> Response:
        form = form_of(call.request)
        page = read.page(call)
        if form.kind == "Table":
            include = call.request.asked("includeObject")
            now = self.calendar.now()
            body = table.render(
                call.resource, page.items, include=include, list_meta=page.metadata, now=now
            )
            return _json(200, body)
        if form.kind:
            return _json(200, form.partial_list(page.items, page.metadata))
        return _json(200, _listed(call, page.items, page.metadata))

    def _watch(self, call: Call) -> Response:
        form = form_of(call.request)
        render = form.partial if form.kind else _same
        if form.kind == "Table":
            include = call.request.asked("includeObject")
            headed: list[bool] = []

            def render(obj: Object) -> Object:
                now = self.calendar.now()
                meta = {"resourceVersion": obj["metadata"]["resourceVersion"]}
                body = table.render(call.resource, [obj], include=include, list_meta=meta, now=now)
                if headed:
                    body["columnDefinitions"] = None
                headed.append(True)
                return body

        return Response(200, JSON, stream=Watch(call, render))

    def _plain(self, request: Request) -> Response:
        self._authorize(request, Attributes(verb=request.method.lower(), path=request.path))
        for answer in (version.answer, discovery.answer, openapi.answer):
            found = answer(request, self.registry)
            if found is not None:
                return found
        body = {
            "paths": ["/api", "/apis", "/healthz", "/livez", "/openapi/v3", "/readyz", "/version"]
        }
        if request.path == "/":
            return _json(200, body)
        return Response(404, {"Content-Type": "text/plain; charset=utf-8"}, b"404 page not found\n")

    def _authorize(self, request: Request, asked: Attributes) -> None:
        if self.access is not None:
            self.access.authorize(request.identity, asked)

    def _has_method(self, call: Call, method: str) -> None:
        resource, sub = call.resource, call.subresource
        if sub and sub not in resource.subresources:
            raise (
                not_found(resource.plural, resource.group, call.name)
                if not resource.custom
                else (
                    StatusError(404, "NotFound", "the server could not find the requested resource")
                )
            )
        if sub and sub != "status":
            raise GapError(_row(sub), f"the subresource {resource.plural}/{sub}")
        if (method == "POST" and call.name) or method not in METHODS:
            raise _not_allowed()
        if method in ("PUT", "PATCH") and not call.name:
            raise _not_allowed()
        if resource.namespaced and method == "POST" and not call.namespace:
            raise bad_request("an empty namespace may not be set during creation")


def _row(subresource: str) -> int:
    return {"scale": 82, "eviction": 128}.get(subresource, 129)


def _not_allowed() -> StatusError:
    text = "the server does not allow this method on the requested resource"
    return StatusError(405, "MethodNotAllowed", text, details={})


def _attributes(request: Request, target: Target) -> Attributes:
    verb = METHODS.get(request.method, request.method.lower())
    watching = target.watching or request.asked("watch") not in ("", "0", "false")
    if verb == "get" and not target.name:
        verb = "watch" if watching else "list"
    elif verb == "get" and watching:
        verb = "watch"
    elif verb == "delete" and not target.name:
        verb = "deletecollection"
    plural = f"{target.plural}/{target.subresource}" if target.subresource else target.plural
    return Attributes(verb, target.group, target.version, plural, target.namespace, target.name)


def _listed(call: Call, items: list[Object], metadata: dict[str, Any]) -> Object:
    resource = call.resource
    if not resource.custom:
        items = [{k: v for k, v in one.items() if k not in ("kind", "apiVersion")} for one in items]
    return {
        "kind": resource.list_kind,
        "apiVersion": resource.api_version,
        "metadata": metadata,
        "items": items,
    }


def _same(obj: Object) -> Object:
    return obj


def _json(status: int, body: Object) -> Response:
    return Response(status, JSON, msgspec.json.encode(body))
