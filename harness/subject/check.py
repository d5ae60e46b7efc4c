"""Preflight checks, as they appear in the API."""

from vmrt.harness.client import Answer, Client, Object
from vmrt.harness.error import SilentError, TimedOutError
from vmrt.harness.sight import Sight

COLLECTION = "/apis/vm.cluster.gke.io/v1/namespaces/vm-system/vmruntimepreflightchecks"
FINISH_S = 300.0


class Checks:
    """Reads ``VMRuntimePreflightCheck`` objects and makes them."""

    def __init__(self, client: Client, sight: Sight) -> None:
        self._client = client
        self._sight = sight
        self._known: set[str] = set()
        self.answer: Answer | None = None  # of the latest creation
        self._made = 0

    def all(self) -> list[Object]:
        """Return every check, oldest first (A-28: by time, never by name)."""
        found = self._client.items(COLLECTION)
        return sorted(found, key=_age_of)

    def names(self) -> list[str]:
        """Return the names of all checks, sorted."""
        return sorted(check["metadata"]["name"] for check in self.all())

    def read(self, name: str) -> Object:
        """Return a check, empty when it is not there."""
        return self._client.get(f"{COLLECTION}/{name}") or {}

    def remember(self) -> None:
        """Take the present checks as known, so that ``new`` finds later ones only."""
        self._known = set(self.names())

    def new(self) -> list[Object]:
        """Return the checks that came since ``remember``, oldest first."""
        return [check for check in self.all() if check["metadata"]["name"] not in self._known]

    def apply(self, name: str) -> Answer:
        """Apply a check manifest as the page shows it: no spec at all (R-107)."""
        body = {
            "apiVersion": "vm.cluster.gke.io/v1",
            "kind": "VMRuntimePreflightCheck",
            "metadata": {"name": name, "namespace": "vm-system"},
        }
        self.answer = self._client.create(COLLECTION, body)
        return self.answer

    def finished(self, name: str, within_s: float = FINISH_S) -> Object:
        """Wait until a check has its result, and return it."""
        return self._sight.eventually(
            f"check {name} is finished",
            lambda: self.read(name),
            until=is_finished,
            within_s=within_s,
        )

    def newest_name(self) -> str:
        """Return the name of the newest check that came since ``remember``, "" without one."""
        found = self.new()
        return str(found[-1]["metadata"]["name"]) if found else ""

    def was_accepted(self) -> None:
        """Make sure that the API granted the latest creation (R-107)."""
        answer = self.answer or Answer(0, {})
        seen = {"status": answer.status, "message": answer.message}
        self._sight.require("the check", actual=seen, holds=answer.ok, expected="accepted")

    def new_finished(self, within_s: float = FINISH_S) -> Object:
        """Wait until a check that came since ``remember`` has its result; return the newest."""
        found = self._sight.eventually(
            "a new check is finished",
            self.new,
            until=lambda checks: bool(checks) and is_finished(checks[-1]),
            within_s=within_s,
        )
        return found[-1]

    def run(self, name: str, within_s: float = FINISH_S) -> Object:
        """Apply a check by hand and wait for its result."""
        self.apply(name)
        return self.finished(name, within_s)

    def sign_of_life(self) -> None:
        """Make the implementation do something that shows it was alive and watching.

        Raises:
            SilentError: A check made by hand never finished, so nothing that did not happen
                counts as restraint.
        """
        self._made += 1
        name = f"vmrt-sign-of-life-{self._made}"
        try:
            self.run(name)
        except TimedOutError as error:
            raise SilentError(
                "nothing happened, and the implementation did not react to a preflight check made "
                f"by hand either, so nothing is shown: {error}"
            ) from error


def is_finished(check: Object) -> bool:
    """Say whether a check has its result."""
    return isinstance((check.get("status") or {}).get("pass"), bool)


def _age_of(check: Object) -> tuple[str, str]:
    return check["metadata"]["creationTimestamp"], check["metadata"]["name"]
