"""How the API server says no: errors that become Status objects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason why an object is invalid.

    Attributes:
        reason: ``FieldValueInvalid``, ``FieldValueRequired``, ``FieldValueNotSupported`` ...
        field: Path of the field, ``spec.disks[0].bus``.
        message: The text after the path, ``Invalid value: "x": ...``.
    """

    reason: str
    field: str
    message: str


class StatusError(Exception):
    """A request that ends with a Status object instead of an answer.

    Args:
        code: The HTTP status.
        reason: Machine-readable, ``NotFound``; "" for none.
        message: For people; the text of a real server v1.34.
        details: ``{"name": ..., "group": ..., "kind": ..., "causes": [...]}``; empty for none.
    """

    def __init__(
        self, code: int, reason: str, message: str, *, details: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message
        self.details = dict(details or {})

    def body(self) -> dict[str, Any]:
        """Return the Status object."""
        status: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
        }
        if self.reason:
            status["reason"] = self.reason
        if self.details:
            status["details"] = self.details
        status["code"] = self.code
        return status


class GapError(StatusError):
    """The fake does not do this; a real server would. Answers 501 and taints the run.

    Args:
        row: The row of ``docs/fidelity.md`` that describes what is missing.
        what: The feature, as a noun phrase.
    """

    def __init__(self, row: int, what: str) -> None:
        text = f"the fake API server does not implement {what}: row {row} of docs/fidelity.md"
        super().__init__(501, "NotImplemented", text)
        self.row, self.what = row, what


class UnforeseenError(StatusError):
    """The fake failed on a request, as a real server would not. Answers 500 and taints the run."""

    def __init__(self, method: str, path: str, error: Exception) -> None:
        what = f"{type(error).__name__}: {error}"
        text = f"the fake API server failed on {method} {path}: {what}"
        super().__init__(500, "InternalError", text)


def qualified(plural: str, group: str) -> str:
    """Return the name that error texts use: ``configmaps``, ``leases.coordination.k8s.io``."""
    return f"{plural}.{group}" if group else plural


def not_found(plural: str, group: str, name: str) -> StatusError:
    """Return the 404 of an object that is not there."""
    details = {"name": name, **({"group": group} if group else {}), "kind": plural}
    text = f'{qualified(plural, group)} "{name}" not found'
    return StatusError(404, "NotFound", text, details=details)


def bad_request(message: str) -> StatusError:
    """Return a 400 that says what was wrong with the request."""
    return StatusError(400, "BadRequest", message)


def invalid(kind: str, group: str, name: str, causes: Iterable[Cause]) -> StatusError:
    """Return the 422 that lists everything wrong with an object."""
    listed = list(causes)
    texts = list(dict.fromkeys(f"{cause.field}: {cause.message}" for cause in listed))
    joined = texts[0] if len(texts) == 1 else "[" + ", ".join(texts) + "]"
    details = {
        "name": name,
        **({"group": group} if group else {}),
        "kind": kind,
        "causes": [{"reason": c.reason, "message": c.message, "field": c.field} for c in listed],
    }
    text = f'{qualified(kind, group)} "{name}" is invalid: {joined}'
    return StatusError(422, "Invalid", text, details=details)
