"""The command ``vmrt``: words and options; what they do is in the modules beside this one."""

import importlib
import sys

import click

COMMANDS = {  # name: (where it is, what --help says of it)
    "bmctl": ("vmrt.reference:bmctl", "The reference's command line: enable, disable, check."),
    "explain": ("vmrt.catalogue:explain", "Say what a requirement or an ambiguity is about."),
    "judge": ("vmrt.verdict:judge", "Judge a run again, from its journal alone."),
    "list": ("vmrt.catalogue:listing", "List requirements, profiles, scenarios and more."),
    "run": ("vmrt.run:run", "Run scenarios against an implementation and report."),
    "up": ("vmrt.up:up", "Keep a simulated cluster up until Ctrl-C, or for one command."),
    "verify": ("vmrt.verdict:verify", "Check that a report follows from its evidence."),
}


class Lazy(click.Group):
    """A group that imports a command only when it is called: ``--help`` loads click alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, sorted."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.command(cls=Lazy)
@click.version_option(package_name="vmruntime-conformance", prog_name="vmrt")
def vmrt() -> None:
    """Prove that an implementation of the VMRuntime API keeps its promises."""


def main() -> None:
    """Run ``vmrt`` and end the process with its status."""
    try:
        status = vmrt.main(standalone_mode=False, prog_name="vmrt")
    except click.ClickException as error:
        error.show()
        status = 2
    except click.Abort:
        click.echo("interrupted", err=True)
        status = 130
    sys.exit(status if isinstance(status, int) else 0)
