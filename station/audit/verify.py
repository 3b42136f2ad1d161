"""Reading the whole log again: all events there, as they were written, in their order, as witnesses saw them?"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from sqlite3 import Connection

from station.audit.evidence import Evidence
from station.audit.log import Opening, salt_of
from station.domain.errors import Problem
from station.formats.checkpoint import read_checkpoint
from station.formats.merkle import leaf_hash, node_hash, tree_root
from station.formats.note import Verifier, read_note
from station.storage.database import typed_errors

_MOST_PROBLEMS = 20  # after that the log is bad enough


@dataclass
class Findings:
    """What was read. problems: codes LOG-nnn, in the order of the log; none: it holds. later: witnesses that could not
    be asked yet, for the clock's sake or a list's; they say nothing against it."""

    size: int = 0
    forgotten: int = 0
    checkpoints: int = 0
    witnesses: int = 0
    root: bytes = b""
    problems: list[Problem] = field(default_factory=list)
    former: list["FormerFindings"] = field(default_factory=list)
    later: list[Problem] = field(default_factory=list)

    def tell(self, code: str, **params: str | int) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(code, params))


@dataclass(frozen=True)
class FormerFindings:
    """What is left of a log that came before. size: of its events here; None where they can't be read any more, so that
    the witnesses vouch for it, but nothing can be compared with them."""

    log: str
    size: int | None
    witnesses: int


def verify_log(
    db: Connection,
    salt_key: bytes | None,
    log: Verifier,
    evidence: Sequence[Evidence],
    own: Iterable[Evidence] = (),
) -> Findings:
    """Compute everything anew from the events. own: checkpoints that this station kept itself outside the log: no
    witnesses, but what the log must still hold. salt_key: None for a former log whose key is gone: then the leaves are
    believed, and the tree over them is not. Raises DatabaseFailed.
    """
    findings = Findings()
    with typed_errors(), _one_moment(db):
        levels = _rebuilt(db, salt_key, findings)
        _compare_nodes(db, levels, findings)
        _compare_checkpoints(db, levels, log, findings)
    findings.witnesses = len(evidence)
    for item in (*evidence, *own):
        _compare_evidence(item, levels, findings)
    findings.root = _root(levels, findings.size)
    return findings


@contextmanager
def _one_moment(db: Connection) -> Iterator[None]:
    """The database as it is now, while others go on writing."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("ROLLBACK")


_Levels = list[list[bytes]]  # hashes of all complete subtrees


def _rebuilt(db: Connection, salt_key: bytes | None, findings: Findings) -> _Levels:
    """The tree as the events make it. A forgotten event is counted by the leaf it left."""
    leaves: list[bytes] = []
    rows = db.execute(
        "SELECT seq, event, seed, leaf, hash FROM audit"
        " LEFT JOIN audit_node ON level = 0 AND place = seq - 1 ORDER BY seq"
    )
    for seq, event, seed, left, stored in rows:
        while len(leaves) + 1 < seq:
            findings.tell("LOG-001", seq=len(leaves) + 1)
            leaves.append(_missing(len(leaves)))
        findings.forgotten += left is not None
        if left is not None:
            leaf = leaf_hash(left)
        elif salt_key is not None:
            leaf = leaf_hash(Opening(event.encode(), salt_of(salt_key, seed)).leaf)
        else:
            leaf = stored or _missing(seq - 1)
        if leaf != stored:
            findings.tell("LOG-002", seq=seq)
        leaves.append(leaf)
    findings.size = len(leaves)
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
    return levels


def _missing(index: int) -> bytes:
    """Stands where an event was taken out: fits nothing."""
    return sha256(b"missing" + index.to_bytes(8, "big")).digest()


def _compare_nodes(db: Connection, levels: _Levels, findings: Findings) -> None:
    """The stored tree: every hash, no more and no fewer."""
    stored: dict[int, list[bytes]] = {}
    for level, hash_ in db.execute("SELECT level, hash FROM audit_node ORDER BY level, place"):
        stored.setdefault(level, []).append(hash_)
    for level, row in enumerate(levels):
        if stored.pop(level, []) != row:
            findings.tell("LOG-003", level=level)
    for level in stored:
        findings.tell("LOG-003", level=level)


def _compare_checkpoints(db: Connection, levels: _Levels, log: Verifier, findings: Findings) -> None:
    """Those the log signed itself. Who holds its key can write them anew; that is what witnesses are for."""
    for size, text in db.execute("SELECT size, note FROM audit_checkpoint ORDER BY size"):
        findings.checkpoints += 1
        try:
            note = read_note(text)
            checkpoint = read_checkpoint(note)
        except ValueError:
            findings.tell("LOG-004", size=size)
            continue
        holds = checkpoint.origin == log.name and checkpoint.size == size and log.signed(note)
        if not holds or size > findings.size or _root(levels, size) != checkpoint.root:
            findings.tell("LOG-004", size=size)


def _compare_evidence(item: Evidence, levels: _Levels, findings: Findings) -> None:
    size = item.checkpoint.size
    if size > findings.size:
        findings.tell("LOG-005", witness=item.source, size=size, found=findings.size)
    elif _root(levels, size) != item.checkpoint.root:
        findings.tell("LOG-006", witness=item.source, size=size)


def _root(levels: _Levels, size: int) -> bytes:
    return tree_root(size, lambda level, place: levels[level][place])
