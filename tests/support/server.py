import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vmrt.fakes.kube.api import Api
from vmrt.fakes.kube.message import ADMIN, Request, Response
from vmrt.fakes.sim.loop import Loop


@dataclass(frozen=True)
class Server:
    """A bare API server and its time."""

    api: Api
    loop: Loop

    def raw(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        target, _, query = path.partition("?")
        pairs = tuple(
            (one.partition("=")[0], one.partition("=")[2]) for one in query.split("&") if one
        )
        sent = (
            body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        )
        return self.api.handle(Request(method, target, pairs, dict(headers or {}), sent, ADMIN))

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        answer = self.raw(method, path, body, headers=named)
        return answer.status, json.loads(answer.body or b"null")

    def patch(self, path: str, body: object, kind: str = "merge-patch") -> tuple[int, Any]:
        return self.ask("PATCH", path, body, content_type=f"application/{kind}+json")

    def watch(self, path: str) -> Any:
        answer = self.raw("GET", path)
        assert answer.stream is not None, answer.body
        return answer.stream
