"""Signed policy: who works where, in which mode, by which rules, as targets of The Update Framework (TUF).

Reads what the State publishes, proves it, keeps the proven state on disk, says how much it is still worth:
docs/policy.md.
"""

from station.policy.errors import (
    DemoPolicyDamaged,
    DeskUnknown,
    PolicyAltered,
    PolicyExpired,
    PolicyFrozen,
    PolicyMissing,
    PolicyNotSigned,
    PolicyRolledBack,
    PolicyRootMissing,
    PolicyTooBig,
    PolicyUnreachable,
    PolicyUnreadable,
    PolicyWrong,
    PortraitBelowPolicy,
    RecipientsDiffer,
    TooManyWaiting,
    UnitClosed,
    UnitNotOpen,
    UnitShut,
)
from station.policy.keeper import Keeper
from station.policy.offline import OfflineGrace
from station.policy.proof import Verified
from station.policy.registry import Place, Registry, parse_registry
from station.policy.rules import Drafts, Pins, Recovery, Rules, TimeStamping, parse_rules
from station.policy.store import PolicyStore
from station.policy.trusted import Trusted
from station.policy.validity import Validity
from station.policy.watcher import Watcher

__all__ = [
    "DemoPolicyDamaged",
    "DeskUnknown",
    "Drafts",
    "Keeper",
    "OfflineGrace",
    "Pins",
    "Place",
    "PolicyAltered",
    "PolicyExpired",
    "PolicyFrozen",
    "PolicyMissing",
    "PolicyNotSigned",
    "PolicyRolledBack",
    "PolicyRootMissing",
    "PolicyStore",
    "PolicyTooBig",
    "PolicyUnreachable",
    "PolicyUnreadable",
    "PolicyWrong",
    "PortraitBelowPolicy",
    "RecipientsDiffer",
    "Recovery",
    "Registry",
    "Rules",
    "TimeStamping",
    "TooManyWaiting",
    "Trusted",
    "UnitClosed",
    "UnitNotOpen",
    "UnitShut",
    "Validity",
    "Verified",
    "Watcher",
    "parse_registry",
    "parse_rules",
]
