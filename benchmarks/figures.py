"""The figures of the performance goals, each as a ratio against a peer of the same run.

``python benchmarks/figures.py`` prints a table. The peer is ``json``'s encoding of a small object,
timed in the same process just before: it says how fast this machine is today.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from vmrt.fakes.cluster import FakeCluster
from vmrt.fakes.kube.message import Request
from vmrt.harness.backends.fake import FakeBackend
from vmrt.harness.backends.simulated import Served
from vmrt.harness.client import Client
from vmrt.harness.config import Config
from vmrt.harness.stage import Stage

ROUNDS = 5
WATCHERS = 1000
MAPS = "/api/v1/namespaces/default/configmaps"


def timed(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Return the median of several runs, in seconds."""
    spent = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begin)
    return median(spent)


def peer() -> float:
    """Return what 10,000 encodings of a small object cost, in seconds."""
    small = {"metadata": {"name": "a", "labels": {"k": "v"}}, "spec": {"enabled": True}}
    return timed(lambda: [json.dumps(small) for _ in range(10_000)])


def world_in_process() -> float:
    """Return how long a cluster with the reference takes to be ready, in this process."""
    from vmrt.conformance.journal import Journal

    stage = Stage(Config())

    def work() -> None:
        with stage.world(Journal(None)):
            pass

    work()
    return timed(work)


def world_from_the_command_line() -> float:
    """Return how long ``vmrt up`` takes from nothing to a cluster that was asked and ended."""
    words = [sys.executable, "-m", "vmrt", "up", "--", "true"]
    return timed(lambda: subprocess.run(words, check=True, capture_output=True))


def idle_memory() -> float:
    """Return what ``vmrt up`` holds when it is ready, in MB."""
    words = [sys.executable, "-m", "vmrt", "up", "--", "sh", "-c", "grep VmRSS /proc/$PPID/status"]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[1]) / 1024


def whole_run(select: str = "") -> float:
    """Return how long ``vmrt run`` of everything takes, report included, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "vmrt", "run", "--out", folder, "-k", select]
        return timed(lambda: subprocess.run(words, check=False, capture_output=True), 3)


def creates_in_process(count: int = 2000) -> float:
    """Return creations of ConfigMaps per second through the whole pipeline."""
    cluster = FakeCluster(nodes="1")
    begin = time.perf_counter()
    for number in range(count):
        body = json.dumps({"metadata": {"name": f"m{number}"}, "data": {"k": "v"}}).encode()
        cluster.api.handle(Request("POST", MAPS, body=body))
    return count / (time.perf_counter() - begin)


def creates_over_https(count: int = 500) -> float:
    """Return creations per second of the official client over one connection."""
    from kubernetes import client
    from kubernetes.config import new_client_from_config

    with FakeBackend(Config(driver="none", nodes="1"), served=Served()).cluster() as cluster:
        api: Any = new_client_from_config(str(cluster.kubeconfig()))
        core = client.CoreV1Api(api)
        begin = time.perf_counter()
        for number in range(count):
            core.create_namespaced_config_map("default", {"metadata": {"name": f"m{number}"}})
        spent = time.perf_counter() - begin
        api.close()
    return count / spent


def deliveries(events: int = 20) -> float:
    """Return events per second to a thousand watchers."""
    cluster = FakeCluster(nodes="1")
    streams = [
        cluster.api.handle(Request("GET", MAPS, (("watch", "1"),))).stream for _ in range(WATCHERS)
    ]
    for stream in streams:
        assert stream is not None
        stream.take()
    begin = time.perf_counter()
    for number in range(events):
        body = json.dumps({"metadata": {"name": f"m{number}"}}).encode()
        cluster.api.handle(Request("POST", MAPS, body=body))
        for stream in streams:
            assert stream is not None
            stream.take()
    return events * WATCHERS / (time.perf_counter() - begin)


def waiting() -> float:
    """Return what 300 virtual seconds of waiting cost, in seconds."""
    with FakeBackend(Config(driver="none")).cluster() as cluster:
        client = Client(cluster)

        def work() -> None:
            for _ in range(600):
                client.get("/api/v1/namespaces/default/configmaps/none")
                cluster.clock.sleep(0.5)

        return timed(work)


def main() -> None:
    """Print every figure with its aim."""
    unit = peer()
    rows = [
        ("world ready in process", world_in_process() * 1000, "ms", "<= 50"),
        ("vmrt up, from the shell and back", world_from_the_command_line() * 1000, "ms", "<= 400"),
        ("idle memory of vmrt up", idle_memory(), "MB", "<= 60"),
        ("vmrt run of everything, with report", whole_run(), "s", "<= 10"),
        ("300 virtual seconds of waiting", waiting() * 1000, "ms", "< 50"),
        ("creates in process", creates_in_process(), "/s", ""),
        ("creates over HTTPS, official client", creates_over_https(), "/s", ""),
        ("events to 1,000 watchers", deliveries(), "/s", ""),
    ]
    print(
        f"peer: 10,000 x json.dumps of a small object: {unit * 1000:.1f} ms, {os.cpu_count()} cores"
    )
    print(f"{'figure':<38}{'value':>12} {'unit':<5}{'aim':<8}{'in peers':>10}")
    for name, value, kind, aim in rows:
        seconds = {"ms": value / 1000, "s": value}.get(kind)
        ratio = f"{seconds / unit:.2f}" if seconds else ""
        print(f"{name:<38}{value:>12.1f} {kind:<5}{aim:<8}{ratio:>10}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this program: {peak:.0f} MB; {Path(sys.executable).name}")


if __name__ == "__main__":
    main()
