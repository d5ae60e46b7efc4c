"""``vmrt run``: scenarios, journal, verdicts, report."""

import importlib.resources
import os
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, TypeVar

import click

from vmrt.conformance.journal import Journal
from vmrt.conformance.profile import names
from vmrt.conformance.requirement import digest
from vmrt.harness.config import Config
from vmrt.harness.error import HarnessError, UsageError
from vmrt.harness.stage import Stage
from vmrt.progress import progress_for
from vmrt.session import NAME, Session
from vmrt.verdict import conclude

F = TypeVar("F", bound=Callable[..., Any])
INTERRUPTED = 130
SUITE = "vmruntime-conformance"
PYTEST = [
    "--disable-plugin-autoload",
    "--noconftest",
    "-p",
    "pytest_bdd.plugin",
    "-p",
    "vmrt.plugin",
    "-p",
    "no:terminal",
    "-p",
    "no:cacheprovider",
    "--rootdir",
    ".",
    "--pyargs",
    "vmrt.steps.test_features",
]


def _options(function: F) -> F:
    """Add the options that say what is judged, and where."""
    folder = click.Path(path_type=Path)
    options = [
        click.option(
            "--backend", default="fake", show_default=True, help="Where clusters are from."
        ),
        click.option("--driver", default="reference", show_default=True, help="What is judged."),
        click.option("--manifests", type=folder, help="Folder of manifests to apply first."),
        click.option("--image", "images", multiple=True, help="NAME[:TAG]=process:COMMAND"),
        click.option("--cli", default="", help="Template of the command line under test."),
        click.option("--nodes", default="2", show_default=True, help="Simulated nodes."),
        click.option("--seed", default=0, show_default=True, help="Of all that is random."),
        click.option("--profile", "profiles", multiple=True, help="What the claim is about."),
        click.option("--patience", type=float, help="Upper bound of every wait, in seconds."),
        click.option("--declare", multiple=True, help="A-NN=READING, a reading it declares."),
        click.option("--implementation", default="", help="Its name, for the report."),
        click.option("--implementation-version", default="", help="Its version, for the report."),
        click.option("-k", "select", default="", help="Only scenarios with these words."),
        click.option("--out", type=folder, default="vmrt-out", show_default=True, help="Folder."),
        click.option("--output", type=click.Choice(["table", "json"]), default="table"),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@click.command()
@_options
def run(**given: Any) -> int:  # noqa: ANN401 - click's options
    """Run scenarios against an implementation and report."""
    try:
        return execute(_config(given), output=given["output"])
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except HarnessError as error:
        raise click.ClickException(str(error)) from error


def execute(config: Config, *, output: str = "table") -> int:
    """Run everything that a configuration selects; return the exit status of ``vmrt run``.

    Raises:
        UsageError: Something that was asked for does not exist or does not fit.
    """
    stage = Stage(config)
    out = _folder(config.out)
    stage.rehearse()
    journal = Journal(out / "journal.jsonl" if out else None)
    journal.add("run", t=0.0, **_facts(stage))
    session = Session(stage, journal, progress_for(sys.stderr))
    status = _scenarios(session)
    interrupted = status == INTERRUPTED
    journal.add("end", t=0.0, status="interrupted" if interrupted else "complete")
    journal.close()
    judged = conclude(journal.entries, out, output=output)
    if interrupted:
        return INTERRUPTED
    return 4 if session.failed else judged


def _scenarios(session: Session) -> int:
    import pytest  # noqa: PLC0415 - 0.1 s that a wrong option need not pay

    settings = importlib.resources.files("vmrt") / "pytest.ini"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    plugin = _Named(session)
    code = pytest.main(["-c", str(settings), *PYTEST], plugins=[plugin])
    if code == pytest.ExitCode.INTERRUPTED:
        return INTERRUPTED
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        session.failed = code != pytest.ExitCode.NO_TESTS_COLLECTED
    return int(code)


class _Named:
    """Registers the session under its name before ``vmrt.plugin`` looks for it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def pytest_addoption(self, pluginmanager: Any) -> None:  # noqa: ANN401 - pluggy's
        """Register the session: this hook runs before any configuration."""
        if not pluginmanager.has_plugin(NAME):
            pluginmanager.register(self._session, NAME)


def _config(given: dict[str, Any]) -> Config:
    for name in given["profiles"]:
        if name not in names():
            raise UsageError(f"there is no profile {name!r}: choose of {', '.join(names())}")
    return Config(
        backend=given["backend"],
        driver=given["driver"],
        manifests=given["manifests"],
        images=given["images"],
        cli=given["cli"],
        nodes=given["nodes"],
        seed=given["seed"],
        profiles=given["profiles"] or ("all",),
        patience_s=given["patience"],
        declared=dict(_reading(one) for one in given["declare"]),
        implementation=given["implementation"],
        version=given["implementation_version"],
        select=given["select"],
        out=given["out"],
    )


def _reading(text: str) -> tuple[str, str]:
    name, equals, reading = text.partition("=")
    if not (equals and reading and name.startswith("A-")):
        raise UsageError(
            f"--declare {text!r}: write A-NN=READING, for example A-14=accept-and-hold"
        )
    return name, reading


def _folder(out: Path | None) -> Path | None:
    if out is not None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            (out / "journal.jsonl").write_text("")
        except OSError as error:
            reason = f"{error.strerror}: choose another folder with --out"
            raise UsageError(f"--out {out} cannot be written: {reason}") from error
    return out


def _facts(stage: Stage) -> dict[str, Any]:
    config, backend = stage.config, stage.backend
    suite = {"name": SUITE, "version": version(SUITE), "commit": "", "requirementsDigest": digest()}
    return {
        "suite": suite,
        "implementation": {
            "name": config.implementation or config.driver.split()[0],
            "version": config.version,
            "driver": stage.driver.name,
            "digest": "",
            "declared": dict(config.declared),
        },
        "environment": {
            "backend": backend.name,
            "seed": config.seed,
            **backend.environment,
        },
        "profiles": list(config.profiles),
        "options": {"patience_s": config.patience_s, "select": config.select},
    }
