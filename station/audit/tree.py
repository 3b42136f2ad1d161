"""The log's tree in the database: every hash of a complete subtree, written once and never changed."""

from sqlite3 import Connection

from station.formats.merkle import leaf_hash, node_hash

_INSERT = "INSERT INTO audit_node VALUES (?, ?, ?)"
_SELECT = "SELECT hash FROM audit_node WHERE level = ? AND place = ?"


class Tree:
    """For one thread: the one that made `db`."""

    def __init__(self, db: Connection) -> None:
        self._db = db

    def append(self, index: int, data: bytes) -> None:
        """Leaf `index`, 0 the first, and every subtree that it completes. Within the caller's transaction."""
        execute, hash_, level = self._db.execute, leaf_hash(data), 0
        execute(_INSERT, (0, index, hash_))
        while index & 1:
            hash_ = node_hash(execute(_SELECT, (level, index - 1)).fetchone()[0], hash_)
            level, index = level + 1, index >> 1
            execute(_INSERT, (level, index, hash_))

    def node(self, level: int, place: int) -> bytes:
        """The hash of a complete subtree, as `station.formats.merkle` asks for it."""
        found: bytes = self._db.execute(_SELECT, (level, place)).fetchone()[0]
        return found
