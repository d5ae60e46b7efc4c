"""Reads a vendor's manifests and brings them into the order in which they can be applied."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from vmrt.harness.error import UsageError

FIRST = (
    "Namespace",
    "CustomResourceDefinition",
    "PriorityClass",
    "ServiceAccount",
    "ClusterRole",
    "Role",
    "ClusterRoleBinding",
    "RoleBinding",
    "ConfigMap",
    "Secret",
    "Service",
)
LAST = ("Deployment", "DaemonSet", "StatefulSet", "Job")


def read_folder(folder: Path) -> list[dict[str, Any]]:
    """Return the objects of all YAML files of a folder, in the order of ``ordered``.

    Raises:
        UsageError: The folder or a file cannot be read, or holds something that is no object. The
            message names file and line.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}: --manifests takes a folder with YAML files")
    files = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml", ".json"})
    if not files:
        raise UsageError(f"{folder} holds no .yaml, .yml or .json file: nothing to apply")
    return ordered([obj for file in files for obj in read_file(file)])


def read_file(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of one file; lists are taken apart, empty documents passed over."""
    try:
        text = file.read_text()
        documents = list(yaml.compose_all(text, Loader=yaml.SafeLoader))
        values = list(yaml.load_all(text, Loader=yaml.SafeLoader))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{file}: {_place(error)}: correct the YAML") from error
    for document, value in zip(documents, values, strict=True):
        if value is None:
            continue
        line = document.start_mark.line + 1
        if not _is_object(value):
            wanted = "an object with apiVersion, kind and metadata.name"
            raise UsageError(f"{file}, line {line}: this is not {wanted}")
        yield from value.get("items", [value]) if value["kind"] == "List" else [value]


def ordered(objects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Sort so that what others need comes first and what runs comes last; else keep the order."""

    def rank(obj: dict[str, Any]) -> int:
        kind = obj["kind"]
        if kind in FIRST:
            return FIRST.index(kind)
        return len(FIRST) + 1 + LAST.index(kind) + 1 if kind in LAST else len(FIRST)

    return sorted(objects, key=rank)


def _is_object(value: object) -> bool:
    if not isinstance(value, dict) or not {"apiVersion", "kind"} <= set(value):
        return False
    named = isinstance(value.get("metadata"), dict) and "name" in value["metadata"]
    return named or value["kind"] == "List"


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else str(problem)
