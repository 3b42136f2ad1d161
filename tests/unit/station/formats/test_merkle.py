"""RFC 6962 trees against the published vectors and against each other."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.formats.merkle import EMPTY_ROOT, Node, inclusion_path, leaf_hash, node_hash, root_of_path, tree_root

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
