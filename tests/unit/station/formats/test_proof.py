"""The proof inside a packet: read back, and nothing else read."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from station.formats.checkpoint import Checkpoint
from station.formats.merkle import inclusion_path, leaf_hash, node_hash, tree_root
from station.formats.note import Line, Note
from station.formats.proof import Proof, read_proof

LEAVES = [bytes([n]) * 32 for n in range(5)]


def node(level: int, place: int) -> bytes:
    return node_hash(node(level - 1, 2 * place), node(level - 1, 2 * place + 1)) if level else leaf_hash(LEAVES[place])


BODY = Checkpoint("log", 5, tree_root(5, node)).body
PROOF = Proof(Note(BODY, (Line("log", b"1234", b"s"),)), LEAVES[3], 3, inclusion_path(3, 5, node))


def test_read_back() -> None:
    assert read_proof(PROOF.encode()) == PROOF
    assert PROOF.checkpoint.size == 5


@pytest.mark.parametrize(
    "change",
    [
        {"index": 2},
        {"index": -1},
        {"index": 5},
        {"index": True},
        {"size": 4},
        {"leaf": "AA=="},
        {"leaf": 1},
        {"leaf": "?"},
        {"path": []},
        {"path": [1]},
        {"path": "x"},
        {"checkpoint": 1},
        {"checkpoint": "x"},
        {"more": 1},
    ],
)
def test_other_values_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        read_proof(rfc8785.dumps({**json.loads(PROOF.encode()), **change}))


@given(st.binary(max_size=60) | st.sampled_from([b"{}", b"[]", b"null", b"[" * 30_000, PROOF.encode() + b" "]))
def test_hostile_bytes(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_proof(data)


def test_too_long() -> None:
    with pytest.raises(ValueError):
        read_proof(b" " * 40_000)
