"""The command line under test, and what it printed and did."""

from collections.abc import Callable, Sequence
from pathlib import Path

from vmrt.harness.driver import CommandLine, CommandResult
from vmrt.harness.error import NotObservableError
from vmrt.harness.record import Record
from vmrt.harness.sight import Sight
from vmrt.harness.subject.teardown import Teardown

NO_COMMAND = (
    "no command line is given: pass --cli 'bmctl {verb} {noun} --kubeconfig {kubeconfig} {flags}'"
)


class Command:
    """Runs the vendor's command line and judges the result."""

    def __init__(
        self,
        line: CommandLine | None,
        kubeconfig: Callable[[], Path],
        *,
        record: Record,
        sight: Sight,
        teardown: Teardown,
    ) -> None:
        self._teardown = teardown
        self._line = line
        self._kubeconfig = kubeconfig
        self._record = record
        self._sight = sight
        self.result: CommandResult | None = None

    def run(
        self, words: Sequence[str], *, answer: str | None = None, on: Path | None = None
    ) -> CommandResult:
        """Run a command; ``answer`` is typed at a prompt, None closes standard input.

        ``on`` is the kubeconfig of another cluster than the scenario's own.

        Raises:
            NotObservableError: The vendor gave no command line.
        """
        if self._line is None:
            raise NotObservableError(NO_COMMAND)
        typed = None if answer is None else answer + "\n"
        self._teardown.begin()
        self.result = self._line.run(
            words, kubeconfig=on or self._kubeconfig(), answer=typed, meanwhile=self._teardown.look
        )
        self._record.command(self.result, answer=answer)
        return self.result

    def succeeded(self) -> None:
        """Make sure that the latest command ended with status 0."""
        self._judge(lambda status: status == 0, "exit status 0")

    def failed(self) -> None:
        """Make sure that the latest command ended with another status and said why (R-017)."""
        self._judge(lambda status: status not in (0, None), "an exit status other than 0")
        result = self._latest()
        said = (result.stderr + result.stdout).strip()
        self._sight.require(
            "its output", actual=said, holds=bool(said), expected="a diagnostic on either stream"
        )

    def asked(self) -> None:
        """Make sure that the latest command prompted for the deletion of machines (R-072)."""
        text = self._said()
        low = text.lower()
        holds = _is_question(text) and ("vm" in low or "machine" in low)
        wanted = "a question about deleting virtual machines"
        self._sight.require("its output", actual=text, holds=holds, expected=wanted)

    def did_not_ask(self) -> None:
        """Make sure that the latest command asked for no confirmation (T5, R-078)."""
        text = self._said()
        holds = not _is_question(text)
        self._sight.require("its output", actual=text, holds=holds, expected="no question")

    def _said(self) -> str:
        result = self._latest()
        return (result.stdout + result.stderr).strip()

    def _judge(self, holds: Callable[[int | None], bool], wanted: str) -> None:
        result = self._latest()
        what = f"`{' '.join(result.argv)}`"
        seen = {"exit_status": result.exit_status, "said": (result.stderr or result.stdout).strip()}
        self._sight.require(what, actual=seen, holds=holds(result.exit_status), expected=wanted)

    def _latest(self) -> CommandResult:
        if self.result is None:
            raise NotObservableError("no command has been run in this scenario")
        return self.result


def _is_question(text: str) -> bool:
    low = text.lower()
    return "?" in low or "[y" in low or "(y" in low or "yes/no" in low
