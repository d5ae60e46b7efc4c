"""``vmrt judge`` and ``vmrt verify``: verdicts and reports from a journal."""

from collections.abc import Sequence
from pathlib import Path

import click

from vmrt.conformance.entry import Entry
from vmrt.conformance.journal import JournalError, read
from vmrt.conformance.report.rendering import as_json, write
from vmrt.conformance.report.report import exit_status, report_of
from vmrt.conformance.report.screen import as_text
from vmrt.conformance.verification import verify as problems_of

DIRECTORY = click.Path(path_type=Path)


def conclude(entries: Sequence[Entry], out: Path | None, *, output: str = "table") -> int:
    """Judge a run, write its report, print it, and return the exit status."""
    report = report_of(entries)
    if out is not None:
        write(report, out)
    click.echo(as_json(report) if output == "json" else as_text(report), nl=False)
    return exit_status(report)


@click.command()
@click.argument("directory", type=DIRECTORY)
@click.option("--output", type=click.Choice(["table", "json"]), default="table")
def judge(directory: Path, output: str) -> int:
    """Judge a run again, from its journal alone."""
    try:
        reading = read(directory / "journal.jsonl")
        if reading.damage:
            click.echo(f"warning: {reading.damage}; what is there is judged", err=True)
        return conclude(reading.entries, directory, output=output)
    except JournalError as error:
        raise click.UsageError(f"{error}: pass the folder of a run") from error


@click.command()
@click.argument("directory", type=DIRECTORY)
def verify(directory: Path) -> int:
    """Check that a report follows from its evidence; say the first thing that does not hold."""
    if not directory.is_dir():
        raise click.UsageError(f"there is no folder {directory}: pass the folder of a run")
    problems = problems_of(directory)
    for problem in problems:
        click.echo(problem, err=True)
    if not problems:
        click.echo("the report follows from its evidence")
    return 1 if problems else 0
