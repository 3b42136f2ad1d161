"""Signing in at a MOSIP receiver: spent tokens, rights, passwords, clocks, and the file they come from."""

from datetime import timedelta
from pathlib import Path

import pytest

from station.receivers.mosip import errors as mosip_errors
from station.receivers.mosip.transport.sign_in import read_credentials
from tests.support.clock import NOW, FakeClock
from tests.support.mosip_bench import ANNOUNCEMENT, PACKET, SIGN_IN, Bench
from tests.support.mosip_server import OUTCOME, STATUS, SYNC, TOKEN, UPLOAD, Fault


@pytest.mark.drawn(3)
@pytest.mark.parametrize("fault", ["spend the token", "refuse the token"])
@pytest.mark.parametrize("path", [STATUS, SYNC, UPLOAD, OUTCOME])
def test_a_spent_token_is_renewed_once_on_the_way(bench: Bench, path: str, fault: Fault) -> None:
    bench.server.faults[path] = [fault]
    bench.check(bench.send())
    assert bench.server.paths().count(SIGN_IN) == 2
    assert bench.server.uploads == {ANNOUNCEMENT.packet_id: [PACKET]}


def test_a_token_refused_twice_is_given_up_for_now(bench: Bench) -> None:
    bench.server.faults[STATUS] = ["refuse the token", "refuse the token"]
    with pytest.raises(mosip_errors.SignInRefused) as caught:
        bench.send()
    assert caught.value.retryable
    bench.check(bench.send())


def test_a_token_is_renewed_before_its_time_is_over(bench: Bench) -> None:
    bench.send()
    bench.clock.advance(3600 - 29)
    bench.send()
    assert bench.server.paths().count(SIGN_IN) == 2


def test_missing_rights(bench: Bench) -> None:
    bench.server.faults[STATUS] = ["forbid"]
    bench.fails(mosip_errors.SignInRefused, reason="HTTP 403")
    bench.server.codes[STATUS] = ["KER-ATH-403"]
    bench.fails(mosip_errors.SignInRefused, reason="HTTP 200")


def test_a_wrong_password(bench: Bench) -> None:
    bench.server.password = "another"
    bench.fails(mosip_errors.SignInRefused, reason="KER-ATH-008")


def test_a_forbidden_sign_in(bench: Bench) -> None:
    bench.server.faults[TOKEN] = ["forbid"]
    bench.fails(mosip_errors.SignInRefused, reason="HTTP 403")


def test_a_clock_that_is_wrong_cannot_sign_in(bench: Bench) -> None:
    bench.server.clock = FakeClock(NOW + timedelta(minutes=6))
    bench.fails(mosip_errors.SignInRefused, reason="KER-SNC-145")


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        (None, 0o600, "file"),
        ("user = ", 0o600, "file"),
        ('user = "a"\n', 0o600, "entries"),
        ('user = ""\npassword = "b"\n', 0o600, "entries"),
        ('user = "a"\npassword = 7\n', 0o600, "entries"),
        ('user = "a"\npassword = "b"\n', 0o640, "rights"),
        ('user = "a"\npassword = "b"\n', 0o604, "rights"),
    ],
)
def test_credentials_that_cannot_be_used(tmp_path: Path, text: str | None, mode: int, reason: str) -> None:
    file = tmp_path / "mosip-credentials.toml"
    if text is not None:
        file.write_text(text)
        file.chmod(mode)
    with pytest.raises(mosip_errors.CredentialsMissing) as caught:
        read_credentials(file)
    assert caught.value.params == {"reason": reason}
