"""A kind that the server serves, under one version."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vmrt.fakes.kube.failure import Cause
from vmrt.fakes.kube.message import Object

VERBS = ("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch")


class Schema(Protocol):
    """What a kind demands of its objects; no method keeps state."""

    def unknown(self, obj: Object) -> Sequence[str]:
        """Return the paths of fields that the schema does not know: ``spec.bogus``."""
        ...

    def prune(self, obj: Object) -> None:
        """Remove in place what the schema does not know."""
        ...

    def default(self, obj: Object) -> None:
        """Fill in place what the schema gives a default for."""
        ...

    def validate(self, obj: Object, old: Object | None) -> Sequence[Cause]:
        """Return everything wrong with ``obj``; ``old`` is what it replaces, for ratcheting."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """A column of ``kubectl get``.

    Attributes:
        name: The heading, ``Ready``.
        type: ``string``, ``integer``, ``number``, ``boolean`` or ``date``.
        path: Where its cell is, a JSON path without braces: ``.status.ready``.
        priority: 0 shows always, more only with ``-o wide``.
        format: ``name`` for the first column, else "".
        description: For clients that show it.
    """

    name: str
    type: str
    path: str
    priority: int = 0
    format: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """One row of discovery and everything the verbs need to serve it.

    Attributes:
        group: "" for the core group.
        version: ``v1``.
        kind: ``ConfigMap``.
        plural: ``configmaps``, the name in paths.
        singular: ``configmap``.
        list_kind: ``ConfigMapList``.
        namespaced: Whether objects live in a namespace.
        short_names: ``("cm",)``.
        categories: ``("all",)``.
        verbs: What may be done, in alphabetical order.
        subresources: ``frozenset({"status"})``.
        custom: Made by a CustomResourceDefinition.
        storage_version: The version under which objects are kept.
        columns: For tables; empty means name and age.
        schema: None accepts everything.
        selectable: Extra field selectors, ``("status.phase",)``.
        generation: Whether the server keeps ``metadata.generation``.
    """

    group: str
    version: str
    kind: str
    plural: str
    singular: str
    list_kind: str
    namespaced: bool
    short_names: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    verbs: tuple[str, ...] = VERBS
    subresources: frozenset[str] = frozenset()
    custom: bool = False
    storage_version: str = ""
    columns: tuple[Column, ...] = ()
    schema: Schema | None = None
    selectable: tuple[str, ...] = ()
    generation: bool = False

    @property
    def api_version(self) -> str:
        """Return the value of ``apiVersion``: ``v1``, ``apps/v1``."""
        return f"{self.group}/{self.version}" if self.group else self.version
