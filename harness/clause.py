"""Judgements about the runtime that need more than one look."""

from typing import Any

from vmrt.harness.error import NotObservableError, SilentError
from vmrt.harness.subject.check import FINISH_S, is_finished
from vmrt.harness.world import World

NOTICE_S = 5.0  # a change that lasts shorter may go unseen by a level-triggered controller
TELL_APART_S = 2.0  # creation times have whole seconds: two checks must not share one


def alive_by_enabling(world: World) -> None:
    """Show by enabling the runtime that the implementation was there all the time.

    Raises:
        SilentError: It did not become ready, so its restraint before shows nothing.
    """
    try:
        world.turn_on()
    except AssertionError as error:
        raise SilentError(
            "nothing happened, and enabling the runtime had no effect either, so nothing is "
            f"shown: {error}"
        ) from error


def ready_with_components(world: World, within_s: float) -> None:
    """Make sure that readiness never shows without component pods, until it shows with them."""
    seen = world.sight.eventually(
        "readiness, and the component pods at that moment",
        lambda: _readiness(world),
        until=lambda moment: bool(moment["ready"]),
        within_s=within_s,
    )
    wanted = "component pods at the first moment of readiness"
    world.sight.require("component pods", actual=seen, holds=bool(seen["pods"]), expected=wanted)


def names_preflight(world: World, name: str, within_s: float = 60.0) -> None:
    """Make sure that the user of a blocked machine is told why, wherever that is (A-15)."""
    seen = world.sight.eventually(
        f"an error for machine {name} that names the preflight check",
        lambda: _complaints(world, name),
        until=bool,
        within_s=within_s,
    )
    world.record.reading("A-15", min(seen))


def every_node_in(world: World, name: str) -> None:
    """Make sure that a check has results for every node of the cluster."""
    world.inspection.covers(name, world.fleet.names())


def ends(world: World, name: str, *, passed: bool, within_s: float = FINISH_S) -> None:
    """Wait for a check's result and compare it."""
    check = world.checks.finished(name, within_s)
    seen = check["status"]["pass"]
    world.sight.expect(f"pass of check {name}", expected=passed, actual=seen)


def runs_and_ends(world: World, name: str, *, passed: bool) -> None:
    """Run a check by hand whose result is known beforehand."""
    world.checks.apply(name)
    ends(world, name, passed=passed)
    world.pass_time(TELL_APART_S)


def new_ends(world: World, *, passed: bool, within_s: float) -> None:
    """Wait for the result of a new check and compare it."""
    check = world.checks.new_finished(within_s)
    seen = check["status"]["pass"]
    world.sight.expect(f"pass of {check['metadata']['name']}", expected=passed, actual=seen)


def enabling_fails_a_check(world: World) -> None:
    """Enable a runtime whose nodes are unfit, and wait for the check that says so."""
    world.checks.remember()
    world.runtime.set_spec(enabled=True)
    new_ends(world, passed=False, within_s=FINISH_S)
    world.pass_time(TELL_APART_S)


def remember_finished(world: World) -> None:
    """Keep the finished checks as they are, and take all checks as known."""
    world.kept["checks"] = [check for check in world.checks.all() if is_finished(check)]
    world.checks.remember()


def remembered_unchanged(world: World) -> None:
    """Make sure that finished checks are still there, to the letter (R-096, R-110)."""
    for before in world.kept["checks"]:
        name = before["metadata"]["name"]
        now = world.checks.read(name)
        world.sight.expect(f"check {name}", expected=before["status"], actual=now.get("status"))


def label_and_settle(world: World, position: str) -> None:
    """Label a node and give the implementation time to see it: edges that nobody saw are none."""
    world.fleet.label(world.fleet.pick(position))
    world.pass_time(NOTICE_S)


def unfit_elsewhere(world: World) -> None:
    """Break a node that runs no machine."""
    busy = {domain.node for domain in world.machines.domains()}
    free = [name for name in world.fleet.names() if name not in busy]
    if not free:
        raise NotObservableError("every node runs a machine: give the cluster one more node")
    world.fleet.unfit(free[-1])


def runs_or_again(world: World, name: str, within_s: float) -> None:
    """Wait for a machine that was blocked; where it was refused, create it again first (A-15)."""
    if world.machines.state(name) == "absent":
        world.machines.create(name)
    world.machines.runs(name, within_s)


def _readiness(world: World) -> dict[str, Any]:
    ready = world.runtime.is_ready()
    return {"ready": ready, "pods": world.runtime.components.components() if ready else []}


def _complaints(world: World, name: str) -> dict[str, str]:
    answer = world.machines.answers.get(name)
    found = world.machines.read(name) or {}
    uid = found.get("metadata", {}).get("uid", "")
    events = world.client.items("/api/v1/namespaces/default/events")
    told = {
        "api-answer": answer.message if answer else "",
        "status": str(found.get("status") or ""),
        "event": " ".join(
            f"{event.get('reason', '')} {event.get('message', '')}"
            for event in events
            if event.get("involvedObject", {}).get("uid") == uid
        ),
    }
    return {where: text for where, text in told.items() if "preflight" in text.lower()}
