"""Whom an intake believes now, as files: those that count, read again when one changes, and else not."""

import os
from pathlib import Path

import pytest

from intake.gateway.trusted import TrustedNow

FILES = {"roots/station.pem": b"root", "crls/stations.crl": b"list", "witnesses/w.key": b"key", "people-scheme": b"1"}


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    for name, data in (FILES | {"crls/notes.txt": b"no list", "secret": b"none of it"}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_what_counts_and_nothing_else(trust: Path) -> None:
    assert TrustedNow(trust)() == FILES


def test_the_same_object_as_long_as_nothing_changed(trust: Path) -> None:
    trusted = TrustedNow(trust)
    first = trusted()
    assert trusted() is first
    (trust / "crls/stations.crl").write_bytes(b"a later list")
    assert trusted() == FILES | {"crls/stations.crl": b"a later list"}
    (trust / "intermediates").mkdir()
    (trust / "intermediates" / "approvals.pem").write_bytes(b"issuer")
    assert trusted()["intermediates/approvals.pem"] == b"issuer"
    os.unlink(trust / "people-scheme")
    assert "people-scheme" not in trusted()
