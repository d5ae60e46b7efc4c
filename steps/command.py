"""Phrases about the command line."""

from pytest_bdd import then, when

from vmrt.harness.world import World
from vmrt.steps.phrase import Phrase


@when(Phrase('the command "{words}" is run'))
@when(Phrase('the command "{words}" is run with its input closed'))
def run(world: World, words: str) -> None:
    world.command.run(words.split())


@when(Phrase('the command "{words}" is run and answered "{answer}"'))
def run_answered(world: World, words: str, answer: str) -> None:
    world.command.run(words.split(), answer=answer)


@when(Phrase('the command "{words}" is run on the second cluster'))
def run_on_second(world: World, words: str) -> None:
    world.command.run(words.split(), on=world.neighbour().cluster.kubeconfig())


@then(Phrase("the command succeeds"))
@then(Phrase("the command succeeds without asking"))
def succeeds(world: World) -> None:
    world.command.succeeded()


@then(Phrase("the command fails with a diagnostic"))
def fails(world: World) -> None:
    world.command.failed()


@then(Phrase("the command asked about deleting machines"))
def asked(world: World) -> None:
    world.command.asked()


@then(Phrase("the command did not ask about machines"))
def did_not_ask(world: World) -> None:
    world.command.did_not_ask()
