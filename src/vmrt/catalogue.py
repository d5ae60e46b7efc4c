"""``vmrt list`` and ``vmrt explain``: what there is, and what it is about."""

import json
from typing import Any

import click
import yaml

from vmrt.conformance.ambiguity import ambiguities
from vmrt.conformance.explanation import explanation
from vmrt.conformance.profile import chosen, profiles
from vmrt.conformance.requirement import requirements
from vmrt.scenario import cards

WIDTH = 100


def _requirements() -> list[dict[str, Any]]:
    return [
        {"id": r.id, "level": r.level.value, "profile": r.profile, "text": r.text}
        for r in requirements()
    ]


def _profiles() -> list[dict[str, Any]]:
    return [
        {"name": p.name, "requirements": len(chosen([p.name])), "about": p.about, "needs": p.needs}
        for p in profiles()
    ]


def _scenarios() -> list[dict[str, Any]]:
    return [{"id": card.id, "requirements": " ".join(card.requirements)} for card in cards()]


def _ambiguities() -> list[dict[str, Any]]:
    return [{"id": a.id, "page": a.page, "readings": " ".join(a.readings)} for a in ambiguities()]


def _nodes() -> list[dict[str, Any]]:
    from vmrt.harness.backends.fake import host_profiles  # noqa: PLC0415 - only this list needs it

    return [{"profile": name, "about": about} for name, about in host_profiles().items()]


THINGS = {
    "ambiguities": _ambiguities,
    "nodes": _nodes,
    "profiles": _profiles,
    "requirements": _requirements,
    "scenarios": _scenarios,
}


@click.command("list")
@click.argument("what", type=click.Choice(sorted(THINGS)))
@click.option("--output", type=click.Choice(["table", "json", "yaml"]), default="table")
def listing(what: str, output: str) -> None:
    """List what there is of a kind of thing."""
    rows = THINGS[what]()
    if output == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif output == "yaml":
        click.echo(yaml.safe_dump(rows, sort_keys=False, allow_unicode=True), nl=False)
    else:
        click.echo(_table(rows), nl=False)


@click.command()
@click.argument("name")
def explain(name: str) -> None:
    """Say what a requirement (R-021) or an ambiguity (A-14) is about."""
    try:
        click.echo(explanation(name, {one.id: one.requirements for one in cards()}))
    except KeyError:
        advice = "try `vmrt list requirements` or `ambiguities`"
        raise click.UsageError(f"there is no {name!r}: {advice}") from None


def _table(rows: list[dict[str, Any]]) -> str:
    heads = list(rows[0])
    widths = {h: max(len(h), *(len(str(row[h])) for row in rows)) for h in heads[:-1]}
    lines = []
    for row in [{h: h.upper() for h in heads}, *rows]:
        start = "".join(f"{row[h]!s:<{widths[h] + 2}}" for h in heads[:-1])
        lines.append((start + str(row[heads[-1]])).rstrip())
    return "\n".join(lines) + "\n"
