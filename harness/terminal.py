"""Runs a vendor's command line as a user would, on a terminal or without one."""

import os
import pty
import select
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from vmrt.harness.driver import CommandResult
from vmrt.harness.error import UsageError

LOOK_S = 0.1  # between two looks at a command that runs
PLACES = ("verb", "noun", "kubeconfig", "flags")


class TemplateCommand:
    """Implements ``CommandLine`` by a template such as ``bmctl {verb} {noun} {flags}``."""

    def __init__(self, template: str) -> None:
        self._words = shlex.split(template)

    def argv(self, words: Sequence[str], kubeconfig: Path) -> tuple[str, ...]:
        """Return the words to run; ``{flags}`` alone becomes as many words as there are flags."""
        verb, noun, *flags = words
        filled: list[str] = []
        for word in self._words:
            if word == "{flags}":
                filled += flags
            else:
                values = {"verb": verb, "noun": noun, "kubeconfig": str(kubeconfig)}
                filled.append(word.format(**values, flags=" ".join(flags)))
        return tuple(filled)

    def run(
        self,
        words: Sequence[str],
        *,
        kubeconfig: Path,
        answer: str | None = None,
        within_s: float = 300.0,
        meanwhile: Callable[[], object] | None = None,
    ) -> CommandResult:
        """Run a command; with an answer it gets a terminal, without one its input is closed."""
        argv = self.argv(words, kubeconfig)
        ours, theirs = pty.openpty() if answer is not None else os.pipe()
        stdin: int = theirs if answer is not None else subprocess.DEVNULL
        try:
            child = subprocess.Popen(  # noqa: S603 - the user's own command
                argv, stdin=stdin, stdout=theirs, stderr=theirs, start_new_session=True
            )
        except OSError as error:
            os.close(ours)
            os.close(theirs)
            raise UsageError(f"{argv[0]} cannot be run: {error.strerror}: correct --cli") from error
        os.close(theirs)
        if answer is not None:
            os.write(ours, answer.encode())
        printed = _follow(child, ours, within_s, meanwhile or (lambda: None))
        status = child.poll()
        if status is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        os.close(ours)
        return CommandResult(argv, status, printed, "")


def command_line(template: str) -> TemplateCommand | None:
    """Return the command line of a template, None for an empty one.

    Raises:
        UsageError: The template has no place for the kubeconfig, or one that nobody fills.
    """
    if not template:
        return None
    try:
        template.format(**dict.fromkeys(PLACES, "x"))
    except (KeyError, IndexError, ValueError) as error:
        places = ", ".join(f"{{{place}}}" for place in PLACES)
        raise UsageError(f"--cli {template!r}: {error}: the places are {places}") from error
    if "{kubeconfig}" not in template or "{verb}" not in template:
        raise UsageError(f"--cli {template!r} needs at least {{verb}} and {{kubeconfig}}")
    return TemplateCommand(template)


def _follow(
    child: "subprocess.Popen[bytes]", ours: int, within_s: float, meanwhile: Callable[[], object]
) -> str:
    """Collect what a child prints until it ends or its time is over."""
    printed: list[bytes] = []
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        ready, _, _ = select.select([ours], [], [], LOOK_S)
        meanwhile()
        if ready:
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # a terminal whose last user went away
                chunk = b""
            if not chunk:
                child.wait(timeout=max(0.1, end - time.monotonic()))
                break
            printed.append(chunk)
        elif child.poll() is not None:
            break
    return b"".join(printed).decode(errors="replace").replace("\r\n", "\n")
