"""A simulated machine: facts that may disagree, and the files that show them."""

import importlib.resources
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any

import yaml

MODULES = ("kvm", "kvm_intel", "tun", "vhost_net", "vhost_vsock")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so on a host, each by itself.

    Attributes:
        profile: The name these facts go by.
        about: A sentence about them, with the failure they stand for.
        cpu_flags: ``/proc/cpuinfo`` shows vmx.
        kvm_exists: ``/dev/kvm`` is there.
        kvm_opens: It can be opened for reading and writing.
        kvm_works: It makes a virtual machine.
        nested: The module's parameter says that nesting is on.
        vhost_net: ``/dev/vhost-net`` is there.
        tun: ``/dev/net/tun`` is there.
        vhost_vsock: ``/dev/vhost-vsock`` is there.
        plugin: The device plugin works when its pod runs.
        apparmor: A profile for libvirtd is enforced.
        modules: Loaded kernel modules.
        kernel: A line of the kernel's log, "" for none.
    """

    profile: str = "healthy"
    about: str = ""
    cpu_flags: bool = True
    kvm_exists: bool = True
    kvm_opens: bool = True
    kvm_works: bool = True
    nested: bool = True
    vhost_net: bool = True
    tun: bool = True
    vhost_vsock: bool = True
    plugin: bool = True
    apparmor: bool = False
    modules: tuple[str, ...] = MODULES
    kernel: str = ""

    def devices(self) -> dict[str, bool]:
        """Return the devices that are there, and whether each opens."""
        found = {"/dev/null": True, "/dev/zero": True, "/dev/urandom": True}
        present = {
            "/dev/kvm": (self.kvm_exists, self.kvm_opens),
            "/dev/vhost-net": (self.vhost_net, True),
            "/dev/net/tun": (self.tun, True),
            "/dev/vhost-vsock": (self.vhost_vsock, True),
        }
        found.update({path: opens for path, (exists, opens) in present.items() if exists})
        return found

    def files(self) -> dict[str, str]:
        """Return the regular files that tell about the host, by path."""
        flags = "fpu vme de pse tsc msr pae" + (" vmx" if self.cpu_flags else "")
        cpu = "".join(
            f"processor\t: {n}\nvendor_id\t: GenuineIntel\nflags\t\t: {flags}\n\n" for n in (0, 1)
        )
        loaded = "".join(f"{name} 16384 0 - Live 0x0000000000000000\n" for name in self.modules)
        files = {
            "/proc/cpuinfo": cpu,
            "/proc/modules": loaded,
            "/etc/os-release": 'NAME="Simulated Linux"\n',
        }
        if "kvm_intel" in self.modules:
            files["/sys/module/kvm_intel/parameters/nested"] = "Y\n" if self.nested else "N\n"
        return files


@lru_cache(maxsize=1)  # the file is part of the package and does not change
def profiles() -> dict[str, Facts]:
    """Return every host profile by its name."""
    file = importlib.resources.files("vmrt.fakes.node") / "profiles.yaml"
    rows = yaml.load(file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {name: facts_of({**row, "profile": name}) for name, row in rows.items()}


def facts_of(row: dict[str, Any]) -> Facts:
    """Return the facts of a mapping such as ``{"profile": "x", "kvm_exists": False}``.

    Raises:
        ValueError: A fact is not known.
    """
    known = {field.name for field in fields(Facts)}
    if unknown := set(row) - known:
        raise ValueError(f"unknown fact {min(unknown)}: choose of {', '.join(sorted(known))}")
    if "modules" in row:
        row = {**row, "modules": tuple(row["modules"])}
    return replace(Facts(), **row)


def hosts_of(spec: str) -> dict[str, Facts]:
    """Return hosts by node name from ``3``, ``healthy,no-kvm`` or ``n1=healthy,n2=no-kvm``.

    Raises:
        ValueError: The text has no such form, or a profile is not known.
    """
    text = spec.strip()
    if text.isdigit():
        if not 0 < int(text) <= MOST:
            raise ValueError(f"{text} nodes: choose 1 to {MOST}")
        parts = ["healthy"] * int(text)
    else:
        parts = [part.strip() for part in text.split(",")]
    found: dict[str, Facts] = {}
    for number, part in enumerate(parts):
        name, equals, profile = part.rpartition("=")
        name = name if equals else f"worker-{number}"
        if profile not in profiles():
            raise ValueError(f"there is no profile {profile!r}: choose of {', '.join(profiles())}")
        if not name or name in found:
            raise ValueError(f"the node name {name!r} is empty or stands there twice")
        found[name] = profiles()[profile]
    return found


MOST = 10_000
