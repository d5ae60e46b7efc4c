"""Every random decision of a simulation, drawn from one seed and written down."""

import random
import uuid
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Choice:
    """The one source of randomness of a world.

    Args:
        seed: Same seed and same questions give the same answers, on every platform.

    Attributes:
        drawn: How many questions were answered so far: two runs that diverged differ here first.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.drawn = 0
        self._random = random.Random(seed)  # noqa: S311 - reproducible on purpose, keeps no secret

    def integer(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``, both included."""
        self.drawn += 1
        return self._random.randint(low, high)

    def fraction(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        self.drawn += 1
        return self._random.random()

    def pick(self, options: Sequence[T]) -> T:
        """Return one of ``options``; they must be in a reproducible order."""
        return options[self.integer(0, len(options) - 1)]

    def text(self, alphabet: str, length: int) -> str:
        """Return ``length`` letters of ``alphabet``."""
        self.drawn += 1
        return "".join(self._random.choices(alphabet, k=length))

    def uuid(self) -> str:
        """Return a version 4 UUID in lower case."""
        self.drawn += 1
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
