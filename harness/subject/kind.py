"""The kinds that a cluster serves, as discovery tells kubectl."""

from typing import Any

from vmrt.harness.client import Client
from vmrt.harness.sight import Sight

GROUP = "/apis/vm.cluster.gke.io/v1"
SERVE_S = 30.0  # a definition that was just applied may need a moment to show up


class Kinds:
    """Asks discovery about kinds of ``vm.cluster.gke.io/v1``."""

    def __init__(self, client: Client, sight: Sight) -> None:
        self._client = client
        self._sight = sight

    def find(self, kind: str) -> dict[str, Any]:
        """Return a kind's row of discovery, empty when it is not served."""
        found = self._client.get(GROUP) or {}
        rows = [row for row in found.get("resources") or [] if row["kind"] == kind]
        return next((row for row in rows if "/" not in row["name"]), {})

    def is_served(self, kind: str) -> None:
        """Make sure that a kind is served."""
        self._sight.eventually(
            f"{kind} in discovery of vm.cluster.gke.io/v1",
            lambda: self.find(kind).get("name"),
            until=bool,
            within_s=SERVE_S,
        )

    def has_scope(self, kind: str, *, namespaced: bool) -> None:
        """Make sure that objects of a kind live in namespaces, or outside of them."""
        seen = self.find(kind).get("namespaced")
        self._sight.expect(f"{kind} is namespaced", expected=namespaced, actual=seen)

    def has_name(self, kind: str, name: str) -> None:
        """Make sure that kubectl resolves ``name``: plural, singular or short name."""
        row = self.find(kind)
        names = [row.get("name"), row.get("singularName"), *(row.get("shortNames") or [])]
        wanted = f"a plural, singular or short name {name!r}"
        self._sight.require(f"names of {kind}", actual=names, holds=name in names, expected=wanted)

    def namespace_exists(self, name: str) -> None:
        """Make sure that a namespace is there."""
        found = self._client.get(f"/api/v1/namespaces/{name}") or {}
        phase = (found.get("status") or {}).get("phase")
        self._sight.expect(f"phase of namespace {name}", expected="Active", actual=phase)
