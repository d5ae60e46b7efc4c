"""Durations as kubectl prints them."""

from datetime import datetime


def age(then: datetime, now: datetime) -> str:
    """Return how long ago something was: ``42s``, ``3m10s``, ``5h``, ``2d``."""
    return duration(int((now - then).total_seconds()))


def duration(seconds: int) -> str:
    """Return a duration with at most two units, fewer the longer it is."""
    if seconds < -1:
        return "<invalid>"
    if seconds < 0:
        return "0s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if seconds < 120:  # noqa: PLR2004 - the steps of kubectl's durations
        return f"{seconds}s"
    if minutes < 10:  # noqa: PLR2004
        rest = seconds % 60
        return f"{minutes}m{rest}s" if rest else f"{minutes}m"
    if minutes < 180:  # noqa: PLR2004
        return f"{minutes}m"
    if hours < 8:  # noqa: PLR2004
        rest = minutes % 60
        return f"{hours}h{rest}m" if rest else f"{hours}h"
    if hours < 48:  # noqa: PLR2004
        return f"{hours}h"
    if days < 8:  # noqa: PLR2004
        rest = hours % 24
        return f"{days}d{rest}h" if rest else f"{days}d"
    if days < 730:  # noqa: PLR2004
        return f"{days}d"
    years, rest = divmod(days, 365)
    return f"{years}y{rest}d" if days < 2920 and rest else f"{years}y"  # noqa: PLR2004
