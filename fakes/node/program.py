"""The programs that a simulated container has, with GNU's messages and exit statuses."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

MISSING, DENIED = "No such file or directory", "Permission denied"


@dataclass(frozen=True, slots=True)
class Printed:
    """What a program left behind."""

    status: int
    out: str = ""
    err: str = ""


@dataclass(frozen=True, slots=True)
class Files:
    """What a container sees.

    Attributes:
        texts: Regular files by path.
        devices: Device files by path, and whether each opens.
        folders: Folders that are there though they may be empty.
        virtualises: Whether KVM makes machines where it can be opened.
    """

    texts: dict[str, str] = field(default_factory=dict)
    devices: dict[str, bool] = field(default_factory=dict)
    folders: frozenset[str] = frozenset({"/", "/tmp", "/etc"})  # noqa: S108 - a simulated one
    virtualises: bool = False

    def is_folder(self, path: str) -> bool:
        """Say whether a path is a folder."""
        clean = path.rstrip("/") or "/"
        inner = clean.rstrip("/") + "/"
        return clean in self.folders or any(p.startswith(inner) for p in self._paths())

    def exists(self, path: str) -> bool:
        """Say whether there is anything at a path."""
        return path in self.texts or path in self.devices or self.is_folder(path)

    def children(self, path: str) -> list[str]:
        """Return the names in a folder, sorted."""
        inner = path.rstrip("/") + "/"
        return sorted(
            {
                p[len(inner) :].split("/")[0]
                for p in self._paths()
                if p.startswith(inner) and p != inner
            }
        )

    def read(self, path: str) -> str | None:
        """Return a file's text, None when it cannot be read as one."""
        return self.texts.get(path)

    def _paths(self) -> list[str]:
        return [*self.texts, *self.devices, *self.folders]


Program = Callable[[list[str], Files, str], Printed]


def _ls(words: list[str], files: Files, fed: str) -> Printed:
    del fed
    flags = "".join(word[1:] for word in words if word.startswith("-"))
    paths = [word for word in words if not word.startswith("-")] or ["/"]
    out, err = [], []
    for path in paths:
        if not files.exists(path):
            err.append(f"ls: cannot access '{path}': {MISSING}\n")
        elif files.is_folder(path) and "d" not in flags:
            out += [f"{name}\n" for name in files.children(path)]
        elif "l" in flags:
            kind = "c" if path in files.devices else "-"
            out.append(f"{kind}rw-rw-rw- 1 root root 0 Jan  1 00:00 {path}\n")
        else:
            out.append(f"{path}\n")
    return Printed(2 if err else 0, "".join(out), "".join(err))


def _cat(words: list[str], files: Files, fed: str) -> Printed:
    out, err = "", ""
    for path in [word for word in words if not word.startswith("-")] or ["-"]:
        text = fed if path == "-" else files.read(path)
        if text is not None:
            out += text
        elif path in files.devices and not files.devices[path]:
            err += f"cat: {path}: {DENIED}\n"
        elif files.is_folder(path):
            err += f"cat: {path}: Is a directory\n"
        elif path not in files.devices:
            err += f"cat: {path}: {MISSING}\n"
    return Printed(1 if err else 0, out, err)


def _test(words: list[str], files: Files, fed: str) -> Printed:
    del fed
    if words[:1] == ["!"]:
        return Printed(1 - min(1, _test(words[1:], files, "").status))
    result = False
    if len(words) == 1:
        result = words[0] != ""
    elif len(words) == 2:  # noqa: PLR2004 - operator and operand
        operator, path = words
        result = {
            "-e": files.exists(path),
            "-f": path in files.texts,
            "-d": files.is_folder(path),
            "-c": path in files.devices,
            "-r": path in files.texts or files.devices.get(path, False) or files.is_folder(path),
            "-w": files.devices.get(path, False),
            "-s": bool(files.texts.get(path)),
            "-n": path != "",
            "-z": path == "",
        }.get(operator, False)
    elif len(words) == 3:  # noqa: PLR2004 - two operands
        one, operator, other = words
        if operator in ("=", "==", "!="):
            result = (one == other) is (operator != "!=")
        elif operator in ("-eq", "-ne", "-gt", "-ge", "-lt", "-le"):
            a, b = int(one or 0), int(other or 0)
            result = {
                "-eq": a == b, "-ne": a != b, "-gt": a > b, "-ge": a >= b, "-lt": a < b,
                "-le": a <= b,
            }[operator]  # fmt: skip
    return Printed(0 if result else 1)


