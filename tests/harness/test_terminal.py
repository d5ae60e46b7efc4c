import sys
from pathlib import Path

import pytest

from vmrt.harness.error import UsageError
from vmrt.harness.terminal import TemplateCommand, command_line

CONFIG = Path("/tmp/some kubeconfig")  # noqa: S108 - a name, nothing is written
PYTHON = sys.executable


def script(text: str) -> TemplateCommand:
    return TemplateCommand(f'{PYTHON} -c "{text}" {{verb}} {{noun}} {{kubeconfig}} {{flags}}')


def test_the_places_are_filled_and_flags_become_words() -> None:
    line = TemplateCommand("bmctl {verb} {noun} --kubeconfig {kubeconfig} {flags}")
    words = line.argv(["disable", "vmruntime", "--force=true", "-v"], CONFIG)
    assert words[3:] == ("--kubeconfig", str(CONFIG), "--force=true", "-v")


def test_output_and_status_are_kept() -> None:
    line = script("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    result = line.run(["enable", "vmruntime"], kubeconfig=CONFIG)
    assert result.exit_status == 3
    assert sorted(result.stdout.split()) == ["err", "out"]


def test_an_answer_is_typed_on_a_terminal() -> None:
    line = script("import sys; print(sys.stdin.isatty(), input('sure? '))")
    result = line.run(["disable", "vmruntime"], kubeconfig=CONFIG, answer="yes\n")
    assert result.exit_status == 0
    assert "True yes" in result.stdout


def test_without_an_answer_the_input_is_closed() -> None:
    line = script("import sys; print(repr(sys.stdin.read()))")
    result = line.run(["disable", "vmruntime"], kubeconfig=CONFIG)
    assert result.stdout.strip() == "''"


def test_a_command_that_hangs_is_ended_with_its_output_so_far() -> None:
    line = script("import time; print('begun', flush=True); time.sleep(600)")
    result = line.run(["disable", "vmruntime"], kubeconfig=CONFIG, within_s=1.0)
    assert result.exit_status is None
    assert result.stdout == "begun\n"


def test_somebody_may_look_while_the_command_runs() -> None:
    looks: list[int] = []
    line = script("import time; time.sleep(0.3)")
    line.run(["enable", "vmruntime"], kubeconfig=CONFIG, meanwhile=lambda: looks.append(1))
    assert looks


def test_a_command_that_is_not_there_is_the_users_mistake() -> None:
    line = TemplateCommand("no-such-command {verb} {kubeconfig}")
    with pytest.raises(UsageError, match="^no-such-command cannot be run: No such file"):
        line.run(["enable", "vmruntime"], kubeconfig=CONFIG)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        pytest.param("bmctl {verb} {what}", "the places are", id="unknown place"),
        pytest.param("bmctl {verb", "the places are", id="open brace"),
        pytest.param("bmctl {verb} {noun}", "needs at least", id="no kubeconfig"),
    ],
)
def test_a_template_that_cannot_work_is_refused(template: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        command_line(template)


def test_no_template_means_no_command_line() -> None:
    assert command_line("") is None
    assert command_line("x {verb} {kubeconfig}") is not None
