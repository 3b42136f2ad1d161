"""RFC 6962 trees against the published vectors and against each other."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.formats.merkle import (
    EMPTY_ROOT,
    Node,
    consistency_path,
    consistent,
    inclusion_path,
    leaf_hash,
    node_hash,
    root_of_path,
    tree_root,
)

# Reference leaves and roots of the certificate-transparency project (its C++ and Go test suites share them).
LEAVES = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def nodes(leaves: list[bytes]) -> Node:
    """Complete subtrees, computed from scratch at every call."""

    def node(level: int, place: int) -> bytes:
        if level == 0:
            return leaf_hash(leaves[place])
        return node_hash(node(level - 1, 2 * place), node(level - 1, 2 * place + 1))

    return node


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 clause 2.1, word by word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + plain_root(leaves[:split]) + plain_root(leaves[split:])).digest()


def test_published_roots() -> None:
    node = nodes(LEAVES)
    assert [tree_root(size, node).hex() for size in range(1, 9)] == ROOTS
    assert tree_root(0, node) == EMPTY_ROOT


@given(st.lists(st.binary(max_size=4), max_size=40))
def test_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert tree_root(len(leaves), nodes(leaves)) == plain_root(leaves)


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_every_proof_leads_to_the_root_and_no_other_leaf_does(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_path(index, len(leaves), nodes(leaves))
    root = plain_root(leaves)
    assert root_of_path(leaves[index], index, len(leaves), path) == root
    assert root_of_path(leaves[index] + b"x", index, len(leaves), path) != root


@given(st.integers(1, 40), st.data())
def test_proof_of_the_wrong_length_is_refused(size: int, data: st.DataObject) -> None:
    leaves = [bytes([n]) for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, nodes(leaves))
    with pytest.raises(ValueError):
        root_of_path(leaves[index], index, size, (*path, bytes(32)))
    if path:
        with pytest.raises(ValueError):
            root_of_path(leaves[index], index, size, path[:-1])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError):
        inclusion_path(index, size, nodes(LEAVES))
    with pytest.raises(ValueError):
        root_of_path(b"", index, size, ())


# --- consistency --------------------------------------------------------------------------------------------------

A, B = (
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
)


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        (1, 1, []),
        (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", A, B]),
        (2, 5, [A, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
        (
            6,
            8,
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ],
)
def test_published_consistency_proofs(old: int, new: int, path: list[str]) -> None:
    """Those of the same test suites."""
    made = consistency_path(old, new, nodes(LEAVES))
    assert [step.hex() for step in made] == path
    assert consistent(old, new, bytes.fromhex(ROOTS[old - 1]), bytes.fromhex(ROOTS[new - 1]), made)


def test_published_inclusion_proof() -> None:
    path = inclusion_path(0, 8, nodes(LEAVES))
    assert [step.hex() for step in path] == ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7", A, B]


def test_every_pair_of_sizes_is_consistent_and_only_with_its_own_roots() -> None:
    leaves = [bytes([n]) for n in range(34)]
    node = nodes(leaves)
    for new in range(1, 35):
        for old in range(1, new + 1):
            path, before, after = consistency_path(old, new, node), plain_root(leaves[:old]), plain_root(leaves[:new])
            assert consistent(old, new, before, after, path)
            assert not consistent(old, new, bytes(32), after, path)
            assert not consistent(old, new, before, bytes(32), path)
            assert not consistent(old, new, before, after, (*path, bytes(32)))
            if path:
                assert not consistent(old, new, before, after, path[:-1])
                assert not consistent(old, new, before, after, (bytes(32), *path[1:]))


def test_consistency_at_the_edges() -> None:
    assert consistent(0, 3, EMPTY_ROOT, bytes.fromhex(ROOTS[2]), ())
    assert not consistent(0, 3, bytes(32), bytes.fromhex(ROOTS[2]), ())
    assert not consistent(3, 2, bytes(32), bytes(32), ())
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(ValueError):
            consistency_path(old, new, nodes(LEAVES))
