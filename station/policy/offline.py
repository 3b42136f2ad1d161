"""How long what was published is followed after its end: one rule for policy, revocation lists and receipts."""

import logging
from datetime import timedelta
from pathlib import Path

from station.domain.errors import StationError
from station.policy.errors import PolicyMissing, PolicyRootMissing
from station.policy.floor import read_floor
from station.policy.store import PolicyStore, kept_state

_log = logging.getLogger(__name__)


class OfflineGrace:
    """The grace of the signed policy at hand, however old that is; `otherwise`, a setting, only where none is held.

    Asked at every judgement, by any program of the station: a new policy counts at once, for open sessions too.
    """

    def __init__(self, folder: Path, root_file: Path, floor_file: Path, otherwise: timedelta) -> None:
        """folder: of the store. root_file: as installed; it and the policy may come later."""
        self._folder = folder
        self._root_file = root_file
        self._floor_file = floor_file
        self._otherwise = otherwise
        self._seen: tuple[int, int, int] | None = None
        self._grace = otherwise

    def __call__(self) -> timedelta:
        seen = kept_state(self._folder)
        if seen != self._seen:
            self._grace = self._of_policy()
            self._seen = seen
        return self._grace

    def _of_policy(self) -> timedelta:
        try:
            root = self._root_file.read_bytes() if self._root_file.exists() else b""
            policy = PolicyStore(self._folder, root).read()
            read_floor(self._floor_file).demand(policy)
        except (PolicyMissing, PolicyRootMissing):
            return self._otherwise
        except StationError as error:  # the keeper says so in the window; an unproven policy grants nothing
            _log.error("policy: %s", error)
            return timedelta(0)
        return timedelta(days=policy.rules.offline.grace_days)
