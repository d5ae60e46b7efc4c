"""Who is who: tokens, service accounts, and the identity behind each."""

from collections.abc import Callable, Mapping

from vmrt.fakes.kube.message import Identity, Object
from vmrt.fakes.kube.store.log import Store
from vmrt.fakes.sim.choice import Choice

AUTHENTICATED = "system:authenticated"
ANONYMOUS = Identity("system:anonymous", ("system:unauthenticated",))
NOBODY = Identity("nobody", (AUTHENTICATED,))
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


class Authority:
    """Hands out bearer tokens and knows whom each belongs to.

    Args:
        store: Where service accounts are.
        choice: Tokens are drawn from it.
    """

    def __init__(self, store: Store, choice: Choice) -> None:
        self._store, self._choice = store, choice
        self._tokens: dict[str, Identity] = {}
        self._of: dict[str, str] = {}

    def account(self, namespace: str, name: str) -> Identity:
        """Return the identity of a service account."""
        found = self._store.get(("", "serviceaccounts"), (namespace, name))
        groups = ("system:serviceaccounts", f"system:serviceaccounts:{namespace}", AUTHENTICATED)
        uid = found["metadata"]["uid"] if found else ""
        return Identity(f"system:serviceaccount:{namespace}:{name}", groups, uid)

    def token(self, identity: Identity) -> str:
        """Return a bearer token of an identity, the same one each time."""
        if identity.user not in self._of:
            token = self._choice.text(LETTERS, 32)
            self._of[identity.user] = token
            self._tokens[token] = identity
        return self._of[identity.user]

    def whose(self, token: str) -> Identity | None:
        """Return whom a token belongs to, None for a wrong one."""
        return self._tokens.get(token)


Environment = Callable[[Identity], Mapping[str, str]]


def account_of(pod: Object) -> tuple[str, str]:
    """Return namespace and name of a pod's service account."""
    return pod["metadata"]["namespace"], pod["spec"].get("serviceAccountName", "default")
