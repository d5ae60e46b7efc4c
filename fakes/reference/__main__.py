"""``python -m vmrt.fakes.reference --kubeconfig K``: the implementation as a process."""

import argparse
import os
import signal
import sys
from datetime import UTC, datetime

from vmrt.fakes.kube.remote import ConfigError, RemoteClient
from vmrt.fakes.reference.program import program
from vmrt.fakes.sim.wall import WallLoop


def main() -> int:
    """Run until SIGTERM or Ctrl-C; return the exit status."""
    parser = argparse.ArgumentParser(prog="vmrt.fakes.reference", description=__doc__)
    parser.add_argument("--kubeconfig", default=os.environ.get("KUBECONFIG", ""))
    path = parser.parse_args().kubeconfig
    loop = WallLoop()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: loop.stop())
    try:
        client = RemoteClient.from_kubeconfig(path, loop)
    except ConfigError as error:
        sys.stderr.write(f"error: {error}: pass --kubeconfig\n")
        return 2
    stop = program(lambda: datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))(client, loop)
    loop.run()
    stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
