"""Resource quantities: ``500m``, ``2Gi``, ``1e3``."""

SUFFIXES = {
    "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40, "Pi": 2**50, "Ei": 2**60,
    "n": 1e-9, "u": 1e-6, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18,
}  # fmt: skip


def amount(text: str | float) -> float:
    """Return the number that a quantity stands for.

    Raises:
        ValueError: It is no quantity.
    """
    if not isinstance(text, str):
        return float(text)
    for suffix, factor in SUFFIXES.items():
        if text.endswith(suffix):
            return float(text[: -len(suffix)]) * factor
    return float(text)
