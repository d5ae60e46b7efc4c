"""Talks to the API as a user would, and writes down every call."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from vmrt.harness.backend import Cluster
from vmrt.harness.error import HarnessError
from vmrt.harness.record import Record

Object = dict[str, Any]
MERGE_PATCH = "application/merge-patch+json"
JSON_PATCH = "application/json-patch+json"
AS_TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API said.

    Attributes:
        status: The HTTP status.
        body: Decoded; a Status object for most errors; text that is not JSON stands in
            ``{"message": ...}``.
    """

    status: int
    body: Object

    @property
    def ok(self) -> bool:
        """Say whether the request was granted."""
        return self.status < 400  # noqa: PLR2004 - HTTP

    @property
    def message(self) -> str:
        """Return what an error says, "" when there is none."""
        return "" if self.ok else str(self.body.get("message", ""))


class Client:
    """An administrator's client of one cluster; without a record for what is no evidence."""

    def __init__(self, cluster: Cluster, record: Record | None = None) -> None:
        self._cluster = cluster
        self._record = record

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request; errors of the API are answers, not exceptions.

        Raises:
            HarnessError: The cluster could not be reached, or the fake cannot do this (501).
        """
        target = path + ("?" + urlencode(dict(query)) if query else "")
        sent = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        every = {**self._cluster.headers, "Content-Type": "application/json", **(headers or {})}
        try:
            reply = self._cluster.pool.request(
                method, self._cluster.server + target, body=sent or None, headers=every
            )
        except OSError as error:
            raise HarnessError(f"{method} {path}: the cluster is out of reach: {error}") from error
        text = reply.data.decode(errors="replace")
        if self._record is not None:
            self._record.call(method, target, status=reply.status, sent=sent, answer=text)
        if reply.status == 501:  # noqa: PLR2004 - a gap of the fake, never of an implementation
            raise HarnessError(f"{method} {path}: {text}")
        return Answer(reply.status, _decoded(text))

    def get(self, path: str) -> Object | None:
        """Return an object, or None when it or its kind is not there."""
        answer = self.request("GET", path)
        return answer.body if answer.ok else None

    def items(self, path: str, **query: str) -> list[Object]:
        """Return the objects of a collection; a kind that is not served counts as empty."""
        answer = self.request("GET", path, query=query)
        return list(answer.body.get("items") or []) if answer.ok else []

    def create(self, path: str, body: Object | str) -> Answer:
        """Create an object from JSON, or from YAML text when ``body`` is a string."""
        kind = "application/yaml" if isinstance(body, str) else "application/json"
        return self.request("POST", path, body=body, headers={"Content-Type": kind})

    def merge(self, path: str, patch: Object) -> Answer:
        """Change an object by a JSON merge patch."""
        return self.request("PATCH", path, body=patch, headers={"Content-Type": MERGE_PATCH})

    def replace(self, path: str, body: Object) -> Answer:
        """Replace an object as ``kubectl replace`` does."""
        return self.request("PUT", path, body=body)

    def delete(self, path: str) -> Answer:
        """Delete an object in the background."""
        return self.request("DELETE", path, query={"propagationPolicy": "Background"})

    def table(self, path: str) -> Object:
        """Return a collection as ``kubectl get`` shows it: a Table."""
        return self.request("GET", path, headers={"Accept": AS_TABLE}).body


def _decoded(text: str) -> Object:
    try:
        body = json.loads(text)
    except ValueError:
        return {"message": text}
    return body if isinstance(body, dict) else {"message": text}
