"""The command line of the reference: ``bmctl enable|disable vmruntime``, ``check vmruntimepfc``."""

import argparse
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn, TextIO

from vmrt.fakes.kube.client import MERGE, Client, ClientError, path_of
from vmrt.fakes.kube.message import Object
from vmrt.fakes.reference.name import (
    API_VERSION,
    CHECK_PREFIX,
    CHECKS,
    CONSENT,
    CONTROLLER,
    MACHINES,
    NAMESPACE,
    RUNTIME,
    RUNTIMES,
)

LONGEST_S, POLL_S = 600.0, 0.5
PATH = f"{RUNTIMES}/{RUNTIME}"
YES = {"y", "yes"}
TRUTH = {"true": True, "false": False}


class CommandError(Exception):
    """The command cannot do what was asked; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What a command talks to and waits on.

    Attributes:
        stdin: Where answers come from.
        stdout: For results and questions.
        stderr: For errors.
        sleep: Lets time pass.
        token: Returns what makes the name of a check unique.
    """

    stdin: TextIO
    stdout: TextIO
    stderr: TextIO
    sleep: Callable[[float], None]
    token: Callable[[], str] = lambda: str(uuid.uuid4())


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        """Refuse words that make no command."""
        raise CommandError(f"{message}\n{self.format_usage().strip()}")


def main(argv: Sequence[str], *, connect: Callable[[str], Client], terminal: Terminal) -> int:
    """Run a command line without its first word; return the exit status.

    Args:
        argv: ``["disable", "vmruntime", "--kubeconfig", "x", "--force=true"]``.
        connect: Returns a client for a kubeconfig's path.
        terminal: What the command talks to and waits on.
    """
    try:
        asked = _parse(argv)
        client = connect(asked.kubeconfig)
        if asked.verb == "enable":
            _enable(client, terminal)
        elif asked.verb == "disable":
            _disable(client, terminal, force=asked.force)
        else:
            _check(client, terminal)
    except (CommandError, ClientError) as error:
        print(f"error: {error}", file=terminal.stderr)
        return 1
    return 0


def _parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog="bmctl", add_help=False)
    parser.add_argument("verb", choices=["enable", "disable", "check"])
    parser.add_argument("noun")
    parser.add_argument("--kubeconfig", required=True)
    parser.add_argument("--force", nargs="?", const=True, default=False, type=_truth)
    asked = parser.parse_args(list(argv))
    noun = {"check": "vmruntimepfc"}.get(asked.verb, "vmruntime")
    if asked.noun != noun:
        raise CommandError(f"cannot {asked.verb} {asked.noun}: try `{asked.verb} {noun}`")
    return asked


def _truth(text: str) -> bool:
    if text.lower() not in TRUTH:
        raise argparse.ArgumentTypeError(f"{text!r} is neither true nor false")
    return TRUTH[text.lower()]


def _enable(client: Client, terminal: Terminal) -> None:
    """Turn the runtime on; an error when it is on already, without any write (R-016, R-017)."""
    if _is_on(_runtime(client)):
        raise CommandError("the VM runtime is already enabled")
    _set_enabled(client, value=True)
    print("the VM runtime is enabled; it becomes ready in the background", file=terminal.stdout)


def _disable(client: Client, terminal: Terminal, *, force: bool) -> None:
    """Turn the runtime off by the five rows of the page's table (R-061 to R-078)."""
    runtime = _runtime(client)
    machines = _machines(client)
    if machines and not force:
        names = ", ".join(sorted(one["metadata"]["name"] for one in machines))
        if (runtime["metadata"].get("annotations") or {}).get(CONSENT) != "true":
            raise CommandError(
                f"virtual machines exist: {names}: delete them, or pass --force=true to have them "
                "and their resources deleted"
            )
        _ask(terminal, names)
    if machines:
        _delete(client, terminal)
    _set_enabled(client, value=False)
    _wait(terminal, "the components to be gone", lambda: not _strangers(client))
    print("the VM runtime is disabled", file=terminal.stdout)


def _ask(terminal: Terminal, names: str) -> None:
    question = f"delete the running virtual machines ({names}) and their resources? [y/N] "
    print(question, end="", file=terminal.stdout, flush=True)
    answer = terminal.stdin.readline()
    print(file=terminal.stdout)
    if answer.strip().lower() not in YES:
        raise CommandError("nothing was deleted and the VM runtime stays enabled")


def _delete(client: Client, terminal: Terminal) -> None:
    for machine in _machines(client):
        meta = machine["metadata"]
        path = path_of(API_VERSION, "virtualmachines", meta["namespace"], meta["name"])
        try:
            client.request("DELETE", path)
        except ClientError as error:
            if error.status != 404:  # noqa: PLR2004 - somebody else was quicker
                raise
    _wait(terminal, "the virtual machines to be gone", lambda: not _machines(client))


def _check(client: Client, terminal: Terminal) -> None:
    """Run a check of its own and say what came out (R-094, A-22)."""
    name = CHECK_PREFIX + terminal.token()
    body = {
        "apiVersion": API_VERSION,
        "kind": "VMRuntimePreflightCheck",
        "metadata": {"name": name, "namespace": NAMESPACE},
    }
    client.request("POST", CHECKS, body=body)

    def result() -> bool | None:
        found = client.request("GET", f"{CHECKS}/{name}")
        passed: bool | None = (found.get("status") or {}).get("pass")
        return passed

    _wait(terminal, f"preflight check {name} to finish", lambda: result() is not None)
    if not result():
        raise CommandError(
            f"preflight check {name} failed: kubectl get vmruntimepfc -n {NAMESPACE}"
        )
    print(f"preflight check {name} passed", file=terminal.stdout)


def _runtime(client: Client) -> Object:
    try:
        found: Object = client.request("GET", PATH)
    except ClientError as error:
        raise CommandError(f"the cluster has no VM runtime: {error}") from error
    return found


def _is_on(runtime: Object) -> bool:
    return (runtime.get("spec") or {}).get("enabled") is True


def _set_enabled(client: Client, *, value: bool) -> None:
    client.request("PATCH", PATH, body={"spec": {"enabled": value}}, content_type=MERGE)


def _machines(client: Client) -> list[Object]:
    try:
        return list(client.request("GET", MACHINES)["items"])
    except ClientError as error:
        if error.status != 404:  # noqa: PLR2004 - no such kind: no machine
            raise
        return []


def _strangers(client: Client) -> list[str]:
    """Return the running pods of vm-system that are not the controller's (R-050)."""
    sets = client.request("GET", path_of("apps/v1", "replicasets", NAMESPACE))["items"]
    ours = {
        one["metadata"]["uid"]
        for one in sets
        for owner in one["metadata"].get("ownerReferences") or []
        if owner["name"] == CONTROLLER and owner["kind"] == "Deployment"
    }
    return [
        pod["metadata"]["name"]
        for pod in client.request("GET", path_of("v1", "pods", NAMESPACE))["items"]
        if pod.get("status", {}).get("phase") == "Running"
        and not any(o["uid"] in ours for o in pod["metadata"].get("ownerReferences") or [])
    ]


def _wait(terminal: Terminal, what: str, done: Callable[[], bool]) -> None:
    waited_s = 0.0
    while not done():
        if waited_s >= LONGEST_S:
            raise CommandError(f"gave up waiting for {what} after {LONGEST_S:g} s")
        terminal.sleep(POLL_S)
        waited_s += POLL_S
