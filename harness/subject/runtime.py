"""The object that turns the runtime on and off, as a user handles it."""

import json
from typing import Any

import yaml

from vmrt.harness.client import JSON_PATCH, Answer, Client, Object
from vmrt.harness.sight import Sight
from vmrt.harness.subject.component import Components

COLLECTION = "/apis/vm.cluster.gke.io/v1/vmruntimes"
PATH = f"{COLLECTION}/vmruntime"
ANNOTATION = "baremetal.cluster.gke.io/vmrumtime-force-disable"  # misspelt on purpose, R-053
CORRECTED = "baremetal.cluster.gke.io/vmruntime-force-disable"  # a lookalike without effect, A-02
SETTLE_S = 300.0
SERVE_S = 30.0  # what was just installed may need a moment to show up


class Runtime:
    """Reads and writes the ``VMRuntime`` named ``vmruntime``, and judges its state."""

    def __init__(self, client: Client, sight: Sight) -> None:
        self.client = client
        self.sight = sight
        self.components = Components(client)
        self.answer: Answer | None = None  # of the latest write

    def read(self) -> Object:
        """Return the object, empty when it is not there."""
        return self.client.get(PATH) or {}

    def spec(self) -> dict[str, Any]:
        """Return the spec, empty when there is none."""
        return dict(self.read().get("spec") or {})

    def status(self) -> dict[str, Any]:
        """Return the status, empty when there is none."""
        return dict(self.read().get("status") or {})

    def change(self, patch: Object) -> Answer:
        """Send a merge patch, as ``kubectl edit`` and ``kubectl annotate`` do."""
        self.answer = self.client.merge(PATH, patch)
        return self.answer

    def set_spec(self, **fields: object) -> None:
        """Write fields of the spec; None removes one.

        Raises:
            AssertionError: The API refused.
        """
        self.accepted(self.change({"spec": fields}), f"setting {_words(fields)}")

    def try_spec(self, **fields: object) -> None:
        """Write fields of the spec and keep the API's answer for a later step."""
        self.change({"spec": fields})

    def replace_enabled(self, *, enabled: bool) -> None:
        """Write ``spec.enabled`` by the JSON patch that public end-to-end suites use (A-31)."""
        operations = [{"op": "replace", "path": "/spec/enabled", "value": enabled}]
        headers = {"Content-Type": JSON_PATCH}
        self.answer = self.client.request("PATCH", PATH, body=operations, headers=headers)
        self.accepted(self.answer, f"replacing /spec/enabled by {enabled}")

    def annotate(self, value: str | None, *, key: str = ANNOTATION) -> None:
        """Set the protection annotation, or remove it.

        Raises:
            AssertionError: The API refused.
        """
        answer = self.change({"metadata": {"annotations": {key: value}}})
        self.accepted(answer, f"annotating {key}={value}")

    def annotate_bare(self, *, value: bool) -> None:
        """Write the annotation as a YAML boolean without quotes, and keep the API's answer."""
        self.change({"metadata": {"annotations": {ANNOTATION: value}}})

    def try_field(self, name: str, literal: str) -> None:
        """Write one field of the spec from a JSON literal and keep the API's answer."""
        self.change({"spec": {name: json.loads(literal)}})

    def edit(self, document: str) -> None:
        """Save a document as ``kubectl edit`` does, and keep the API's answer.

        The editor sends the change as a merge patch, and complains itself about an apiVersion
        that does not parse; here the API gets to see it.
        """
        wanted = yaml.safe_load(document)
        now = self.read()
        body = {**now, "apiVersion": wanted["apiVersion"], "spec": wanted["spec"]}
        self.answer = self.client.replace(PATH, body)

    def resubmit(self) -> None:
        """Replace the object by itself, as applying the same file again does (R-035)."""
        self.answer = self.client.replace(PATH, self.read())

    def was_accepted(self) -> None:
        """Make sure that the API granted the latest write."""
        self.accepted(self.answer or Answer(0, {}), "the write")

    def accepted(self, answer: Answer, what: str) -> None:
        """Make sure that the API granted a write."""
        seen = {"status": answer.status, **({} if answer.ok else {"message": answer.message})}
        self.sight.require(what, actual=seen, holds=answer.ok, expected="accepted by the API")

    def refused(self, *, because: str = "") -> None:
        """Make sure that the API refused the latest write, naming ``because``."""
        answer = self.answer or Answer(0, {})
        text = answer.message
        holds = 400 <= answer.status < 500 and because in text  # noqa: PLR2004 - HTTP
        wanted = "refused by the API" + (
            f", with a message that has {because!r}" if because else ""
        )
        seen = {"status": answer.status, "message": text}
        self.sight.require("the write", actual=seen, holds=holds, expected=wanted)

    def is_ready(self) -> bool:
        """Say whether the status claims readiness."""
        return self.status().get("ready") is True

    def becomes_ready(self, within_s: float = SETTLE_S) -> None:
        """Wait for ``status.ready`` and for components that could justify it (R-033, R-034)."""
        self.sight.eventually(
            "status.ready of vmruntime",
            lambda: self.status().get("ready"),
            until=lambda ready: ready is True,
            within_s=within_s,
        )
        self.has_components()

    def has_components(self) -> None:
        """Make sure that lasting pods run beside the controller's (R-036)."""
        seen = self.components.components()
        wanted = "pods of components in vm-system besides the controller's"
        self.sight.require("running pods", actual=seen, holds=bool(seen), expected=wanted)

    def not_ready(self) -> None:
        """Make sure that readiness is not claimed now; a missing status counts as not ready."""
        seen = self.status().get("ready")
        wanted = "status.ready not true"
        self.sight.require("readiness", actual=seen, holds=seen is not True, expected=wanted)

    def becomes_disabled(self, within_s: float = SETTLE_S) -> None:
        """Wait until only the controller's pods run in ``vm-system`` (R-050)."""
        self.sight.eventually(
            "pods of vm-system that do not belong to vmruntime-controller-manager",
            self.components.strangers,
            until=lambda pods: pods == [],
            within_s=within_s,
        )

    def stays_on(self, for_s: float) -> None:
        """Make sure that component pods keep running for a while."""
        self.sight.throughout(
            "component pods keep running", self.components.components, holds=bool, for_s=for_s
        )

    def has_controller(self) -> None:
        """Make sure that the controller's Deployment is available (R-051)."""
        seen = self.components.controller_available()
        self.sight.expect("vmruntime-controller-manager is available", expected=True, actual=seen)

    def exists(self) -> None:
        """Make sure that at least one object is there (R-002)."""
        self.sight.eventually("runtime objects", self.names, until=bool, within_s=SERVE_S)

    def is_named(self, name: str) -> None:
        """Make sure that an object has this name (R-003)."""
        seen = self.names()
        wanted = f"an object named {name}"
        self.sight.require("runtime objects", actual=seen, holds=name in seen, expected=wanted)

    def is_single(self) -> None:
        """Make sure that there is exactly one object (R-005)."""
        self.sight.expect("number of runtime objects", expected=1, actual=len(self.names()))

    def names(self) -> list[str]:
        """Return the names of all runtime objects, sorted."""
        return sorted(item["metadata"]["name"] for item in self.client.items(COLLECTION))

    def is_enabled(self) -> None:
        """Make sure that ``spec.enabled`` is true."""
        self.sight.expect("spec.enabled", expected=True, actual=self.spec().get("enabled"))

    def is_not_enabled(self) -> None:
        """Make sure that the object is there and ``spec.enabled`` is false or absent (R-006)."""
        found = self.read()
        seen = (found.get("spec") or {}).get("enabled") if found else "there is no object"
        wanted = "false or absent"
        self.sight.require(
            "spec.enabled", actual=seen, holds=seen in (None, False), expected=wanted
        )

    def has_status(self) -> None:
        """Make sure that describing the object shows a status section (R-032)."""
        seen = self.status()
        self.sight.require("status", actual=seen, holds=bool(seen), expected="a status section")

    def shows(self, *, enabled: str, emulation: str, form: str) -> None:
        """Make sure that the spec has three values; the booleans come as words."""
        wanted = {
            "enabled": enabled == "true",
            "useEmulation": emulation == "true",
            "vmImageFormat": form,
        }
        spec = self.spec()
        self.sight.expect("spec", expected=wanted, actual={name: spec.get(name) for name in wanted})

    def has_field(self, name: str, value: str) -> None:
        """Make sure that a field of the spec has a value."""
        self.sight.expect(f"spec.{name}", expected=value, actual=self.spec().get(name))

    def has_field_off(self, name: str) -> None:
        """Make sure that a boolean field of the spec is absent or false."""
        seen = self.spec().get(name)
        holds = seen in (None, False)
        self.sight.require(f"spec.{name}", actual=seen, holds=holds, expected="false or absent")

    def is_still(self, before: Object) -> None:
        """Make sure that the object has not been written since ``before``."""
        keys = ("resourceVersion", "generation")
        old, new = before["metadata"], self.read().get("metadata") or {}
        self.sight.expect(
            "spec and annotations",
            expected=[before.get("spec"), old.get("annotations"), old.get(keys[1])],
            actual=[self.spec(), new.get("annotations"), new.get(keys[1])],
        )


def _words(fields: dict[str, object]) -> str:
    return ", ".join(f"spec.{name}={value!r}" for name, value in fields.items())
