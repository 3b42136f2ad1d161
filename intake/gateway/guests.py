"""Who is connected, and who gives way when it gets full: one station never takes what others need.

Whoever has most gives way first; of theirs, whoever has been silent longest. Work that moves is never broken off: where
nobody can give way, the newcomer is asked to come again.
"""

from collections import defaultdict
from typing import Protocol

from intake.gateway.limits import Limits
from intake.gateway.pace import Pace
from intake.gateway.tally import Tally

STALLED_S = 2.0  # an upload that is silent for so long may be broken off for somebody else, or for a stop


class Guest(Protocol):
    """A connection whose certificate is known. certificate: its fingerprint."""

    @property
    def certificate(self) -> str: ...

    @property
    def pace(self) -> Pace: ...

    def dismiss(self) -> None:
        """End it at once. Harmless when it has ended."""
        ...


class Guests:
    """For the event loop's thread."""

    def __init__(self, limits: Limits, tally: Tally) -> None:
        self._limits = limits
        self._tally = tally
        self._groups: dict[str, set[Guest]] = defaultdict(set)
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def enter(self, guest: Guest, now: float) -> bool:
        """False: there is no room, and whoever is here works."""
        own = self._groups.get(guest.certificate, set())
        if len(own) >= self._limits.each and not self._makes_room(own, now):
            self._tally.note(f"too many connections of certificate {guest.certificate[:12]}")
            return False
        if self._count >= self._limits.guests:
            fullest = sorted(self._groups.values(), key=len, reverse=True)
            if not any(self._makes_room(group, now) for group in fullest):
                self._tally.note("too many connections")
                return False
        self._groups[guest.certificate].add(guest)
        self._count += 1
        return True

    def leave(self, guest: Guest) -> None:
        """Harmless for one that is not here."""
        group = self._groups.get(guest.certificate, set())
        if guest in group:
            group.remove(guest)
            self._count -= 1
            if not group:
                del self._groups[guest.certificate]

    def sweep(self, now: float) -> None:
        """End those that do not get on."""
        for guest in [guest for group in self._groups.values() for guest in group]:
            fault = guest.pace.fault(now)
            if fault:
                self._end(guest, f"ended, {fault}")

    def end_stalled(self, now: float) -> None:
        """End those that stand still, where nobody is let in any more."""
        for guest in [guest for group in self._groups.values() for guest in group]:
            if guest.pace.silent_s(now) >= STALLED_S:
                self._end(guest, "ended, stopping")

    def _makes_room(self, group: set[Guest], now: float) -> bool:
        def rank(guest: Guest) -> tuple[bool, float]:
            return not guest.pace.working, guest.pace.silent_s(now)

        longest = max(group, key=rank)
        if longest.pace.working and longest.pace.silent_s(now) < STALLED_S:
            return False
        self._end(longest, "gave way")
        return True

    def _end(self, guest: Guest, why: str) -> None:
        self.leave(guest)
        guest.dismiss()
        self._tally.note(f"{why}: a connection of certificate {guest.certificate[:12]}")
