"""How long things take in a world, apart from the implementation under test."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """The delays of a simulated cluster, in seconds of its own time.

    Attributes:
        deliver_s: From a write to a watcher being told, in process.
        react_s: From being told to a controller of the cluster acting.
        pull_s: An image arriving on a node that does not have it.
        start_s: A container starting.
        stop_s: A simulated container ending after it was asked to.
        boot_s: A machine from its launcher's start to a running domain.
        heartbeat_s: Between two reports of a kubelet.
        backoff_s: First restart delay of a crashed container; doubles up to 30 times that.
    """

    deliver_s: float
    react_s: float
    pull_s: float
    start_s: float
    stop_s: float
    boot_s: float
    heartbeat_s: float
    backoff_s: float


# With virtual time delays cost nothing, so they are those of an ordinary cluster.
STEADY = Pace(0.002, 0.01, 2.0, 0.5, 1.0, 5.0, 10.0, 10.0)
# With an implementation on the wall clock the world's own delays are nearly nothing, so that the
# time a scenario grants is the implementation's alone.
BRISK = Pace(0.0, 0.0, 0.02, 0.02, 0.02, 0.05, 10.0, 0.5)
