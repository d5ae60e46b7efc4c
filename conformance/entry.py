"""What an entry of the journal holds, kind by kind."""

from typing import Any

Entry = dict[str, Any]
NUMBER, TEXT = (int, float), (str,)
FIELDS: dict[str, dict[str, tuple[type, ...]]] = {
    "run": {"suite": (dict,), "implementation": (dict,), "environment": (dict,)},
    "scenario": {"id": TEXT, "name": TEXT, "requirements": (list,)},
    "step": {
        "scenario": TEXT,
        "keyword": TEXT,
        "given_when_then": TEXT,
        "text": TEXT,
        "requirements": (list,),
        "status": TEXT,
        "message": TEXT,
        "evidence": (list,),
    },
    "call": {"method": TEXT, "path": TEXT, "status": (int,)},
    "command": {"argv": (list,), "exit_status": (int,)},
    "observation": {"what": TEXT, "holds": (bool,)},
    "event": {},
    "taint": {"reason": TEXT},
    "finding": {"text": TEXT},
    "record": {"ambiguity": TEXT, "observed": TEXT},
    "outcome": {"scenario": TEXT, "outcome": TEXT, "reason": TEXT, "duration_s": NUMBER},
    "end": {"status": TEXT},
}
WORDS = {
    ("step", "given_when_then"): ("given", "when", "then"),
    ("step", "status"): ("passed", "failed", "blocked", "unfinished"),
    ("outcome", "outcome"): ("passed", "failed", "unknown", "skipped"),
    ("end", "status"): ("complete", "interrupted"),
}


def shortcoming(entry: Entry) -> str:
    """Return what an entry lacks for the judge to read it, "" for nothing.

    Fields beyond those named here are welcome: they are evidence for people.
    """
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in FIELDS:
        return f"the kind {kind!r} is not known"
    for field, types in FIELDS[kind].items():
        value = entry.get(field)
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            return f"the {kind} has no usable {field}: {value!r}"
        words = WORDS.get((kind, field))
        if words and value not in words:
            return f"the {kind} has the {field} {value!r}: not one of {', '.join(words)}"
    return ""
