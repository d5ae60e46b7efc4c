"""Kubeconfig files that need nothing beside them."""

import base64
import json
import os
from pathlib import Path

from vmrt.fakes.kube.door.certificate import Pair


def config(server: str, ca: bytes, users: dict[str, Pair | str]) -> str:
    """Return a kubeconfig with a context for each user; the first one is current.

    Args:
        server: The URL.
        ca: The authority's certificate, PEM.
        users: By name a certificate with its key, or a bearer token.
    """
    return (
        json.dumps(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [
                    {
                        "name": "vmrt",
                        "cluster": {"server": server, "certificate-authority-data": _data(ca)},
                    }
                ],
                "users": [{"name": name, "user": _user(users[name])} for name in users],
                "contexts": [
                    {"name": name, "context": {"cluster": "vmrt", "user": name}} for name in users
                ],
                "current-context": next(iter(users)),
            },
            indent=2,
        )
        + "\n"
    )


def write(path: Path, text: str) -> None:
    """Write a kubeconfig that only its owner can read.

    Raises:
        OSError: The file cannot be written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)


def _user(secret: Pair | str) -> dict[str, str]:
    if isinstance(secret, str):
        return {"token": secret}
    return {
        "client-certificate-data": _data(secret.certificate),
        "client-key-data": _data(secret.key),
    }


def _data(pem: bytes) -> str:
    return base64.b64encode(pem).decode()