def _bracket(words: list[str], files: Files, fed: str) -> Printed:
    if words[-1:] != ["]"]:
        return Printed(2, "", "sh: 1: [: missing ]\n")
    return _test(words[:-1], files, fed)


def _grep(words: list[str], files: Files, fed: str) -> Printed:
    flags = "".join(word[1:] for word in words if word.startswith("-") and len(word) > 1)
    rest = [word for word in words if not word.startswith("-")]
    if not rest:
        return Printed(2, "", "Usage: grep [OPTION]... PATTERNS [FILE]...\n")
    pattern = re.escape(rest[0]) if "F" in flags else rest[0].replace("\\|", "|")
    pattern = rf"\b(?:{pattern})\b" if "w" in flags else pattern
    seek = re.compile(pattern, re.IGNORECASE if "i" in flags else 0)
    lines, err = [], ""
    for path in rest[1:] or ["-"]:
        text = fed if path == "-" else files.read(path)
        if text is None:
            err += f"grep: {path}: {MISSING}\n"
            continue
        lines += [
            line for line in text.splitlines() if bool(seek.search(line)) is ("v" not in flags)
        ]
    out = f"{len(lines)}\n" if "c" in flags else "".join(f"{line}\n" for line in lines)
    status = 2 if err else 0 if lines else 1
    return Printed(status, "" if "q" in flags else out, err)


def _wc(words: list[str], files: Files, fed: str) -> Printed:
    del files
    counts = {"-l": fed.count("\n"), "-w": len(fed.split()), "-c": len(fed.encode())}
    chosen = [word for word in words if word in counts] or list(counts)
    return Printed(0, " ".join(str(counts[word]) for word in chosen) + "\n")


def _head(words: list[str], files: Files, fed: str) -> Printed:
    count, rest = 10, list(words)
    if rest[:1] == ["-n"] and len(rest) > 1:
        count, rest = int(rest[1]), rest[2:]
    elif rest and re.fullmatch(r"-\d+", rest[0]):
        count, rest = int(rest[0][1:]), rest[1:]
    text = files.read(rest[0]) if rest else fed
    if text is None:
        return Printed(1, "", f"head: cannot open '{rest[0]}' for reading: {MISSING}\n")
    return Printed(0, "".join(line + "\n" for line in text.splitlines()[:count]))


def _echo(words: list[str], files: Files, fed: str) -> Printed:
    del files, fed
    end = "" if words[:1] == ["-n"] else "\n"
    return Printed(0, " ".join(words[1:] if not end else words) + end)


def _printf(words: list[str], files: Files, fed: str) -> Printed:
    del files, fed
    text = (words or [""])[0].replace("\\n", "\n").replace("\\t", "\t")
    for word in words[1:]:
        text = text.replace("%s", word, 1)
    return Printed(0, text)


def _stat(words: list[str], files: Files, fed: str) -> Printed:
    del fed
    for path in [word for word in words if not word.startswith("-")]:
        if not files.exists(path):
            return Printed(1, "", f"stat: cannot statx '{path}': {MISSING}\n")
    return Printed(0, "".join(f"  File: {path}\n" for path in words if not path.startswith("-")))


