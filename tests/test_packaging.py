"""Holds the table of packages: what is in a folder is in the wheel."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
SETUPTOOLS = PROJECT["tool"]["setuptools"]


def folder_of(package: str) -> Path:
    mapped: dict[str, str] = SETUPTOOLS["package-dir"]
    parent = max((name for name in mapped if (package + ".").startswith(name + ".")), key=len)
    return ROOT / mapped[parent] / package[len(parent) :].strip(".").replace(".", "/")


def test_every_folder_with_modules_is_a_package() -> None:
    listed = {folder_of(name) for name in SETUPTOOLS["packages"]}
    top = [ROOT / folder for folder in SETUPTOOLS["package-dir"].values()]
    found = {path.parent for folder in top for path in folder.rglob("*.py")}
    assert sorted(map(str, found - listed)) == []


@pytest.mark.parametrize("package", SETUPTOOLS["packages"])
def test_every_package_has_its_sentence(package: str) -> None:
    assert (folder_of(package) / "__init__.py").read_text().startswith('"""')


def test_every_data_file_is_in_the_wheel() -> None:
    top = [ROOT / folder for folder in SETUPTOOLS["package-dir"].values()]
    data = {
        path
        for folder in top
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"} and "egg-info" not in str(path)
    }
    shipped = {
        path
        for package, patterns in SETUPTOOLS["package-data"].items()
        for pattern in patterns
        for path in folder_of(package).glob(pattern)
    }
    assert sorted(map(str, data - shipped)) == []
