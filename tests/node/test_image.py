import os
import sys
from typing import Any

import pytest

from vmrt.fakes.kube.message import Object
from vmrt.fakes.node.image import Images, Process, Surroundings, process_of

HERE = {"PATH": os.environ["PATH"]}


def ended(process: Process) -> int:
    while (code := process.exit_code()) is None:
        os.sched_yield()
    return code


def test_output_and_end_of_a_process_are_kept() -> None:
    process = Process(["sh", "-c", "echo out; echo err >&2; exit 3"], HERE)
    assert ended(process) == 3
    assert process.output() == "out\nerr\n"


def test_a_process_and_its_children_end_when_asked() -> None:
    process = Process(["sh", "-c", "sleep 1000 & wait"], HERE)
    process.stop()
    assert ended(process) == 128 + 15
    process.kill()


def test_a_process_that_does_not_listen_is_killed() -> None:
    process = Process([sys.executable, "-c", "import signal; signal.pause()"], HERE)
    process.kill()
    assert ended(process) == 128 + 9


def test_a_program_that_is_not_there_ends_at_once() -> None:
    process = Process(["no-such-program"], HERE)
    assert process.exit_code() == 127
    assert process.output() == "no-such-program: No such file or directory\n"
    process.stop()
    process.kill()


@pytest.mark.parametrize(
    ("image", "runner"),
    [
        pytest.param("acme.io/op:1", "one", id="tag"),
        pytest.param("acme.io/op:2", "any", id="any tag"),
        pytest.param("op:2", "short", id="no registry"),
        pytest.param("other", None, id="none"),
    ],
)
def test_images_are_found_with_and_without_their_tag(image: str, runner: str | None) -> None:
    images = Images({"acme.io/op:1": "one", "acme.io/op": "any", "op": "short"})
    assert images.find(image) == runner


def run(container: dict[str, Any], command: str = "sh -c 'echo none'") -> str:
    pod: Object = {
        "metadata": {"name": "p", "namespace": "n"},
        "spec": {"nodeName": "worker-0"},
    }

    def environment(pod: Object) -> dict[str, str]:
        return {"WHO": pod["metadata"]["name"]}

    surroundings = Surroundings(client=lambda _: pytest.fail("unused"), environment=environment)
    work = process_of(command, pod, container, surroundings)
    assert isinstance(work, Process)
    assert ended(work) == 0
    return work.output().strip()


@pytest.mark.parametrize(
    ("container", "printed"),
    [
        pytest.param({}, "none", id="the image's command"),
        pytest.param({"command": ["sh", "-c", "echo $WHO"]}, "p", id="the pod's command"),
        pytest.param(
            {"command": ["echo"], "args": ["$(A)"], "env": [{"name": "A", "value": "b"}]},
            "b",
            id="arguments",
        ),
        pytest.param(
            {
                "command": ["sh", "-c", "echo $N"],
                "env": [{"name": "N", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
            },
            "worker-0",
            id="fields",
        ),
        pytest.param(
            {
                "command": ["sh", "-c", "echo .$N."],
                "env": [{"name": "N", "valueFrom": {"fieldRef": {"fieldPath": "spec.a.b"}}}],
            },
            "..",
            id="no such field",
        ),
    ],
)
def test_a_containers_words_and_variables_reach_its_process(
    container: dict[str, Any], printed: str
) -> None:
    assert run(container) == printed
