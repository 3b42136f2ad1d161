"""Whatever lies in the files and comes over the wire: a value or a typed error, never anything else."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.api import CancelScope
from station.domain.outbox import PacketId
from station.outbox import errors
from station.receivers.line import Answer, Line
from station.receivers.osia import errors as osia_errors
from station.receivers.osia.transport.client import OsiaClient, Visit, buffer_address
from station.receivers.osia.transport.token import BearerToken
from station.receivers.osia.transport.uploads import Uploads
from tests.support.clock import FakeClock
from tests.support.osia_server import TOKEN
from tests.support.people import ENROLLMENT_ID

PACKET = PacketId("ab" * 32)
SAID = (
    errors.AnswerUnexpected,
    osia_errors.EnrollmentForbidden,
    osia_errors.EnrollmentGone,
    osia_errors.EnrollmentMalformed,
    errors.ReceiverBusy,
    osia_errors.TokenRefused,
)
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["code", "message", "bufferId"]), inner)
    ),
)


class OneAnswer(Line):
    """A line on which always the same is said."""

    def __init__(self, answer: Answer) -> None:
        self._said = answer

    def ask(self, *_: object) -> Answer:
        return self._said


@pytest.fixture
def token(tmp_path: Path) -> BearerToken:
    file = tmp_path / "osia.token"
    file.touch(mode=0o600)
    file.write_text(TOKEN)
    return BearerToken(file, FakeClock())


def ask_all(client: OsiaClient) -> None:
    visit = Visit(ENROLLMENT_ID, "0f" * 16, CancelScope())
    for call in (
        lambda: client.create(visit, {}),
        lambda: client.read(visit),
        lambda: client.buffer(visit, b"x"),
        lambda: client.patch(visit, {}),
        lambda: client.finalize(visit),
    ):
        with suppress(*SAID):
            call()


@SHARED
@given(st.integers(100, 599), st.sampled_from(["application/json", "text/html", ""]), st.binary(max_size=60))
def test_any_answer(token: BearerToken, status: int, kind: str, body: bytes) -> None:
    ask_all(OsiaClient(OneAnswer(Answer(status, {"Content-Type": kind}, body)), token))


@SHARED
@given(st.sampled_from([200, 201, 204, 400, 403, 404, 409, 500]), JSON)
def test_any_json(token: BearerToken, status: int, value: object) -> None:
    body = json.dumps(value).encode()
    ask_all(OsiaClient(OneAnswer(Answer(status, {"Content-Type": "application/json; charset=utf-8"}, body)), token))


@SHARED
@given(st.binary(max_size=200) | st.from_regex(rb"[\w-]{1,9}\.[\w-]{1,40}\.[\w-]{0,9}", fullmatch=True))
def test_any_token_file(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "any.token"
    file.touch(mode=0o600)
    file.write_bytes(data)
    with suppress(osia_errors.TokenMissing, osia_errors.TokenExpired):
        assert BearerToken(file, FakeClock()).read().isascii()


@SHARED
@given(st.binary(max_size=200))
def test_any_memory(tmp_path: Path, data: bytes) -> None:
    uploads = Uploads(tmp_path, "https://osia.example")
    (tmp_path / f"{PACKET}.json").write_bytes(data)
    assert uploads.remembered(PACKET) == {}


def test_memory_there_and_back(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "osia", "https://osia.example")
    assert uploads.remembered(PACKET) == {}
    uploads.remember(PACKET, {"ab": "b-1"})
    assert Uploads(tmp_path / "osia", "https://osia.example").remembered(PACKET) == {"ab": "b-1"}
    uploads.forget(PACKET)
    uploads.forget(PACKET)
    assert uploads.remembered(PACKET) == {}


@given(st.text(min_size=1, max_size=50))
def test_a_buffers_name_never_leads_elsewhere(name: str) -> None:
    try:
        address = buffer_address("https://osia.example", ENROLLMENT_ID, name, "0f" * 16)
    except UnicodeEncodeError:
        return  # half a surrogate pair: no printable name
    assert address.startswith(f"https://osia.example/v1/enrollments/{ENROLLMENT_ID}/buffer/")
    assert address.count("/") == 7
    assert address.endswith(f"?transactionId={'0f' * 16}"), "whoever reads it must say one"
    assert address.count("?") == 1


@pytest.mark.parametrize("code", [-(2**31), -1, 0, 2**31 - 1])
def test_every_int32_is_a_code_of_the_servers(token: BearerToken, code: int) -> None:
    body = json.dumps({"code": code, "message": "x"}).encode()
    client = OsiaClient(OneAnswer(Answer(400, {"Content-Type": "application/json"}, body)), token)
    with pytest.raises(osia_errors.EnrollmentMalformed) as caught:
        client.patch(Visit(ENROLLMENT_ID, "0f" * 16, CancelScope()), {})
    assert caught.value.params == {"reason": f"OSIA {code}"}


@pytest.mark.parametrize("code", [-(2**31) - 1, 2**31, 1.0, True, "1", None])
def test_what_is_no_int32_is_no_word_of_the_servers(token: BearerToken, code: object) -> None:
    body = json.dumps({"code": code, "message": "x"}).encode()
    client = OsiaClient(OneAnswer(Answer(400, {"Content-Type": "application/json"}, body)), token)
    with pytest.raises(errors.AnswerUnexpected):
        client.patch(Visit(ENROLLMENT_ID, "0f" * 16, CancelScope()), {})
