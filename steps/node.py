"""Phrases about nodes."""

from pytest_bdd import given, then, when

from vmrt.harness import clause
from vmrt.harness.world import World
from vmrt.steps.phrase import Phrase


@given(Phrase("the {position} node has no KVM device"))
def unfit(world: World, position: str) -> None:
    world.fleet.unfit(world.fleet.pick(position))


@given(Phrase("no node has a KVM device"))
def all_unfit(world: World) -> None:
    world.fleet.all_unfit()


@given(Phrase("a node without machines has no KVM device"))
def other_unfit(world: World) -> None:
    clause.unfit_elsewhere(world)


@given(Phrase("the {position} node is mended"))
def mend(world: World, position: str) -> None:
    world.fleet.mend(world.fleet.pick(position))


@given(Phrase("the {position} node carries the skip label"))
def labelled(world: World, position: str) -> None:
    clause.label_and_settle(world, position)


@when(Phrase("the {position} node gets the skip label"))
def label(world: World, position: str) -> None:
    world.fleet.label(world.fleet.pick(position))


@when(Phrase("the skip label is taken off the {position} node"))
def unlabel(world: World, position: str) -> None:
    world.fleet.unlabel(world.fleet.pick(position))


@then(Phrase('the {position} node is in the check "{name}"'))
def included(world: World, position: str, name: str) -> None:
    world.inspection.includes(name, world.fleet.pick(position))


@then(Phrase('the {position} node is not in the check "{name}"'))
def excluded(world: World, position: str, name: str) -> None:
    world.inspection.excludes(name, world.fleet.pick(position))


@then(Phrase("the {position} node is in the new check"))
def in_new(world: World, position: str) -> None:
    world.inspection.includes(world.checks.newest_name(), world.fleet.pick(position))
