"""C2SP tlog-tiles: the specification's own examples, and reading back what was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.formats.merkle import Node, leaf_hash, node_hash, tree_root
from station.formats.tiles import Tile, bundle, entry_bundles, hash_tiles, hashes, node_reader, read_bundle


def tree(size: int) -> Node:
    rows = [[leaf_hash(n.to_bytes(4, "big")) for n in range(size)]]
    while len(rows[-1]) > 1:
        rows.append([node_hash(rows[-1][at], rows[-1][at + 1]) for at in range(0, len(rows[-1]) - 1, 2)])
    return lambda level, place: rows[level][place]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1234067, 256), "tile/0/x001/x234/067"),
        (Tile(0, 0, 256), "tile/0/000"),
        (Tile(1, 999, 17), "tile/1/999.p/17"),
        (Tile(2, 1000, 256), "tile/2/x001/000"),
        (Tile(None, 273, 112), "tile/entries/273.p/112"),
    ],
)
def test_paths(tile: Tile, path: str) -> None:
    assert tile.path == path


def test_tiles_of_70_000_entries() -> None:
    found = list(hash_tiles(70_000))
    assert [(level, sum(t.level == level and t.width == 256 for t in found)) for level in (0, 1, 2)] == [
        (0, 273),
        (1, 1),
        (2, 0),
    ]
    partial = [(t.level, t.index, t.width) for t in found if t.width < 256]
    assert partial == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]


def test_tiles_of_256_entries() -> None:
    assert [(t.level, t.index, t.width) for t in hash_tiles(256)] == [(0, 0, 256), (1, 0, 1)]
    assert [t.path for t in entry_bundles(256)] == ["tile/entries/000"]
    assert list(hash_tiles(0)) == []


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 600, 1500])
def test_tree_is_read_back_from_its_tiles(size: int) -> None:
    node = tree(size)
    files = {tile.path: hashes(tile, node) for tile in hash_tiles(size)}
    read = node_reader(size, lambda tile: files[tile.path])
    assert tree_root(size, read) == tree_root(size, node)
    assert tree_root(size // 2, read) == tree_root(size // 2, node)


def test_tile_of_the_wrong_length_is_refused() -> None:
    read = node_reader(3, lambda _: bytes(64))
    with pytest.raises(ValueError):
        read(0, 0)
    with pytest.raises(ValueError):
        hashes(Tile(None, 0, 1), tree(1))


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_round_trip(entries: list[bytes]) -> None:
    assert list(read_bundle(bundle(entries))) == entries


@given(st.binary(max_size=200))
def test_hostile_bundle(data: bytes) -> None:
    try:
        entries = read_bundle(data)
    except ValueError:
        return
    assert bundle(entries) == data
