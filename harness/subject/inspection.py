"""Judgements about one finished preflight check (R-105, R-108 to R-124)."""

import re
from typing import Any

from vmrt.harness.client import Client, Object
from vmrt.harness.sight import Sight

COLLECTION = "/apis/vm.cluster.gke.io/v1/namespaces/vm-system/vmruntimepreflightchecks"
UUID = re.compile(
    r"vmruntime-preflight-check-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)


class Inspection:
    """Looks at the details of checks by name."""

    def __init__(self, client: Client, sight: Sight) -> None:
        self._client = client
        self._sight = sight

    def entries(self, name: str) -> dict[str, Any]:
        """Return ``status.checks``: node name → ``{"passed": ..., "results": [...]}``."""
        found = self._client.get(f"{COLLECTION}/{name}") or {}
        return dict((found.get("status") or {}).get("checks") or {})

    def results(self, name: str, node: str) -> list[dict[str, Any]]:
        """Return the results of a node, empty when it is not in the check."""
        return list((self.entries(name).get(node) or {}).get("results") or [])

    def includes(self, name: str, node: str) -> None:
        """Make sure that a node was checked."""
        seen = sorted(self.entries(name))
        self._sight.require(f"nodes in {name}", actual=seen, holds=node in seen, expected=node)

    def excludes(self, name: str, node: str) -> None:
        """Make sure that a node was left out, and others were not."""
        seen = sorted(self.entries(name))
        holds = bool(seen) and node not in seen
        wanted = f"nodes, without {node}"
        self._sight.require(f"nodes in {name}", actual=seen, holds=holds, expected=wanted)

    def covers(self, name: str, nodes: list[str]) -> None:
        """Make sure that exactly these nodes were checked, each with results (R-082, R-117)."""
        entries = self.entries(name)
        seen = sorted(node for node, entry in entries.items() if entry.get("results"))
        self._sight.expect(f"nodes with results in {name}", expected=nodes, actual=seen)

    def is_named_by_uuid(self, name: str) -> None:
        """Make sure that a name is the prefix and a lower-case UUID (R-105)."""
        holds = UUID.fullmatch(name) is not None
        wanted = "vmruntime-preflight-check- and a lower-case UUID"
        self._sight.require("name of the check", actual=name, holds=holds, expected=wanted)

    def has_columns(self, wanted: list[str]) -> None:
        """Make sure that ``kubectl get`` shows these columns first, in this order (R-108)."""
        seen = [column["name"] for column in self._columns() if not column.get("priority")]
        self._sight.expect("columns", expected=[w.upper() for w in wanted], actual=_upper(seen))

    def has_cell(self, name: str, column: str, value: str) -> None:
        """Make sure that ``kubectl get`` prints a value in a check's row (R-109)."""
        table = self._client.table(COLLECTION)
        at = _upper([c["name"] for c in self._columns()]).index(column.upper())
        seen = [
            str(row["cells"][at]).lower()
            for row in table.get("rows") or []
            if row["cells"][0] == name
        ]
        self._sight.expect(f"{column} of {name}", expected=[value], actual=seen)

    def has_well_formed_entries(self, name: str) -> None:
        """Make sure that each node has a boolean and a list of results (R-118)."""
        entries = self.entries(name)
        holds = bool(entries) and all(
            isinstance(entry.get("passed"), bool) and isinstance(entry.get("results"), list)
            for entry in entries.values()
        )
        wanted = "nodes, each with a boolean passed and a list results"
        self._sight.require("status.checks", actual=entries, holds=holds, expected=wanted)

    def has_well_formed_results(self, name: str) -> None:
        """Make sure that each result has a name and a boolean (R-119)."""
        listed = [result for node in self.entries(name) for result in self.results(name, node)]
        holds = bool(listed) and all(
            isinstance(one.get("checkName"), str) and isinstance(one.get("passed"), bool)
            for one in listed
        )
        wanted = "results, each with a checkName and a boolean passed"
        self._sight.require("results", actual=listed, holds=holds, expected=wanted)

    def entry_failed(self, name: str, node: str) -> None:
        """Make sure that a node with a failed result has not passed (R-121)."""
        seen = (self.entries(name).get(node) or {}).get("passed")
        self._sight.expect(f"status.checks[{node}].passed", expected=False, actual=seen)

    def failures_have_messages(self, name: str) -> None:
        """Make sure that every failed result says what the probe printed (R-120)."""
        failed = [
            result
            for node in self.entries(name)
            for result in self.results(name, node)
            if result.get("passed") is False
        ]
        holds = bool(failed) and all(str(one.get("message", "")).strip() for one in failed)
        wanted = "failed results, each with a message"
        self._sight.require("failed results", actual=failed, holds=holds, expected=wanted)

    def tells_apart(self, name: str, node: str, *, good: str, bad: str) -> None:
        """Make sure that one result passed although another failed on the same node (R-123)."""
        seen = {one["checkName"]: one["passed"] for one in self.results(name, node)}
        wanted = {good: True, bad: False}
        actual = {key: seen.get(key) for key in wanted}
        self._sight.expect(f"results of {node}", expected=wanted, actual=actual)

    def has_ls_message(self, name: str, node: str, feature: str) -> None:
        """Make sure that the message is that of a probe by ``ls`` that found nothing (R-124)."""
        texts = [
            one.get("message", "")
            for one in self.results(name, node)
            if one.get("checkName") == feature
        ]
        lines = (texts[0] if texts else "").strip().splitlines()
        holds = (
            len(lines) > 1
            and "exit code 1" in lines[0]
            and lines[1].startswith("ls:")
            and "/mnt/dev/kvm" in lines[1]
            and lines[1].endswith("No such file or directory")
        )
        wanted = "'... exit code 1', then 'ls: ... /mnt/dev/kvm ... No such file or directory'"
        self._sight.require(f"{feature} message", actual=texts, holds=holds, expected=wanted)

    def _columns(self) -> list[Object]:
        return list(self._client.table(COLLECTION).get("columnDefinitions") or [])


def _upper(words: list[str]) -> list[str]:
    return [word.upper() for word in words]
