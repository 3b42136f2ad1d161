"""What was proven, as it is kept: a file that was damaged is a typed error, whatever is in it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from station.policy.errors import PolicyUnreadable
from station.policy.store import PolicyStore

NOT_UTF8 = b"\x81\xa1\xff\xc0"  # a map whose only name is no text
NESTED = b"\x91" * 100_000  # an array in an array in an array


@pytest.mark.parametrize("data", [b"", b"\xc1", NOT_UTF8, NESTED], ids=["empty", "never used", "not UTF-8", "nested"])
def test_a_damaged_file_is_unreadable(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "proven.msgpack").write_bytes(data)
    with pytest.raises(PolicyUnreadable):
        PolicyStore(tmp_path, b"installed").read()


@given(data=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_unreadable(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "proven.msgpack").write_bytes(data)
    with pytest.raises(PolicyUnreadable):
        PolicyStore(tmp_path, b"installed").read()
