"""The files of a log (C2SP tlog-tiles): tiles of 256 hashes, bundles of 256 entries, the rightmost of them partial."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from station.formats.merkle import Node, node_hash

WIDTH = 256
HEIGHT = 8  # levels of the tree in one tile
HASH_BYTES = 32
_CACHED_TILES = 1024


@dataclass(frozen=True)
class Tile:
    """level None: a bundle of entries. width: 1 to 256."""

    level: int | None
    index: int
    width: int

    @property
    def path(self) -> str:
        """Relative to the log's folder, for example tile/0/x001/x234/067.p/112."""
        level = "entries" if self.level is None else str(self.level)
        digits = f"{self.index:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        name = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        return f"tile/{level}/{name}" + (f".p/{self.width}" if self.width < WIDTH else "")


def hash_tiles(size: int) -> Iterator[Tile]:
    """Every tile of a tree of this size, leaves first."""
    level = 0
    while size:
        yield from _row(level, size)
        size //= WIDTH
        level += 1


def entry_bundles(size: int) -> Iterator[Tile]:
    yield from _row(None, size)


def hashes(tile: Tile, node: Node) -> bytes:
    """The contents of a hash tile."""
    if tile.level is None:
        raise ValueError("a bundle holds entries")
    first, level = tile.index * WIDTH, tile.level * HEIGHT
    return b"".join(node(level, place) for place in range(first, first + tile.width))


def bundle(entries: Sequence[bytes]) -> bytes:
    """The contents of an entry bundle."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_bundle(data: bytes) -> tuple[bytes, ...]:
    """Raises ValueError."""
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise ValueError("a bundle that is cut")
        if len(entries) == WIDTH:
            raise ValueError("more entries than a bundle holds")
        entries.append(data[at + 2 : end])
        at = end
    return tuple(entries)


def node_reader(size: int, read: Callable[[Tile], bytes]) -> Node:
    """The nodes of a tree whose files `read` gives. Raises ValueError for a tile of the wrong length."""

    @lru_cache(_CACHED_TILES)
    def tile(level: int, index: int) -> bytes:
        width = min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH)
        data = read(Tile(level, index, width))
        if len(data) != width * HASH_BYTES:
            raise ValueError("a tile of the wrong length")
        return data

    def node(level: int, place: int) -> bytes:
        tile_level, height = divmod(level, HEIGHT)
        first = place << height
        index, at = divmod(first, WIDTH)
        row = tile(tile_level, index)
        found = [row[(at + n) * HASH_BYTES : (at + n + 1) * HASH_BYTES] for n in range(1 << height)]
        while len(found) > 1:
            found = [node_hash(found[n], found[n + 1]) for n in range(0, len(found), 2)]
        return found[0]

    return node


def _row(level: int | None, count: int) -> Iterator[Tile]:
    full, rest = divmod(count, WIDTH)
    for index in range(full):
        yield Tile(level, index, WIDTH)
    if rest:
        yield Tile(level, full, rest)
