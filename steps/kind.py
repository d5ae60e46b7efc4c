"""Phrases about what the cluster serves."""

from pytest_bdd import then, when

from vmrt.harness.world import World
from vmrt.steps.phrase import Phrase


@when(Phrase("{duration_s:g} seconds pass"))
def time_passes(world: World, duration_s: float) -> None:
    world.pass_time(duration_s)


@then(Phrase('the kind "{kind}" is served'))
def served(world: World, kind: str) -> None:
    world.kinds.is_served(kind)


@then(Phrase('the kind "{kind}" is cluster-scoped'))
def cluster_scoped(world: World, kind: str) -> None:
    world.kinds.has_scope(kind, namespaced=False)


@then(Phrase('the kind "{kind}" is namespaced'))
def namespaced(world: World, kind: str) -> None:
    world.kinds.has_scope(kind, namespaced=True)


@then(Phrase('the kind "{kind}" can be called "{name}"'))
def called(world: World, kind: str, name: str) -> None:
    world.kinds.has_name(kind, name)


@then(Phrase('the namespace "{name}" is there'))
def namespace(world: World, name: str) -> None:
    world.kinds.namespace_exists(name)
