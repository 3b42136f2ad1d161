"""RFC 6962 Merkle trees (as RFC 9162 clause 2.1 restates them): roots, proofs of inclusion and of consistency, checks.

A tree is seen through `Node`: the hash of the complete subtree at (level, place), level 0 being leaves, place counted
from the left. Only complete subtrees are ever asked for, so a log stores each hash once and for ever.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import TypeAlias

Node: TypeAlias = Callable[[int, int], bytes]

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def tree_root(size: int, node: Node) -> bytes:
    """Root of the tree over the first `size` leaves."""
    root: bytes | None = None
    for level in range(size.bit_length()):
        if size >> level & 1:
            peak = node(level, (size >> level) - 1)
            root = peak if root is None else node_hash(peak, root)
    return EMPTY_ROOT if root is None else root


def inclusion_path(index: int, size: int, node: Node) -> tuple[bytes, ...]:
    """Hashes that lead from leaf `index` (0 is the first) up to the root over `size` leaves, nearest first."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    return tuple(_path(index, 0, size, node))


def root_of_path(data: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that a proof leads to (RFC 9162 clause 2.1.3.2). Raises ValueError when its length is wrong."""
    if not 0 <= index < size:
        raise ValueError("the leaf is not in the tree")
    place, last, result = index, size - 1, leaf_hash(data)
    for step in path:
        if last == 0:
            raise ValueError("the proof is too long")
        if place & 1 or place == last:
            result = node_hash(step, result)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            result = node_hash(result, step)
        place, last = place >> 1, last >> 1
    if last:
        raise ValueError("the proof is too short")
    return result


def consistency_path(old: int, new: int, node: Node) -> tuple[bytes, ...]:
    """That the tree over `old` leaves is the beginning of the tree over `new` (RFC 9162 clause 2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError("not an older tree")
    return tuple(_subproof(old, 0, new, node, whole=True))


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` leads to both roots (RFC 9162 clause 2.1.4.2). Every log begins with the empty one."""
    if old == 0:
        return old_root == EMPTY_ROOT and not path
    if not 0 < old <= new:
        return False
    if old == new:
        return old_root == new_root and not path
    steps = iter((old_root, *path) if old & (old - 1) == 0 else path)
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    left = right = next(steps, b"")
    for step in steps:
        if last == 0:
            return False
        if place & 1 or place == last:
            left, right = node_hash(step, left), node_hash(step, right)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            right = node_hash(right, step)
        place, last = place >> 1, last >> 1
    return last == 0 and left == old_root and right == new_root


def _subproof(count: int, low: int, high: int, node: Node, *, whole: bool) -> list[bytes]:
    """RFC 9162's SUBPROOF: of the first `count` leaves within low..high-1; `whole`: their root is known already."""
    if count == high - low:
        return [] if whole else [_range_root(low, high, node)]
    middle = low + _split(high - low)
    if low + count <= middle:
        return [*_subproof(count, low, middle, node, whole=whole), _range_root(middle, high, node)]
    return [*_subproof(count - (middle - low), middle, high, node, whole=False), _range_root(low, middle, node)]


def _path(index: int, low: int, high: int, node: Node) -> list[bytes]:
    if high - low == 1:
        return []
    middle = low + _split(high - low)
    if index < middle:
        return [*_path(index, low, middle, node), _range_root(middle, high, node)]
    return [*_path(index, middle, high, node), _range_root(low, middle, node)]


def _range_root(low: int, high: int, node: Node) -> bytes:
    """Root over leaves low..high-1; `low` is a multiple of the largest power of two that fits."""
    count = high - low
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, low >> level)
    middle = low + _split(count)
    return node_hash(_range_root(low, middle, node), _range_root(middle, high, node))


def _split(count: int) -> int:
    """The largest power of two below `count`, which is 2 or more."""
    return 1 << (count - 1).bit_length() - 1
