"""Phrases about the preflight summary of the runtime."""

from pytest_bdd import then

from vmrt.harness.world import World
from vmrt.steps.phrase import Phrase


@then(Phrase('the summary names the check "{name}" within {within_s:g} seconds'))
def names(world: World, name: str, within_s: float) -> None:
    world.summary.names(name, within_s)


@then(Phrase("the summary has a result within {within_s:g} seconds"))
def result(world: World, within_s: float) -> None:
    world.summary.has_result(within_s)


@then(Phrase("the summary agrees with the check that it names"))
def agrees(world: World) -> None:
    world.summary.agrees(world.checks)


@then(Phrase("every feature of the summary has a boolean"))
def booleans(world: World) -> None:
    world.summary.is_well_formed()


@then(Phrase('the summary has the features "{one}" and "{other}"'))
def features(world: World, one: str, other: str) -> None:
    world.summary.has_features([one, other])


@then(Phrase('the feature "{name}" of the summary has passed'))
def feature_passed(world: World, name: str) -> None:
    world.summary.feature(name, passed=True)


@then(Phrase('the feature "{name}" of the summary has not passed'))
def feature_failed(world: World, name: str) -> None:
    world.summary.feature(name, passed=False)
