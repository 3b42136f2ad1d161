"""One look at a folder serves all who ask within a moment, and nobody after it."""

from pathlib import Path

from crypto.files import Looks, stamps


def test_a_look_serves_for_its_moment_and_each_folder_has_its_own(tmp_path: Path) -> None:
    now = [10.0]
    looks = Looks(0.05, lambda: now[0])
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    assert looks(one, ".pem") == ()
    (one / "a.pem").write_bytes(b"a")
    (one / "a.crl").write_bytes(b"a")
    assert looks(one, ".pem") == ()
    assert [name for name, *_ in looks(one, ".crl")] == ["a.crl"]
    assert looks(other, ".pem") == ()
    now[0] += 0.05
    assert looks(one, ".pem") == stamps(one, ".pem") != ()
