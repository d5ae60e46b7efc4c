"""How an implementation gets into a cluster and out of it, and how its command line is run.

This is the seam for vendors: the entry-point group ``vmrt.drivers`` takes a class that implements
``Driver``. See ``docs/drivers.md``.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vmrt.harness.backend import Cluster


@dataclass(frozen=True, slots=True)
class CommandResult:
    """What a command line did.

    Attributes:
        argv: The words that were run.
        exit_status: None when it had to be ended because it did not end by itself.
        stdout: Everything it printed there, the prompt included when it was asked for there.
        stderr: The same for the other stream; empty when a terminal joined the two.
    """

    argv: tuple[str, ...]
    exit_status: int | None
    stdout: str
    stderr: str


class CommandLine(Protocol):
    """A ``bmctl``-compatible command."""

    def run(
        self,
        words: Sequence[str],
        *,
        kubeconfig: Path,
        answer: str | None = None,
        within_s: float = 300.0,
        meanwhile: Callable[[], object] | None = None,
    ) -> CommandResult:
        """Run ``words``, for example ``("disable", "vmruntime", "--force=true")``.

        Args:
            words: Verb, noun and flags, without ``--kubeconfig``.
            kubeconfig: Goes behind ``--kubeconfig``.
            answer: Typed at a prompt on a terminal; None closes standard input instead.
            within_s: Seconds after which a command that still runs is ended.
            meanwhile: Called now and then while the command runs, so that the harness can look at
                what it does.
        """
        ...


@dataclass(frozen=True, slots=True)
class Implementation:
    """What a driver put into a cluster.

    Attributes:
        name: For the report.
        version: For the report, "" when nobody said.
        command_line: None when the vendor gave none.
    """

    name: str
    version: str
    command_line: CommandLine | None


class Driver(Protocol):
    """Installs and removes one implementation.

    A driver is made with the run's ``Config`` as its only argument.

    Attributes:
        name: For the report.
        offers: Needs of scenarios that it meets: ``needs-cli`` when there is a command line.
    """

    name: str
    offers: frozenset[str]

    def install(self, cluster: Cluster) -> AbstractContextManager[Implementation]:
        """Install the implementation; leaving the context removes it.

        Raises:
            HarnessError: It cannot be installed. Nothing is left behind.
        """
        ...
