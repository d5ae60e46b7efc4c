"""Structural schemas: what a definition demands, compiled once for each content."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from vmrt.fakes.kube.failure import Cause
from vmrt.fakes.kube.message import Object
from vmrt.fakes.kube.schema import shape
from vmrt.fakes.kube.schema.validation import Check, check_of


@dataclass(frozen=True, slots=True)
class Structural:
    """Implements ``Schema``; ``source`` is an ``openAPIV3Schema``."""

    source: Object = field(repr=False, compare=False)
    digest: bytes
    check: Check = field(repr=False, compare=False)

    def unknown(self, obj: Object) -> Sequence[str]:
        """Return the paths of fields that the schema does not know."""
        return sorted(shape.unknown(self.source, obj))

    def prune(self, obj: Object) -> None:
        """Remove in place what the schema does not know."""
        shape.prune(self.source, obj)

    def default(self, obj: Object) -> None:
        """Fill in place what the schema gives a default for."""
        shape.default(self.source, obj)

    def validate(self, obj: Object, old: Object | None) -> Sequence[Cause]:
        """Return everything wrong; what an update leaves as it was is let pass (KEP-4008)."""
        found: list[Cause] = []
        self.check(obj, "", found.append)
        if old is not None and found:
            before: list[Cause] = []
            self.check(old, "", before.append)
            known = set(before)
            found = [cause for cause in found if cause not in known]
        return found


def compile_schema(source: Object) -> Structural:
    """Return the schema of an ``openAPIV3Schema``; equal content is compiled once."""
    return _compiled(msgspec.json.encode(source, order="sorted"))


@lru_cache(maxsize=256)  # pure: every world of a run installs the same definitions
def _compiled(text: bytes) -> Structural:
    source: Object = msgspec.json.decode(text)
    return Structural(source, text, check_of(source, root=True))
