import pytest

from vmrt.fakes.controllers.worklist import RETRY_S, Worklist
from vmrt.fakes.kube.client import ClientError
from vmrt.fakes.sim.choice import Choice
from vmrt.fakes.sim.loop import Loop


def test_a_key_that_is_added_twice_has_one_turn() -> None:
    loop, turns = Loop(Choice(0)), list[str]()
    work = Worklist(loop, 1.0, turns.append)
    work.add("a")
    work.add("a")
    loop.run_for(5)
    assert turns == ["a"]


def test_a_key_that_waits_long_is_brought_forward() -> None:
    loop, turns = Loop(Choice(0)), list[tuple[str, float]]()
    work = Worklist[str](loop, 0.5, lambda key: turns.append((key, loop.now_s())))
    work.add("a", 10.0)
    work.add("a")
    loop.run_for(20)
    assert turns == [("a", 0.5)]


def test_a_later_wish_does_not_put_a_turn_off() -> None:
    loop, turns = Loop(Choice(0)), list[tuple[str, float]]()
    work = Worklist[str](loop, 0.5, lambda key: turns.append((key, loop.now_s())))
    work.add("a")
    work.add("a", 10.0)
    loop.run_for(20)
    assert turns == [("a", 0.5)]


@pytest.mark.parametrize(
    ("status", "turns"),
    [
        pytest.param(409, 2, id="a conflict is tried again"),
        pytest.param(404, 1, id="what is gone needs no work"),
    ],
)
def test_errors_that_pass(status: int, turns: int) -> None:
    loop, seen = Loop(Choice(0)), list[str]()

    def work(key: str) -> None:
        seen.append(key)
        if len(seen) == 1:
            raise ClientError(status, {})

    Worklist(loop, 0.1, work).add("a")
    loop.run_for(RETRY_S * 3)
    assert len(seen) == turns


def test_an_error_that_does_not_pass_is_not_swallowed() -> None:
    loop = Loop(Choice(0))

    def work(key: str) -> None:
        raise ClientError(422, {"message": f"{key} is invalid"})

    Worklist(loop, 0.1, work).add("a")
    with pytest.raises(ClientError, match="^a is invalid$"):
        loop.run_for(1)


def test_a_stopped_list_has_no_turns() -> None:
    loop, turns = Loop(Choice(0)), list[str]()
    work = Worklist(loop, 0.1, turns.append)
    work.add("a")
    work.stopped = True
    work.add("b")
    loop.run_for(1)
    assert turns == []
