"""What the user asked for, decided once before anything runs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Config:
    """Every choice that shapes a run; all of it is printed in the report.

    Attributes:
        backend: Where clusters come from.
        driver: What is judged: ``reference``, ``process:COMMAND``, ``manifests:DIR``, ``none``,
            or a name of the entry-point group ``vmrt.drivers``.
        manifests: A folder to apply first, for drivers that take one.
        images: How images are run on the fake, ``NAME[:TAG]=process:COMMAND``.
        cli: Template of the command line under test, "" for none of the vendor's.
        nodes: The simulated nodes, a count or a list of profiles.
        seed: Of every simulated world.
        profiles: What the claim is about.
        patience_s: Upper bound of every wait, None for what the scenarios say.
        declared: Readings of ambiguities that the implementation declares, by id.
        implementation: Its name for the report, "" to let the driver say.
        version: Its version for the report.
        select: Only scenarios whose name, file or tags contain this expression's words.
        out: Folder for journal and reports, None to leave nothing behind.
    """

    backend: str = "fake"
    driver: str = "reference"
    manifests: Path | None = None
    images: tuple[str, ...] = ()
    cli: str = ""
    nodes: str = "2"
    seed: int = 0
    profiles: tuple[str, ...] = ("all",)
    patience_s: float | None = None
    declared: Mapping[str, str] = field(default_factory=dict)
    implementation: str = ""
    version: str = ""
    select: str = ""
    out: Path | None = None
