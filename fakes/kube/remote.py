"""The client of programs that are a process of their own: HTTPS by a kubeconfig."""

import base64
import json
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import urllib3
import yaml

from vmrt.fakes.kube.client import ClientError
from vmrt.fakes.kube.message import Object
from vmrt.fakes.sim.wall import WallLoop

RETRY_S = 0.5
WATCH_S = 300
GONE = 410


class ConfigError(Exception):
    """A kubeconfig cannot be used; the message names the file and what is wrong."""


class RemoteClient:
    """Implements ``Client`` on a urllib3 pool; watches run on threads of their own."""

    def __init__(
        self, server: str, pool: urllib3.PoolManager, headers: Mapping[str, str], timers: WallLoop
    ) -> None:
        self._server, self._pool, self._headers = server.rstrip("/"), pool, dict(headers)
        self._timers = timers

    @classmethod
    def from_kubeconfig(cls, path: str, timers: WallLoop) -> "RemoteClient":
        """Return the client of a kubeconfig's current context.

        Raises:
            ConfigError: It cannot be read, or names something that is not in it.
        """
        cluster, user = _current(Path(path))
        options: dict[str, Any] = {"cert_reqs": "CERT_REQUIRED", "retries": False}
        folder = Path(path).parent
        if cluster.get("insecure-skip-tls-verify"):
            options["cert_reqs"] = "CERT_NONE"
        elif ca := _pem(cluster, "certificate-authority", folder):
            options["ca_cert_data"] = ca.decode()
        headers = {}
        if token := _token(user):
            headers["Authorization"] = f"Bearer {token}"
        certificate, key = (
            _pem(user, name, folder) for name in ("client-certificate", "client-key")
        )
        if certificate and key:
            options["ssl_context"] = _context(cluster, certificate, key, folder)
            options = {"retries": False, "ssl_context": options["ssl_context"]}
        return cls(cluster["server"], urllib3.PoolManager(**options), headers, timers)

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        content_type: str = "application/json",
    ) -> Any:  # noqa: ANN401 - JSON
        """Send one request and return the decoded answer.

        Raises:
            ClientError: The status is 400 or more, or the server is out of reach (status 0).
        """
        url = self._url(path, query)
        sent = None if body is None else json.dumps(body).encode()
        headers = {**self._headers, **({"Content-Type": content_type} if sent else {})}
        try:
            answer = self._pool.request(method, url, body=sent, headers=headers, timeout=60.0)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise ClientError(0, {"message": f"{self._server} is out of reach: {error}"}) from error
        text = answer.data.decode(errors="replace")
        plain = not answer.headers.get("Content-Type", "").startswith("application/json")
        if answer.status >= 400:  # noqa: PLR2004 - HTTP
            raise ClientError(answer.status, {"message": text} if plain else json.loads(text))
        return text if plain else json.loads(text or "{}")

    def watch(
        self,
        path: str,
        deliver: Callable[[str, Object], None],
        *,
        query: Mapping[str, str] | None = None,
    ) -> Callable[[], None]:
        """List ``path``, then follow it on a thread; return what stops it."""
        stopped = threading.Event()
        asked = dict(query or {})
        follow = _Follow(self, path, asked, deliver, stopped)
        threading.Thread(target=follow.run, args=(self._timers,), daemon=True).start()
        return stopped.set

    def open(self, path: str, query: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        """Open a stream."""
        url = self._url(path, {**query, "watch": "true", "timeoutSeconds": str(WATCH_S)})
        timeout = urllib3.Timeout(connect=10.0, read=WATCH_S + 30.0)
        return self._pool.request(
            "GET", url, headers=self._headers, preload_content=False, timeout=timeout
        )

    def _url(self, path: str, query: Mapping[str, str] | None) -> str:
        return self._server + path + ("?" + urlencode(dict(query)) if query else "")


class _Follow:
    """One watch: the thread reads, the loop delivers."""

    def __init__(
        self,
        client: RemoteClient,
        path: str,
        query: dict[str, str],
        deliver: Callable[[str, Object], None],
        stopped: threading.Event,
    ) -> None:
        self._client, self._path, self._query = client, path, query
        self._deliver, self._stopped = deliver, stopped
        self._known: dict[tuple[str, str], Object] = {}

    def run(self, timers: WallLoop) -> None:
        """Follow until stopped; whatever goes wrong is tried again."""

        def tell(event: str, obj: Object) -> None:
            timers.soon(lambda: None if self._stopped.is_set() else self._deliver(event, obj))

        while not self._stopped.is_set():
            try:
                self._once(tell)
            except (ClientError, urllib3.exceptions.HTTPError, OSError, ValueError):
                time.sleep(RETRY_S)

    def _once(self, tell: Callable[[str, Object], None]) -> None:
        found = self._client.request("GET", self._path, query=self._query)
        kind = {"apiVersion": found["apiVersion"], "kind": found["kind"].removesuffix("List")}
        fresh = {_key(obj): {**kind, **obj} for obj in found["items"]}
        for key in [key for key in self._known if key not in fresh]:
            tell("DELETED", self._known.pop(key))
        self._known = fresh
        for obj in fresh.values():
            tell("ADDED", obj)
        tell("SYNCED", {})
        self._stream(found["metadata"]["resourceVersion"], tell)

    def _stream(self, version: str, tell: Callable[[str, Object], None]) -> None:
        while not self._stopped.is_set():
            answer = self._client.open(self._path, {**self._query, "resourceVersion": version})
            if answer.status != 200:  # noqa: PLR2004 - HTTP
                return
            rest = b""
            for chunk in answer.stream(65536, decode_content=True):
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    event = json.loads(line)
                    if event["type"] == "ERROR":
                        return
                    obj = event["object"]
                    version = obj["metadata"]["resourceVersion"]
                    if event["type"] == "DELETED":
                        self._known.pop(_key(obj), None)
                    else:
                        self._known[_key(obj)] = obj
                    tell(event["type"], obj)
                if self._stopped.is_set():
                    return


def _current(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        config = yaml.safe_load(path.read_text())
        contexts = {one["name"]: one["context"] for one in config["contexts"]}
        context = contexts[config["current-context"]]
        clusters = {one["name"]: one["cluster"] for one in config["clusters"]}
        users = {one["name"]: one["user"] for one in config["users"]}
        return clusters[context["cluster"]], users.get(context.get("user", ""), {})
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path} is no kubeconfig with a current context: {error}") from error


def _pem(part: Mapping[str, Any], name: str, folder: Path) -> bytes:
    if data := part.get(f"{name}-data"):
        return base64.b64decode(data)
    return (folder / part[name]).read_bytes() if part.get(name) else b""


def _token(user: Mapping[str, Any]) -> str:
    if user.get("tokenFile"):
        return Path(user["tokenFile"]).read_text().strip()
    return str(user.get("token", ""))


def _context(cluster: Mapping[str, Any], certificate: bytes, key: bytes, folder: Path) -> Any:  # noqa: ANN401 - SSLContext
    import ssl  # noqa: PLC0415 - tokens do without
    import tempfile  # noqa: PLC0415 - tokens do without

    ca = _pem(cluster, "certificate-authority", folder)
    context = ssl.create_default_context(cadata=ca.decode() if ca else None)
    if cluster.get("insecure-skip-tls-verify"):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:  # ssl reads files only
        file.write(key + b"\n" + certificate)
        file.flush()
        context.load_cert_chain(file.name)
    return context


def _key(obj: Object) -> tuple[str, str]:
    return obj["metadata"].get("namespace", ""), obj["metadata"]["name"]
