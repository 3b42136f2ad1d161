"""Security objects that States issued, and the two master lists that they chain to. Not in the repository."""

import json
from pathlib import Path

import pytest

from crypto.emrtd.verifier.security_object import read_security_object

pytestmark = pytest.mark.shared_data
STATES = ("AT", "DE", "FI", "FR", "GB", "MY", "PH", "US")


def sod(folder: Path, state: str) -> bytes:
    return (folder / "emrtd/sod" / f"{state}_EF.SOD.bin").read_bytes()


@pytest.mark.parametrize("state", STATES)
def test_hashes_are_those_that_are_known(shared_data: Path, state: str) -> None:
    expected = json.loads((shared_data / "emrtd/sod/expected.json").read_text(encoding="utf-8"))[state]
    found = read_security_object(sod(shared_data, state))
    assert (found.hashes[1].hex(), found.hashes[2].hex()) == (expected["dg1_hash"], expected["dg2_hash"])
    assert (found.lds, found.unicode) == (expected["expLdsVersion"], expected["expUnicodeVersion"])
