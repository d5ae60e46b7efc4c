"""Writes small journals: a scenario is a list of steps, a step a few words."""

from typing import Any

from vmrt.conformance.entry import Entry
from vmrt.conformance.journal import Journal
from vmrt.conformance.requirement import digest

SUITE = {"name": "suite", "version": "1", "commit": "", "requirementsDigest": digest()}
IMPLEMENTATION = {"name": "acme", "version": "2", "driver": "d", "digest": "", "declared": {}}
ENVIRONMENT = {"backend": "fake", "kubernetes": "v1.34.4", "clock": "virtual", "seed": 7}
SHOWN: dict[str, Any] = {"what": "it", "expected": 1, "actual": 1, "holds": True}


def begin(journal: Journal, **fields: Any) -> None:
    """Write the first entry of a run."""
    facts = {"suite": SUITE, "implementation": IMPLEMENTATION, "environment": ENVIRONMENT}
    journal.add("run", **{**facts, "profiles": ["all"], "options": {}, **fields})


def announce(journal: Journal, name: str, *requirements: str, **fields: Any) -> None:
    """Write that a scenario exists."""
    journal.add(
        "scenario",
        **{
            "id": name,
            "name": name,
            "feature": "F",
            "tags": [],
            "requirements": list(requirements),
            **fields,
        },
    )


def step(journal: Journal, name: str, words: str, **fields: Any) -> int:
    """Write one step: ``"then passed R-001 R-002"``; it cites an observation of its own."""
    kind, status, *labels = words.split()
    evidence = [journal.add("observation", **SHOWN)] if "evidence" not in fields else []
    facts: dict[str, Any] = {
        "keyword": kind.title(),
        "given_when_then": kind,
        "text": f"text of {words}",
    }
    facts |= {"requirements": labels, "status": status, "evidence": evidence}
    message = "" if status == "passed" else f"{status} message"
    return journal.add("step", **{**facts, "scenario": name, "message": message, **fields})


def outcome(journal: Journal, name: str, word: str = "passed", reason: str = "") -> None:
    """Write how a scenario ended."""
    journal.add("outcome", scenario=name, outcome=word, reason=reason, duration_s=1.5)


def told(*steps: str, ended: str = "passed", reason: str = "", **announced: Any) -> list[Entry]:
    """Return the journal of one scenario ``s`` about R-001 and R-002; ``ended`` "" for never."""
    journal = Journal(None)
    announce(journal, "s", "R-001", "R-002", **announced)
    for words in steps:
        step(journal, "s", words)
    if ended:
        outcome(journal, "s", ended, reason)
    return journal.entries
