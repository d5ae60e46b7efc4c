"""Holds the import rule of the architecture; each test prints the offending line."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = {
    "vmrt": "src/vmrt",
    "vmrt.features": "features",
    "vmrt.steps": "steps",
    "vmrt.fakes": "fakes",
    "vmrt.harness": "harness",
    "vmrt.conformance": "conformance",
}
MAY_IMPORT = {
    "conformance": {"conformance"},
    "fakes": {"fakes"},
    "harness": {"harness", "conformance"},
    "steps": {"steps", "harness", "conformance"},
}
EXCEPTIONS = {
    ("harness/backends/fake.py", "fakes"),
    ("harness/backends/simulated.py", "fakes"),  # the cluster that fake.py yields
    ("harness/drivers/reference.py", "fakes"),
}
FAKES_IN_ORDER = ["sim", "kube", "controllers", "node", "kubevirt", "reference", "mutants"]
KUBE_IN_ORDER = ["store", "patch", "schema", "kinds", "access", "admission", "verb", "catalogue"]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the full name of each module of ours that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)


def ours(folder: str) -> Iterator[tuple[Path, int, list[str]]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        for line, module in imports(path):
            parts = module.split(".")
            if parts[0] == "vmrt":
                yield path.relative_to(ROOT), line, parts[1:]


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_point_downwards(room: str) -> None:
    wrong = [
        f"{path}:{line} imports vmrt.{'.'.join(parts)}"
        for path, line, parts in ours(room)
        if (parts[0] if parts else "vmrt") not in MAY_IMPORT[room]
        and (str(path), parts[0] if parts else "vmrt") not in EXCEPTIONS
    ]
    assert wrong == []


@pytest.mark.parametrize("room", FAKES_IN_ORDER)
def test_inside_the_fakes_imports_point_downwards(room: str) -> None:
    above = set(FAKES_IN_ORDER[FAKES_IN_ORDER.index(room) + 1 :]) | {"cluster"}
    wrong = [
        f"{path}:{line} imports vmrt.{'.'.join(parts)}"
        for path, line, parts in ours(f"fakes/{room}")
        if parts[:1] == ["fakes"] and len(parts) > 1 and parts[1] in above
    ]
    assert wrong == []


@pytest.mark.parametrize("room", KUBE_IN_ORDER)
def test_inside_the_server_imports_point_downwards(room: str) -> None:
    above = set(KUBE_IN_ORDER[KUBE_IN_ORDER.index(room) + 1 :]) | {"api", "direct", "remote"}
    wrong = [
        f"{path}:{line} imports vmrt.{'.'.join(parts)}"
        for path, line, parts in ours(f"fakes/kube/{room}")
        if parts[:2] == ["fakes", "kube"] and len(parts) > 2 and parts[2] in above
    ]
    assert wrong == []


def test_only_the_package_that_defines_a_name_is_imported_from() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} re-exports"
        for folder in ROOMS.values()
        for path in sorted((ROOT / folder).rglob("__init__.py"))
        if any(not isinstance(n, ast.Expr) for n in ast.parse(path.read_text()).body)
    ]
    assert wrong == []


def test_the_client_library_is_imported_lazily() -> None:
    heavy = {"kubernetes", "testcontainers", "libvirt", "cel_expr_python", "kopf", "jinja2"}
    wrong = [
        f"{path.relative_to(ROOT)}:{node.lineno} imports {ast.unparse(node)}"
        for folder in set(ROOMS.values()) - {"features"}
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and {
            name.split(".")[0]
            for name in (
                [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names]
            )
        }
        & heavy
    ]
    assert wrong == []