def _dd(words: list[str], files: Files, fed: str) -> Printed:
    del fed
    source = next((word[3:] for word in words if word.startswith("if=")), "")
    if not files.exists(source):
        return Printed(1, "", f"dd: failed to open '{source}': {MISSING}\n")
    if not files.devices.get(source, True):
        return Printed(1, "", f"dd: failed to open '{source}': {DENIED}\n")
    return Printed(0, "", "0+0 records in\n0+0 records out\n")


def _mknod(words: list[str], files: Files, fed: str) -> Printed:
    del fed
    names = [word for word in words if not word.startswith("-")]
    if len(names) < 2:  # noqa: PLR2004 - name and type
        return Printed(1, "", "mknod: missing operand\nTry 'mknod --help' for more information.\n")
    if files.exists(names[0]):
        return Printed(1, "", f"mknod: {names[0]}: File exists\n")
    return Printed(1, "", f"mknod: {names[0]}: Operation not permitted\n")  # nothing is privileged


def _virsh(words: list[str], files: Files, fed: str) -> Printed:
    """Answer ``domcapabilities``; KVM is asked of the device, not of CPU flags (F-08)."""
    del fed
    if "domcapabilities" not in words:
        return Printed(1, "", f"error: unknown command: '{' '.join(words)}'\n")
    usable = files.virtualises and files.devices.get("/dev/kvm", False)
    wanted = "qemu" if "qemu" in words else "kvm"
    if wanted == "kvm" and not usable:
        text = (
            "invalid argument: KVM is not supported by '/usr/bin/qemu-system-x86_64' on this host"
        )
        return Printed(1, "", f"error: failed to get emulator capabilities\nerror: {text}\n")
    path = "<path>/usr/bin/qemu-system-x86_64</path>"
    body = f"  {path}\n  <domain>{wanted}</domain>\n"
    return Printed(0, f"<domainCapabilities>\n{body}</domainCapabilities>\n")


def _virt_host_validate(words: list[str], files: Files, fed: str) -> Printed:
    """Print line items as libvirt's program does; the first goes by CPU flags alone (F-09)."""
    del words, fed
    flags = files.texts.get("/proc/cpuinfo", "")
    hardware = "vmx" in flags or "svm" in flags
    items = [("Checking for hardware virtualization", hardware, "Only emulated CPUs are available")]
    for device in ("/dev/kvm", "/dev/vhost-net", "/dev/net/tun"):
        there = device in files.devices
        items.append((f"Checking if device {device} exists", there, f"{device} is missing"))
    out, failed = "", False
    for text, good, problem in items:
        failed = failed or not good
        out += f"  QEMU: {text:<60} : {'PASS' if good else f'FAIL ({problem})'}\n"
    return Printed(1 if failed else 0, out)


def _lsmod(words: list[str], files: Files, fed: str) -> Printed:
    del words, fed
    rows = [line.split() for line in (files.read("/proc/modules") or "").splitlines()]
    body = "".join(f"{row[0]:<19} {row[1]:>8}  {row[2]}\n" for row in rows)
    return Printed(0, "Module                  Size  Used by\n" + body)


def _says(status: int, text: str = "") -> Program:
    def program(words: list[str], files: Files, fed: str) -> Printed:
        del words, files, fed
        return Printed(status, text)

    return program


PROGRAMS: dict[str, Program] = {
    "[": _bracket,
    "cat": _cat,
    "dd": _dd,
    "echo": _echo,
    "false": _says(1),
    "grep": _grep,
    "head": _head,
    "id": _says(0, "uid=0(root) gid=0(root) groups=0(root)\n"),
    "ls": _ls,
    "lsmod": _lsmod,
    "mknod": _mknod,
    "printf": _printf,
    "sleep": _says(0),
    "stat": _stat,
    "test": _test,
    "true": _says(0),
    "uname": _says(0, "Linux\n"),
    "virsh": _virsh,
    "virt-host-validate": _virt_host_validate,
    "wc": _wc,
}
