"""The doctor asks the receiver and is answered, or says in time why not."""

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

import pytest

from crypto.keys.machine import server_context
from station.outbox.errors import AnswerUnexpected, TransportTimeout
from station.receivers.parts import ask_health
from station.settings import Settings
from tests.support import bad_intake
from tests.support.bad_intake import BadIntake, Behaviour, answering
from tests.support.pki import Pki

JSON = "application/json"
SETTINGS = Settings(Path("data"), Path("config"))


@pytest.fixture
def receiver(pki: Pki) -> Callable[..., object]:
    @contextmanager
    def running(behaviour: Behaviour):  # type: ignore[no-untyped-def]
        home = pki.intake_home
        context = server_context(home / "gateway", home / "gateway" / "secret", home / "trust/roots/station.pem", "tls")
        with BadIntake(context, [behaviour]).running() as server:
            yield server

    return running


@pytest.mark.parametrize(
    ("scheme", "path"),
    [
        ("https", "/here/v1/health"),
        ("mosip+https", "/here/v1/syncdata/actuator/health"),
        ("osia+https", "/here/v1/enrollments"),
    ],
)
def test_each_kind_of_receiver_is_asked_its_own_question(
    pki: Pki, receiver: Callable[..., object], scheme: str, path: str
) -> None:
    with receiver(answering(200, b'{"status": "UP"}', JSON)) as server:  # type: ignore[attr-defined]
        url = server.url.replace("https", scheme) + "/here/"
        assert ask_health(url, pki.client(), SETTINGS) == ("HTTP 200" if scheme == "osia+https" else "UP")
        assert server.requests[0].head.startswith(f"GET {path} HTTP/1.1\r\n")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"status": 1}', b"[" * 5000])
def test_what_is_no_word_of_an_intake_is_said(pki: Pki, receiver: Callable[..., object], body: bytes) -> None:
    with receiver(answering(200, body, JSON)) as server, pytest.raises(AnswerUnexpected):  # type: ignore[attr-defined]
        ask_health(server.url, pki.client(), SETTINGS)


@pytest.mark.parametrize("behaviour", [bad_intake.drip_the_headers, bad_intake.drip_a_body_without_length])
def test_a_receiver_that_never_quite_ends_does_not_hold_the_doctor(
    pki: Pki, receiver: Callable[..., object], behaviour: Behaviour
) -> None:
    with receiver(behaviour) as server, pytest.raises(TransportTimeout):  # type: ignore[attr-defined]
        ask_health(server.url, pki.client(), SETTINGS, timeout_s=0.7)
