"""Moments as RFC 3339 text, always UTC and milliseconds: one moment, one text."""

from datetime import UTC, datetime


def moment_text(moment: datetime) -> str:
    """For example 2026-11-24T09:30:00.000Z; finer parts are cut off."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    """The moment that `moment_text` wrote. Raises ValueError for any other form."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment_text(moment) != text:
        raise ValueError("not a moment in UTC with milliseconds")
    return moment
