"""Phrases about virtual machines."""

from pytest_bdd import given, then, when

from vmrt.harness import clause
from vmrt.harness.world import World
from vmrt.steps.phrase import Phrase


@given(Phrase('machine "{name}" runs'))
def running(world: World, name: str) -> None:
    world.machines.start(name)


@given(Phrase('machine "{name}" has been created'))
@when(Phrase('a machine "{name}" is created'))
def create(world: World, name: str) -> None:
    world.machines.create(name)


@given(Phrase('machine "{name}" itself carries the protection annotation "{value}"'))
def annotated(world: World, name: str, value: str) -> None:
    world.machines.annotate(name, value)


@when(Phrase("every machine is deleted by the user"))
def delete_all(world: World) -> None:
    world.machines.delete_all()


@then(Phrase('machine "{name}" runs within {within_s:g} seconds'))
def runs(world: World, name: str, within_s: float) -> None:
    world.machines.runs(name, within_s)


@then(Phrase('machine "{name}" or a new one like it runs within {within_s:g} seconds'))
def runs_or_again(world: World, name: str, within_s: float) -> None:
    clause.runs_or_again(world, name, within_s)


@then(Phrase('machine "{name}" does not run for {for_s:g} seconds'))
def never_runs(world: World, name: str, for_s: float) -> None:
    world.machines.never_runs(name, for_s)


@then(Phrase('machine "{name}" keeps running for {for_s:g} seconds'))
def keeps_running(world: World, name: str, for_s: float) -> None:
    world.machines.keeps_running(name, for_s)


@then(Phrase("no machine is left within {within_s:g} seconds"))
def all_gone(world: World, within_s: float) -> None:
    world.machines.all_gone(within_s)


@then(Phrase("nothing that belonged to machines is left within {within_s:g} seconds"))
def related_gone(world: World, within_s: float) -> None:
    world.machines.related_gone(within_s)


@then(Phrase('an error for machine "{name}" names the preflight check'))
def told(world: World, name: str) -> None:
    clause.names_preflight(world, name)
