"""A small POSIX-like shell on a simulated host, with the messages of GNU programs."""

import re
import shlex
from dataclasses import dataclass, field

from vmrt.fakes.node.program import PROGRAMS, Files, Printed

OPERATORS = re.compile(r"(\&\&|\|\||;|\||\n)")
VARIABLE = re.compile(r"\$(\?|\w+|\{\w+\})")


@dataclass(slots=True)
class Shell:
    """One session: files it sees, variables, and the status of the last command.

    Attributes:
        files: What the container sees.
        variables: Of the environment.
        unknown: Commands that were not there: 127 was answered.
    """

    files: Files
    variables: dict[str, str] = field(default_factory=dict)
    status: int = 0
    unknown: list[str] = field(default_factory=list)
    exited: bool = False

    def run(self, argv: list[str]) -> Printed:
        """Run a program with its words; ``sh -c TEXT`` interprets the text."""
        if not argv:
            return Printed(0)
        name, words = argv[0].rsplit("/", 1)[-1], argv[1:]
        if name in ("sh", "bash", "ash") and words[:1] == ["-c"] and len(words) > 1:
            inner = Shell(self.files, {**self.variables})
            printed = inner.script(words[1])
            self.unknown += inner.unknown
            return printed
        program = PROGRAMS.get(name)
        if program is None:
            self.unknown.append(name)
            return Printed(127, "", f"sh: 1: {argv[0]}: not found\n")
        return program(words, self.files, "")

    def script(self, text: str) -> Printed:
        """Run lists of pipelines joined by ``&&``, ``||``, ``;`` and new lines."""
        out: list[str] = []
        err: list[str] = []
        tokens = _tokens(text)
        run = True
        pipeline: list[str] = []
        for part in [*tokens, ";"]:
            if part == "|" or not OPERATORS.fullmatch(part):
                pipeline.append(part)
                continue
            if run and pipeline and not self.exited:
                printed = self._pipeline(pipeline)
                out.append(printed.out)
                err.append(printed.err)
                self.status = printed.status
            pipeline = []
            run = {"&&": self.status == 0, "||": self.status != 0}.get(part, True)
        return Printed(self.status, "".join(out), "".join(err))

    def _pipeline(self, tokens: list[str]) -> Printed:
        negated = tokens[:1] == ["!"]
        commands = "\0".join(tokens[1:] if negated else tokens).split("\0|\0")
        fed, err, status = "", "", 0
        for command in commands:
            printed = self._command(command.split("\0"), fed)
            fed, status = printed.out, printed.status
            err += printed.err
        return Printed(int(status == 0) if negated else status, fed, err)

    def _command(self, raw: list[str], fed: str) -> Printed:
        words, quiet = [], {1: False, 2: False}
        joined = False
        skip = iter(raw)
        for token in skip:
            found = re.fullmatch(r"([12&]?)>{1,2}(.*)", token)
            if found and not token.startswith(("'", '"')):
                target = found[2] or next(skip, "")
                if target == "&1":
                    joined = True
                else:
                    for stream in (1, 2) if found[1] == "&" else (int(found[1] or 1),):
                        quiet[stream] = True
            else:
                words.append(self._expanded(token))
        while words and re.fullmatch(r"\w+=.*", words[0]):
            name, _, value = words.pop(0).partition("=")
            self.variables[name] = value
        if not words:
            return Printed(0)
        printed = self._builtin(words, fed)
        out, err = printed.out, printed.err
        if joined:
            out, err = out + err, ""
        return Printed(printed.status, "" if quiet[1] else out, "" if quiet[2] else err)

    def _builtin(self, words: list[str], fed: str) -> Printed:
        if words[0] == "exit":
            self.exited = True
            return Printed(int(words[1]) if len(words) > 1 else self.status)
        name = words[0].rsplit("/", 1)[-1]
        if name in PROGRAMS:
            return PROGRAMS[name](words[1:], self.files, fed)
        return self.run(words)

    def _expanded(self, token: str) -> str:
        if token.startswith("'") and token.endswith("'"):
            return token[1:-1]

        def value(match: "re.Match[str]") -> str:
            name = match[1].strip("{}")
            return str(self.status) if name == "?" else self.variables.get(name, "")

        text = VARIABLE.sub(value, token)
        parts = shlex.split(text) if text else [""]
        return parts[0] if parts else ""


def _tokens(text: str) -> list[str]:
    """Split a script into words and operators; quotes stay around what they quote."""
    found: list[str] = []
    word, quote = "", ""
    position = 0
    while position < len(text):
        letter = text[position]
        pair = text[position : position + 2]
        if quote:
            word += letter
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            word, quote = word + letter, letter
        elif letter in " \t":
            found, word = [*found, word] if word else found, ""
        elif pair in ("&&", "||"):
            found, word = [*found, *([word] if word else []), pair], ""
            position += 1
        elif letter in ";|\n":
            found, word = [*found, *([word] if word else []), letter], ""
        else:
            word += letter
        position += 1
    return [*found, word] if word else found
