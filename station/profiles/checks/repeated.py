"""Checks that nothing is said twice: a receiver, a rule of papers or of consents."""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from station.profiles.findings import Findings


def check_repeated(parts: Mapping[str, Any], findings: Findings) -> None:
    """Rules are the same where they ask for the same things of the same people, however they are called."""
    receivers: tuple[str, ...] = parts.get("receivers", ())
    for place, name in enumerate(receivers):
        if name in receivers[:place]:
            findings.add("PRF-115", "receivers", place, receiver=name)
    for part in ("papers", "consents"):
        rules = [replace(rule, name=None) for rule in parts.get(part, ())]
        for place, rule in enumerate(rules):
            if rule in rules[:place]:
                findings.add("PRF-118", part, place)
