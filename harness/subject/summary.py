"""What the runtime's status says of the latest preflight check."""

from typing import Any

from vmrt.harness.sight import Sight
from vmrt.harness.subject.check import Checks
from vmrt.harness.subject.runtime import Runtime


class Summary:
    """Reads ``status.preflightCheckSummary`` and judges it."""

    def __init__(self, runtime: Runtime, sight: Sight) -> None:
        self._runtime = runtime
        self._sight = sight

    def read(self) -> dict[str, Any]:
        """Return the summary, empty when there is none: an ordinary state."""
        return dict(self._runtime.status().get("preflightCheckSummary") or {})

    def names(self, name: str, within_s: float) -> None:
        """Wait until the summary is about a check and has its result (R-111, R-112)."""
        self._sight.eventually(
            f"preflightCheckSummary names {name} and has a result",
            self.read,
            until=lambda seen: (
                seen.get("preflightCheckName") == name
                and isinstance(seen.get("preflightCheckPassed"), bool)
            ),
            within_s=within_s,
        )

    def has_result(self, within_s: float) -> None:
        """Wait until the status has a summary of a finished check, whichever it is (R-111)."""
        self._sight.eventually(
            "preflightCheckSummary has a result",
            self.read,
            until=lambda seen: isinstance(seen.get("preflightCheckPassed"), bool),
            within_s=within_s,
        )

    def agrees(self, checks: Checks) -> None:
        """Make sure that the result is that of the very check that is named (R-113)."""
        seen = self.read()
        name = str(seen.get("preflightCheckName", ""))
        wanted = (checks.read(name).get("status") or {}).get("pass")
        actual = seen.get("preflightCheckPassed")
        self._sight.require(
            f"preflightCheckPassed of {name}",
            actual=actual,
            holds=isinstance(actual, bool) and actual is wanted,
            expected=f"the boolean of that check: {wanted}",
        )

    def features(self) -> dict[str, Any]:
        """Return ``featureStatuses``, empty when there is none."""
        return dict(self.read().get("featureStatuses") or {})

    def is_well_formed(self) -> None:
        """Make sure that the map has entries, each with a boolean ``passed`` (R-114)."""
        seen = self.features()
        holds = bool(seen) and all(isinstance(one.get("passed"), bool) for one in seen.values())
        wanted = "a map from names to objects with a boolean passed"
        self._sight.require("featureStatuses", actual=seen, holds=holds, expected=wanted)

    def has_features(self, names: list[str]) -> None:
        """Make sure that the map has these keys; more are allowed (R-115, A-19)."""
        seen = self.features()
        holds = set(names) <= set(seen)
        wanted = f"the keys {', '.join(names)}"
        self._sight.require("featureStatuses", actual=seen, holds=holds, expected=wanted)

    def feature(self, name: str, *, passed: bool) -> None:
        """Make sure that a feature has passed, or has not (R-116)."""
        seen = (self.features().get(name) or {}).get("passed")
        self._sight.expect(f"featureStatuses.{name}.passed", expected=passed, actual=seen)
