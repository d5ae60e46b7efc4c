"""Phrases about preflight checks and their summary."""

from pytest_bdd import given, then, when

from vmrt.harness import clause
from vmrt.harness.world import World
from vmrt.steps.phrase import Phrase


@given(Phrase("the present checks are known"))
def known(world: World) -> None:
    world.checks.remember()


@given(Phrase("the finished checks are remembered"))
def remember(world: World) -> None:
    clause.remember_finished(world)


@given(Phrase('a check "{name}" that passed'))
def passed(world: World, name: str) -> None:
    clause.runs_and_ends(world, name, passed=True)


@given(Phrase('a check "{name}" that failed'))
def failed(world: World, name: str) -> None:
    clause.runs_and_ends(world, name, passed=False)


@when(Phrase('a check "{name}" is applied'))
def apply(world: World, name: str) -> None:
    world.checks.apply(name)


@then(Phrase("the check is accepted"))
def accepted(world: World) -> None:
    world.checks.was_accepted()


@then(Phrase('the check "{name}" passes within {within_s:g} seconds'))
def passes(world: World, name: str, within_s: float) -> None:
    clause.ends(world, name, passed=True, within_s=within_s)


@then(Phrase('the check "{name}" fails within {within_s:g} seconds'))
def fails(world: World, name: str, within_s: float) -> None:
    clause.ends(world, name, passed=False, within_s=within_s)


@then(Phrase("a new check is finished within {within_s:g} seconds"))
def new_finished(world: World, within_s: float) -> None:
    world.checks.new_finished(within_s)


@then(Phrase("a new check passes within {within_s:g} seconds"))
def new_passes(world: World, within_s: float) -> None:
    clause.new_ends(world, passed=True, within_s=within_s)


@then(Phrase("a new check fails within {within_s:g} seconds"))
def new_fails(world: World, within_s: float) -> None:
    clause.new_ends(world, passed=False, within_s=within_s)


@then(Phrase("the new check has results for every node"))
def new_complete(world: World) -> None:
    clause.every_node_in(world, world.checks.newest_name())


@then(Phrase('the check "{name}" has an entry for every node'))
def complete(world: World, name: str) -> None:
    clause.every_node_in(world, name)


@then(Phrase("the new check is named by a lower-case UUID"))
def uuid_name(world: World) -> None:
    world.inspection.is_named_by_uuid(world.checks.newest_name())


@then(Phrase("the remembered checks are there and unchanged"))
def unchanged(world: World) -> None:
    clause.remembered_unchanged(world)


@then(Phrase("a preflight check shows that the implementation is alive"))
def alive(world: World) -> None:
    world.checks.sign_of_life()


@then(Phrase('the table of checks has the columns "{first}", "{second}", "{third}"'))
def columns(world: World, first: str, second: str, third: str) -> None:
    world.inspection.has_columns([first, second, third])


@then(Phrase('the row of check "{name}" has {value} under "{column}"'))
def cell(world: World, name: str, value: str, column: str) -> None:
    world.inspection.has_cell(name, column, value)


@then(Phrase('each entry of check "{name}" has a boolean and a list of results'))
def entries(world: World, name: str) -> None:
    world.inspection.has_well_formed_entries(name)


@then(Phrase('each result of check "{name}" has a name and a boolean'))
def results(world: World, name: str) -> None:
    world.inspection.has_well_formed_results(name)


@then(Phrase('the entry of the {position} node in check "{name}" has not passed'))
def entry_failed(world: World, position: str, name: str) -> None:
    world.inspection.entry_failed(name, world.fleet.pick(position))


@then(Phrase('the failed results of check "{name}" carry a message'))
def messages(world: World, name: str) -> None:
    world.inspection.failures_have_messages(name)


@then(Phrase('the {position} node passed "{good}" and failed "{bad}" in check "{name}"'))
def told_apart(world: World, position: str, good: str, bad: str, name: str) -> None:
    world.inspection.tells_apart(name, world.fleet.pick(position), good=good, bad=bad)


@then(
    Phrase(
        'the "{feature}" message of the {position} node in check "{name}" is that of a probe by ls'
    )
)
def ls_message(world: World, feature: str, position: str, name: str) -> None:
    world.inspection.has_ls_message(name, world.fleet.pick(position), feature)
