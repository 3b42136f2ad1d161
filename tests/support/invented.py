"""Services that no ministry has, invented for tests: what all of them say of themselves, and what only one asks."""

from functools import cache
from tomllib import loads

from station.profiles import Library
from station.steps.plans import Plans

_HEAD = """
id = "{service}"
name = {{ hy = "{hy}", en = "{en}", ru = "{ru}" }}
version = 1
law = "Rules of our own"
class = "CIVIL"
modes = ["NORMAL", "TRAINING"]
roles = ["VENDOR_OPERATOR", "STATE_OFFICER"]
receivers = ["intake"]
retention_days = 1

[in_force]
since = 2026-01-01

[fields.birth_date]
type = "date_partial"
required = true
"""
_ACTS = """
[acts.sign]
by = ["VENDOR_OPERATOR", "STATE_OFFICER"]

[acts.approve]
by = ["STATE_OFFICER"]
not_who = ["CAPTURED", "SIGNED"]
"""
_FREE = """
[[terms]]
fee_amd = 0
working_days = 5
"""


def profile_of(service: str, names: tuple[str, str, str], asks: str, terms: str = _FREE) -> str:
    """The file of a service. names: in Armenian, English and Russian. asks: its fields beside the birth date, its
    steps, and what else it has. terms: fees."""
    hy, en, ru = names
    head = _HEAD.format(service=service, hy=hy, en=en, ru=ru)
    return "\n".join((head.strip("\n"), asks.strip("\n"), _ACTS.strip("\n"), terms.strip("\n"), ""))


@cache
def plans_of(profile: str, *changes: tuple[str, str]) -> Plans:
    """Of the one service of a file, with other words in it: what stands there, and what instead."""
    for before, after in changes:
        if before not in profile:
            raise ValueError(f"not in the profile: {before}")
        profile = profile.replace(before, after)
    library = Library({f"{loads(profile)['id']}.toml": profile.encode()})
    return Plans(lambda: library)
