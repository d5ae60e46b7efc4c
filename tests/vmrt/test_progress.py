import io

import pytest

from vmrt.progress import LiveProgress, PlainProgress, progress_for


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_log_gets_the_scenarios_that_did_not_pass() -> None:
    stream = io.StringIO()
    progress = progress_for(stream)
    assert isinstance(progress, PlainProgress)
    progress.started("one", number=1, of=2)
    progress.ended("one", "passed", "")
    progress.ended("two", "failed", "first line\nsecond line")
    progress.ended("three", "unknown", "")
    assert stream.getvalue() == "failed: two: first line\nunknown: three: \n"


@pytest.mark.parametrize(
    ("colour", "word"),
    [
        pytest.param(False, "BROKEN", id="without colour"),
        pytest.param(True, "\x1b[31m\x1b[1mBROKEN\x1b[0m", id="with colour"),
    ],
)
def test_a_terminal_shows_what_runs_and_keeps_what_broke(colour: bool, word: str) -> None:
    stream = Terminal()
    progress = LiveProgress(stream, colour=colour)
    progress.started("one", number=1, of=2)
    progress.ended("one", "passed", "")
    progress.ended("two", "failed", "because")
    text = stream.getvalue()
    assert "[1/2] one" in text
    assert text.endswith(f"{word} two: because\n")


def test_no_color_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    stream = Terminal()
    progress_for(stream).ended("two", "failed", "because")
    assert stream.getvalue() == "\r\x1b[KBROKEN two: because\n"
