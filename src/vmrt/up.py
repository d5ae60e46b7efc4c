"""``vmrt up``: a simulated cluster, until Ctrl-C or for one command."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from vmrt.harness.backends.fake import FakeBackend
from vmrt.harness.backends.simulated import Served
from vmrt.harness.config import Config
from vmrt.harness.error import HarnessError, UsageError
from vmrt.harness.stage import Stage

NOT_FOUND, NOT_RUNNABLE = 127, 126  # what a shell says


@click.command(context_settings={"ignore_unknown_options": True})
@click.option(
    "--nodes", default="2", show_default=True, help="A count, or profiles: healthy,no-kvm"
)
@click.option("--driver", default="reference", show_default=True, help="What to install.")
@click.option("--manifests", type=click.Path(path_type=Path), help="Manifests to apply first.")
@click.option("--image", "images", multiple=True, help="NAME[:TAG]=process:COMMAND")
@click.option("--seed", default=0, show_default=True, help="Of all that is random.")
@click.option("--port", default=0, help="Of the API server; 0 takes a free one.")
@click.option("--kubeconfig", type=click.Path(path_type=Path), help="Where to write it.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def up(
    nodes: str,
    driver: str,
    manifests: Path | None,
    images: tuple[str, ...],
    seed: int,
    port: int,
    kubeconfig: Path | None,
    command: tuple[str, ...],
) -> int:
    """Keep a simulated cluster up until Ctrl-C, or for one command."""
    config = Config(driver=driver, manifests=manifests, images=images, nodes=nodes, seed=seed)
    try:
        stage = Stage(config)
        backend = FakeBackend(config, served=Served(port, kubeconfig))
        with backend.cluster() as cluster, stage.driver.install(cluster):
            path = cluster.kubeconfig()
            if command:
                return _run(command, path)
            with _signals() as received:
                click.echo(f"export KUBECONFIG={path}")
                click.echo("ready: end it with Ctrl-C", err=True)
                sys.stdout.flush()
                while not received:
                    signal.pause()
    except UsageError as error:
        raise click.UsageError(str(error)) from error
    except HarnessError as error:
        raise click.ClickException(str(error)) from error
    return 0


def _run(command: tuple[str, ...], kubeconfig: Path) -> int:
    """Run a command with ``KUBECONFIG`` set and return its exit status."""
    environment = {**os.environ, "KUBECONFIG": str(kubeconfig)}
    try:
        with _deaf():
            return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603 - the user's
    except FileNotFoundError:
        click.echo(f"{command[0]} is not there: correct the command behind --", err=True)
        return NOT_FOUND
    except OSError as error:
        click.echo(f"{command[0]} cannot be run: {error.strerror}", err=True)
        return NOT_RUNNABLE


@contextmanager
def _deaf() -> Iterator[None]:
    """Leave Ctrl-C to the command that runs: it decides when it has had enough."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Collect Ctrl-C and SIGTERM, from before anybody is told that they are understood."""
    received: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        del frame
        received.append(number)

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
