"""One simulated cluster, as the harness handles it."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vmrt.fakes.cluster import FakeCluster
from vmrt.fakes.kube.access.authority import NOBODY
from vmrt.fakes.kube.client import Client
from vmrt.fakes.kube.door.certificate import CertificateAuthority
from vmrt.fakes.kube.door.kubeconfig import config, write
from vmrt.fakes.kube.door.pool import FakePool, PoolResponse
from vmrt.fakes.kube.door.server import HttpServer
from vmrt.fakes.kube.message import ADMIN, Identity, Stream
from vmrt.harness.backend import NodeControl, Pool, Runner
from vmrt.harness.clock import Clock
from vmrt.harness.error import HarnessError
from vmrt.harness.witness import Domain, Witness

LONGEST_READ_S = 3600.0


@dataclass(frozen=True, slots=True)
class Served:
    """How the API server is reached from outside.

    Attributes:
        port: 0 takes a free one.
        kubeconfig: Where to write the file, None for a folder that goes with the cluster.
    """

    port: int = 0
    kubeconfig: Path | None = None


class VirtualClock:
    """Sleeping runs the simulations; it costs no time. Implements ``Clock``."""

    name = "virtual"
    poll_s = 0.5

    def __init__(self, mine: FakeCluster, together: Mapping[str, "SimulatedCluster"]) -> None:
        self._mine, self._together = mine, together

    def now_s(self) -> float:
        """Return the virtual seconds since the cluster began."""
        return self._mine.loop.now_s()

    def sleep(self, duration_s: float) -> None:
        """Let time pass for every cluster of the backend alike."""
        for simulated in list(self._together.values()):
            simulated.fake.loop.run_for(duration_s)


class WallClock:
    """Sleeping sleeps: programs outside of this process live by it. Implements ``Clock``."""

    name = "wall"
    poll_s = 0.05

    def __init__(self) -> None:
        self._begin = time.monotonic()

    def now_s(self) -> float:
        """Return the seconds since the cluster began."""
        return time.monotonic() - self._begin

    def sleep(self, duration_s: float) -> None:
        """Wait."""
        time.sleep(duration_s)


class SimulatedCluster:
    """Implements ``Cluster``, and with itself ``Witness`` and ``NodeControl``."""

    disposable: bool = True

    def __init__(
        self, fake: FakeCluster, server: str, folder: Path, together: Mapping[str, Any]
    ) -> None:
        self.fake, self.server = fake, server
        self.headers: Mapping[str, str] = {}
        self.witness: Witness | None = self
        self.nodes: NodeControl | None = self
        self.clock: Clock = VirtualClock(fake, together)
        self.pool: Pool = self
        self._pool = FakePool(fake.api, ADMIN, self._wait)
        self._folder, self._together = folder, together
        self._door: HttpServer | None = None
        self._kubeconfig = folder / "kubeconfig"
        self._ca: CertificateAuthority | None = None

    def serve(self, served: Served) -> None:
        """Open the door for others; time is the wall clock's from now on.

        Raises:
            OSError: The port is taken, or the kubeconfig cannot be written.
        """
        fake, self._ca = self.fake, CertificateAuthority()
        self._kubeconfig = served.kubeconfig or self._kubeconfig
        self.clock = WallClock()
        self._door = HttpServer(
            fake.api,
            fake.loop,
            lock=fake.lock,
            whose=fake.authority.whose,
            ca=self._ca,
            port=served.port,
        )
        self.server = f"https://127.0.0.1:{self._door.port}"
        fake.reach = self._reach
        pair = self._ca.client(ADMIN.user, ("system:masters",))
        nobody = fake.authority.token(NOBODY)
        write(
            self._kubeconfig, config(self.server, self._ca.pem, {"admin": pair, "nobody": nobody})
        )

    def close(self) -> None:
        """End everything: door, processes, programs."""
        with self.fake.lock:
            self.fake.close()
        if self._door is not None:
            self._door.close()

    def request(self, method: str, url: str, **options: Any) -> PoolResponse:  # noqa: ANN401 - urllib3's
        """Send a request of the harness; this cluster is its own pool."""
        with self.fake.lock:
            reply = self._pool.request(method, url, **options)
        if self._door is not None and method != "GET":
            self._door.nudge()
        return reply

    def kubeconfig(self) -> Path:
        """Return a kubeconfig; without a door it names a cluster that only ``connect`` knows."""
        if self._door is None and not self._kubeconfig.exists():
            write(self._kubeconfig, config(self.server, b"", {"admin": ""}))
        return self._kubeconfig

    def connect(self, kubeconfig: str) -> Client:
        """Return a client of the simulated cluster that a kubeconfig names.

        Raises:
            HarnessError: It names none that is open.
        """
        text = json.loads(Path(kubeconfig).read_text())
        server = text["clusters"][0]["cluster"]["server"]
        found = self._together.get(server)
        if found is None:
            raise HarnessError(f"{kubeconfig} names {server}, which is no cluster of this run")
        client: Client = found.fake.client()
        return client

    def run_image(self, image: str, runner: Runner) -> None:
        """Let containers of an image run a program of the simulation, or a process."""
        self.fake.run_image(image, runner)

    def domains(self) -> list[Domain]:
        """Return what hosts run."""
        with self.fake.lock:
            found = self.fake.domains()
        return [Domain(one.uid, one.name, one.node, one.accelerated) for one in found]

    def profiles(self) -> Mapping[str, str]:
        """Return the host profile of each node."""
        return self.fake.profiles()

    def reshape(self, node: str, profile: str) -> None:
        """Make a host look like a profile."""
        with self.fake.lock:
            self.fake.reshape(node, profile)

    def taints(self) -> list[str]:
        """Return what was asked of the fake API server that it cannot do."""
        return sorted({gap.message for gap in self.fake.api.gaps})

    def history(self) -> Iterator[dict[str, Any]]:
        """Yield what happened since the last call."""
        with self.fake.lock:
            entries = list(self.fake.history())
        yield from entries

    def _reach(self, identity: Identity) -> Mapping[str, str]:
        """Return the variables with which a process reaches the API as somebody."""
        assert self._door is not None
        assert self._ca is not None
        token = self.fake.authority.token(identity)
        file = self._folder / f"{identity.user.replace(':', '-')}.kubeconfig"
        write(file, config(self.server, self._ca.pem, {"account": token}))
        return {
            "KUBECONFIG": str(file),
            "KUBERNETES_SERVICE_HOST": "127.0.0.1",
            "KUBERNETES_SERVICE_PORT": str(self._door.port),
        }

    def _wait(self, stream: Stream) -> bool:
        """Let virtual time pass until a stream has something; False when nothing is due."""
        woken: list[bool] = []
        stream.wake(lambda: woken.append(True))
        loop = self.fake.loop
        end_s = loop.now_s() + LONGEST_READ_S
        while not woken and not stream.ended():
            due_s = loop.next_due_s()
            if due_s is None or due_s > end_s:
                return False
            loop.run_until(due_s)
        return True
