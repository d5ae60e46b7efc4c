"""Same seed, same bytes: in processes whose hashes differ."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SELECTION = "protection_command"
FILES = ["journal.jsonl", "report.json", "report.md", "report.yaml", "junit.xml"]


def outcome(folder: Path, *, hash_seed: str, seed: str) -> dict[str, bytes]:
    words = ["run", "-k", SELECTION, "--seed", seed, "--out", str(folder)]
    subprocess.run(
        [sys.executable, "-m", "vmrt", *words],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=False,
    )
    return {name: (folder / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return outcome(tmp_path_factory.mktemp("first"), hash_seed="1", seed="7")


def test_the_same_seed_gives_the_same_bytes(first: dict[str, bytes], tmp_path: Path) -> None:
    again = outcome(tmp_path, hash_seed="2", seed="7")
    assert [name for name in FILES if first[name] != again[name]] == []


def test_another_seed_gives_other_names(first: dict[str, bytes], tmp_path: Path) -> None:
    other = outcome(tmp_path, hash_seed="1", seed="8")
    assert first["journal.jsonl"] != other["journal.jsonl"]
