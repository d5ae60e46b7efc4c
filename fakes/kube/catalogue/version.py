"""Which server this is, and how it feels."""

import msgspec

from vmrt.fakes.kube.kinds.registry import Registry
from vmrt.fakes.kube.message import Request, Response

VERSION = {
    "major": "1",
    "minor": "34",
    "emulationMajor": "1",
    "emulationMinor": "34",
    "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "33",
    "gitVersion": "v1.34.4",
    "gitCommit": "0000000000000000000000000000000000000000",
    "gitTreeState": "clean",
    "buildDate": "2026-01-01T00:00:00Z",
    "goVersion": "go1.24.0",
    "compiler": "gc",
    "platform": "linux/amd64",
}
HEALTH = ("/healthz", "/livez", "/readyz")
CHECKS = ("ping", "log", "etcd", "informer-sync")
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


def answer(request: Request, registry: Registry) -> Response | None:
    """Answer ``/version`` and the health checks, None for other paths."""
    del registry
    path = request.path.rstrip("/")
    if path == "/version":
        return Response(200, {"Content-Type": "application/json"}, msgspec.json.encode(VERSION))
    for probe in HEALTH:
        if path == probe:
            return Response(200, PLAIN, _health(probe[1:], request))
        if path.startswith(probe + "/") and path[len(probe) + 1 :] in CHECKS:
            return Response(200, PLAIN, b"ok")
    return None


def _health(name: str, request: Request) -> bytes:
    if not any(key == "verbose" for key, _ in request.query):
        return b"ok"
    lines = [f"[+]{check} ok" for check in CHECKS]
    return ("\n".join(lines) + f"\n{name} check passed\n").encode()
