"""How many connections fit into what the system lets one program have open."""

import resource
from dataclasses import dataclass

MADE_AHEAD = 16  # uploads that the store keeps open for packets that have not come yet
_KEPT = 64 + MADE_AHEAD  # descriptors for the store, the log, libraries, and what is being closed
_MOST_GREETING = 128
_MOST_GUESTS = 256
_EACH = 8  # a station delivers by one connection, and asks for health by another


@dataclass(frozen=True)
class Limits:
    """greeting: connections that are not through TLS yet. guests: those that are, whose upload has a file open as well.
    each: of the guests, by one certificate."""

    greeting: int
    guests: int
    each: int

    @classmethod
    def below(cls, descriptors: int) -> "Limits":
        """descriptors: how many may be open at once."""
        free = max(descriptors - _KEPT, 16)
        greeting = min(free // 4, _MOST_GREETING)
        guests = min((free - greeting) // 2, _MOST_GUESTS)
        return cls(greeting, guests, min(_EACH, guests))

    @classmethod
    def here(cls) -> "Limits":
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return cls.below(soft if soft != resource.RLIM_INFINITY else 1 << 20)
