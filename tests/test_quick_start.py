"""Runs every command of the quick start with the real kubectl, in order, in one world."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "quick-start.md"
KUBECTL = os.environ.get("KUBECTL") or shutil.which("kubectl")


@dataclass(frozen=True, slots=True)
class Command:
    line: str
    fails: bool
    prints: tuple[str, ...]


def commands() -> Iterator[Command]:
    for block in re.findall(r"```console\n(.*?)```", PAGE.read_text(), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, *rest = part.strip().splitlines()
            prints = tuple(text.removeprefix("| ") for text in rest)
            yield Command(line.removeprefix("! "), line.startswith("! "), prints)


def test_the_page_has_commands() -> None:
    assert len(list(commands())) > 20


@pytest.mark.skipif(KUBECTL is None, reason="no kubectl: install it, or set KUBECTL to its path")
def test_every_command_does_what_the_page_says(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "kubectl").symlink_to(Path(str(KUBECTL)).resolve())
    launcher = tmp_path / "bin" / "vmrt"
    launcher.write_text(f'#!/bin/sh\nexec {sys.executable} -m vmrt "$@"\n')
    launcher.chmod(0o755)
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    script = tmp_path / "script"
    script.write_text("".join(_checked(number, one) for number, one in enumerate(commands())))
    done = subprocess.run(
        ["vmrt", "up", "--nodes", "worker-0=healthy,worker-1=healthy", "--", "sh", str(script)],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert f"done {len(list(commands()))}" in done.stdout


def _checked(number: int, command: Command) -> str:
    """Return shell lines that run a command and hold it to what the page says."""
    quoted = command.line.replace("'", "'\\''")
    wanted = "".join(
        f"tr -s ' ' < \"$HOME/out\" | grep -qF -- '{text}' || "
        f"{{ echo 'missing: {text}'; cat \"$HOME/out\"; exit 1; }}\n"
        for text in command.prints
    )
    refusal = "" if command.fails else "! "
    return (
        f"echo '$ {quoted}'\n"
        f'if {refusal}{{ {command.line} ; }} > "$HOME/out" 2>&1 < /dev/null\n'
        f"then echo 'wrong exit status:'; cat \"$HOME/out\"; exit 1; fi\n"
        f"{wanted}echo done {number + 1}\n"
    )
