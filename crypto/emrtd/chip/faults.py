"""How a chip of ours misbehaves: each as something that was met, or that somebody would try."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _at_once(_: int) -> None:
    """No waiting."""


@dataclass(frozen=True)
class Faults:
    """Commands are counted from 0, over all sessions.

    bad_mac: whose answer has a flipped checksum. says: the status word that stands in for the answer, in plain; the
    session ends with it. refuses: the status word said under the checksum. silent: answered with nothing.
    swallowed: the driver passes no answer that is longer. removed: the
    document is lifted before this command. waits: called before each command with its number.
    most: more bytes than this at once are refused with `too_much`; too_much_ends: and the session ends.
    no_short: short file identifiers are not known. master_file: what SELECT of it is answered. cuts: by file, after how
    many bytes it says that there is no more. pace: the status word of its first step: somebody in between wants BAC.
    chip_authentication: the status word of its first step. poisoned: after a wrong password it says 6883.
    """

    bad_mac: frozenset[int] = frozenset()
    says: Mapping[int, int] = field(default_factory=dict)
    refuses: Mapping[int, int] = field(default_factory=dict)
    silent: frozenset[int] = frozenset()
    swallowed: int | None = None
    removed: int | None = None
    most: int | None = None
    too_much: int = 0x6700
    too_much_ends: bool = False
    no_short: bool = False
    master_file: int = 0x9000
    pace: int | None = None
    chip_authentication: int | None = None
    poisoned: bool = False
    cuts: Mapping[int, int] = field(default_factory=dict)
    waits: Callable[[int], None] = _at_once
