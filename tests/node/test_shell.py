"""The same lines in our shell and in the real one, on the same files."""

import re
import subprocess
from pathlib import Path

import pytest

from vmrt.fakes.node.program import Files
from vmrt.fakes.node.shell import Shell

LINES = [
    "echo hello",
    "echo -n hello",
    "printf 'a\\nb\\n' | wc -l",
    "true && echo yes || echo no",
    "false && echo yes || echo no",
    "false; echo $?",
    "! true; echo $?",
    "ls {here}/file",
    "ls {here}/none",
    "ls {here}/none 2>/dev/null; echo $?",
    "ls {here}/none 2>&1 | wc -l",
    "ls {here}",
    "cat {here}/file",
    "cat {here}/none",
    "cat {here}/folder",
    "cat {here}/file | head -n 1",
    "head -1 {here}/file",
    "head {here}/none",
    "grep two {here}/file",
    "grep -c o {here}/file",
    "grep -q two {here}/file && echo found",
    "grep -v two {here}/file",
    "grep -i TWO {here}/file",
    "grep -w tw {here}/file || echo none",
    "grep -E 'one|three' {here}/file",
    "grep x {here}/none",
    "test -e {here}/file && echo there",
    "test ! -e {here}/none && echo missing",
    "[ -f {here}/file ] && echo file",
    "[ -d {here}/folder ] && echo folder",
    "[ a = a ] && [ a != b ] && echo same",
    "[ 3 -gt 2 ] && [ 2 -le 2 ] && echo numbers",
    "[ -z '' ] && [ -n x ] && [ x ] && echo strings",
    "A=1; echo $A ${A}2",
    "echo 'single $A' \"double $A\"",
    "exit 3",
    "echo a > /dev/null; echo b",
    "stat {here}/none",
    "dd if={here}/none",
    "ls {here}/none || exit 1",
    "no-such-command-at-all",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    here = tmp_path_factory.mktemp("shell")
    (here / "file").write_text("one\ntwo\nthree\n")
    (here / "folder").mkdir()
    return here


@pytest.mark.parametrize("line", LINES)
def test_our_shell_says_what_the_real_one_says(folder: Path, line: str) -> None:
    text = line.replace("{here}", str(folder))
    real = subprocess.run(["sh", "-c", text], capture_output=True, text=True, check=False)
    files = Files({f"{folder}/file": "one\ntwo\nthree\n"}, {}, frozenset({"/", f"{folder}/folder"}))
    ours = Shell(files).run(["sh", "-c", text])
    said = re.sub(r"^sh: \d+: ", "sh: 1: ", real.stderr)
    assert (ours.status, ours.out, ours.err) == (real.returncode, real.stdout, said)


def test_a_device_that_does_not_open_is_seen_by_ls_only() -> None:
    files = Files({}, {"/dev/kvm": False})
    shell = Shell(files)
    assert shell.run(["ls", "/dev/kvm"]).status == 0
    assert shell.run(["ls", "-l", "/dev/kvm"]).out.startswith("crw")
    assert shell.run(["test", "-w", "/dev/kvm"]).status == 1
    assert shell.run(["cat", "/dev/kvm"]).err == "cat: /dev/kvm: Permission denied\n"
    assert (
        shell.run(["dd", "if=/dev/kvm"]).err == "dd: failed to open '/dev/kvm': Permission denied\n"
    )
    assert Shell(Files({}, {"/dev/kvm": True})).run(["dd", "if=/dev/kvm"]).status == 0


def test_modules_and_identity_are_those_of_the_host() -> None:
    shell = Shell(Files({"/proc/modules": "kvm 16384 0 - Live 0x0\n"}))
    assert "kvm " in shell.run(["lsmod"]).out
    assert shell.run(["id"]).out.startswith("uid=0")
    assert shell.run(["uname"]).out == "Linux\n"


def test_unknown_commands_are_remembered() -> None:
    shell = Shell(Files())
    assert shell.run(["sh", "-c", "podman list; echo $?"]).out == "127\n"
    assert shell.unknown == ["podman"]


FIT = Files(
    {"/proc/cpuinfo": "flags: vmx"},
    {"/dev/kvm": True, "/dev/vhost-net": True, "/dev/net/tun": True},
    virtualises=True,
)
DENIED = Files({"/proc/cpuinfo": "flags: vmx"}, {"/dev/kvm": False}, virtualises=True)
HIDDEN = Files(
    {}, {"/dev/kvm": True, "/dev/vhost-net": True, "/dev/net/tun": True}, virtualises=True
)


@pytest.mark.parametrize(
    ("files", "line", "status", "text"),
    [
        pytest.param(
            FIT, "virsh domcapabilities --virttype kvm", 0, "<domain>kvm</domain>", id="kvm"
        ),
        pytest.param(
            DENIED, "virsh domcapabilities --virttype kvm", 1, "KVM is not supported", id="denied"
        ),
        pytest.param(
            DENIED,
            "virsh domcapabilities --virttype qemu",
            0,
            "<domain>qemu</domain>",
            id="emulated",
        ),
        pytest.param(
            HIDDEN, "virsh domcapabilities --virttype kvm", 0, "kvm", id="kvm without flags"
        ),
        pytest.param(FIT, "virsh fly", 1, "unknown command: 'fly'", id="no such command"),
        pytest.param(FIT, "virt-host-validate", 0, "PASS", id="all is well"),
        pytest.param(
            HIDDEN, "virt-host-validate", 1, "Only emulated CPUs are available", id="it errs"
        ),
        pytest.param(DENIED, "virt-host-validate", 1, "/dev/vhost-net is missing", id="a device"),
        pytest.param(FIT, "mknod /dev/kvm c 10 232", 1, "mknod: /dev/kvm: File exists", id="there"),
        pytest.param(FIT, "mknod /dev/x c 1 2", 1, "Operation not permitted", id="not allowed"),
        pytest.param(FIT, "mknod /dev/x", 1, "missing operand", id="too few words"),
    ],
)
def test_what_libvirt_says_of_a_host(files: Files, line: str, status: int, text: str) -> None:
    printed = Shell(files).run(["sh", "-c", line])
    assert printed.status == status
    assert text in printed.out + printed.err


@pytest.mark.parametrize(
    ("words", "status"),
    [
        pytest.param(["grep"], 2, id="grep without a pattern"),
        pytest.param(["["], 2, id="a bracket that stays open"),
        pytest.param([], 0, id="nothing"),
        pytest.param(["sleep", "5"], 0, id="sleep"),
        pytest.param(["stat", "/etc"], 0, id="stat"),
    ],
)
def test_odd_words(words: list[str], status: int) -> None:
    assert Shell(Files()).run(words).status == status
