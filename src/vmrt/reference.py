"""``vmrt bmctl``: the reference's command line, for any cluster with a kubeconfig."""

import sys
import time
from pathlib import Path

import click

from vmrt.fakes.kube.client import Client
from vmrt.fakes.kube.remote import ConfigError, RemoteClient
from vmrt.fakes.reference.command import CommandError, Terminal, main
from vmrt.fakes.sim.wall import WallLoop


def _connect(kubeconfig: str) -> Client:
    try:
        return RemoteClient.from_kubeconfig(str(Path(kubeconfig).expanduser()), WallLoop())
    except ConfigError as error:
        raise CommandError(f"{error}: correct --kubeconfig") from error


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def bmctl(words: tuple[str, ...]) -> int:
    """Run the reference's command line: enable, disable, check."""
    terminal = Terminal(sys.stdin, sys.stdout, sys.stderr, time.sleep)
    return main(words, connect=_connect, terminal=terminal)
