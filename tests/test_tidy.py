"""Holds the limits of the style guide; each test prints the offence."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("src/vmrt", "steps", "fakes", "harness", "conformance")
MODULES = sorted(path for folder in SHIPPED for path in (ROOT / folder).rglob("*.py"))
MOST_LINES, MOST_FUNCTION_LINES, MOST_PARAMETERS, MOST_IN_A_FOLDER = 300, 50, 6, 16
HOMELESS = {"manager", "handler", "utils", "util", "helper", "helpers", "base", "common", "context"}
SCENARIO_STEPS, FEATURE_LINES = 8, 150
PRIVATE = re.compile("/(wo" + "rk|fa" + "rm)/|/ro" + "ot/|/tm" + "p/(venv|dev)")


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.walk(ast.parse(path.read_text()))
    return [node for node in tree if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def where(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_modules_are_short() -> None:
    lengths = {where(path): path.read_text().count("\n") for path in MODULES}
    assert {name: count for name, count in lengths.items() if count > MOST_LINES} == {}


def test_functions_are_short() -> None:
    wrong = [
        f"{where(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert wrong == []


def test_functions_take_few_parameters() -> None:
    wrong = [
        f"{where(path)}:{node.lineno} {node.name}"
        for path in MODULES
        for node in functions(path)
        if len([a for a in node.args.args + node.args.kwonlyargs if a.arg not in {"self", "cls"}])
        > MOST_PARAMETERS
        and not node.name.startswith("pytest_")  # pytest decides what its hooks are given
        and not any("click." in ast.unparse(one) for one in node.decorator_list)
    ]
    assert wrong == []


def test_modules_are_named_after_what_they_define() -> None:
    assert [where(path) for path in MODULES if path.stem in HOMELESS] == []


def test_no_folder_is_crowded() -> None:
    folders = {path.parent for path in MODULES}
    counts = {where(folder): len(list(folder.glob("*.py"))) - 1 for folder in folders}
    assert {name: count for name, count in counts.items() if count > MOST_IN_A_FOLDER} == {}


def test_features_and_scenarios_are_short() -> None:
    wrong = []
    for path in sorted((ROOT / "features").glob("*.feature")):
        text = path.read_text()
        if text.count("\n") > FEATURE_LINES:
            wrong.append(f"{where(path)}: {text.count(chr(10))} lines")
        for part in re.split(r"\n\s*Scenario(?: Outline)?: ", text)[1:]:
            steps = re.findall(r"^\s*(?:Given|When|Then|And|But) ", part, re.MULTILINE)
            if len(steps) > SCENARIO_STEPS:
                wrong.append(f"{where(path)}: {part.splitlines()[0]}: {len(steps)} steps")
    assert wrong == []


def test_nothing_names_the_machine_it_was_written_on() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout: run the test in one")
    texts = (ROOT / name for name in listed.stdout.splitlines())
    assert [where(p) for p in texts if p.is_file() and PRIVATE.search(read(p))] == []


def read(path: Path) -> str:
    return path.read_bytes().decode(errors="replace")
