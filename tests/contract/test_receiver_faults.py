"""What may become of any answer of any receiver: it ends with a typed error, and the next tries bring the packet there.

One table of faults, each receiver of ours over a line that spoils one answer of the way: statuses and refusals that the
interfaces name, answers that are wrong, late, cut, dripping or too long. The other end is a rig that works.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from secrets import token_hex
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from crypto.keys.machine import server_context
from devices.api import CancelScope
from intake import errors as intake_errors
from intake.errors import IntakeError
from station.domain.clock import SystemClock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.domain.outbox import OutboxRow, Parcel
from station.outbox.errors import PacketRefused, TransportDown
from station.receivers.api import Belief, Receiver, Way
from station.receivers.mosip.announcement import Announcement, encode_announcement
from station.receivers.table import receiver_named
from station.roster import BUILT_IN
from station.settings import url_in
from tests.support import bad_intake
from tests.support.between import Between, Spoil, altered, behaving, cut, instead, wait_for_the_other
from tests.support.mosip_world import CENTRE, MACHINE
from tests.support.osia_talk import osia_packet
from tests.support.packets import parcel_of, random_packet
from tests.support.pki import Pki
from tests.support.rigs import Rig, Side, running

PATIENCE_S, TRIES = 20.0, 4
JSON, HTML, PROBLEM = "application/json", "text/html", "application/problem+json"
SIZE = 3000


@dataclass(frozen=True)
class End:
    """A receiver behind a line that can be spoiled. way: requests of one delivery of a packet."""

    receiver: Receiver
    rig: Rig
    between: Between
    pki: Pki
    parcel: Callable[[], Parcel]

    def send(self, parcel: Parcel, scope: CancelScope | None = None) -> bytes:
        """One try of a station that starts anew; its receipt is believed."""
        assert self.rig.context is not None
        scheme, _, _ = self.rig.settings.intake.rpartition("://")
        address = url_in(f"{scheme}://127.0.0.1:{self.between.port}")
        transport = self.receiver.open_transport(Way(address, self.rig.context, self.rig.settings))
        receipt = transport.send(parcel, scope or CancelScope(PATIENCE_S))
        self._check(receipt, parcel.row)
        return receipt

    def _check(self, receipt: bytes, row: OutboxRow) -> None:
        station = self.pki.station.certificate.fingerprint
        self.receiver.open_check(Belief(self.rig.settings, self.pki.trust, SystemClock(), station))(receipt, row)

    def way(self) -> int:
        self.between.asked = 0
        self.send(self.parcel())
        return self.between.asked

    def heals(self, parcel: Parcel) -> None:
        met = []
        for _ in range(TRIES):
            try:
                self.send(parcel)
            except StationError as error:
                met.append(error)
            else:
                break
        assert len(met) < TRIES, met
        assert all(error.retryable for error in met), met


_numbers = count(1)


def intake_parcel() -> Parcel:
    return parcel_of(random_packet(SIZE), token_hex(16))


def mosip_parcel() -> Parcel:
    """Each with a number of its own."""
    made, number = random_packet(SIZE), next(_numbers)
    second = datetime(2026, 11, 24, tzinfo=UTC) + timedelta(seconds=number)
    rid, machine = f"{CENTRE}{MACHINE}{number:05}{second:%Y%m%d%H%M%S}", f"{CENTRE}_{MACHINE}"
    packet_id = f"{rid}-{machine}-{second:%Y%m%d%H%M%S}"
    said = Announcement(rid, packet_id, machine, "NEW", "hye", made.packet_id, len(made.p7m))
    return parcel_of(replace(made, p7s=encode_announcement(said)), token_hex(16))


def osia_parcel() -> Parcel:
    enrollment_id = EnrollmentId(str(uuid4()))
    parcel = parcel_of(osia_packet(SIZE, enrollment_id), token_hex(16))
    return replace(parcel, row=replace(parcel.row, enrollment_id=enrollment_id))


PARCELS = {"intake": intake_parcel, "mosip": mosip_parcel, "osia": osia_parcel}
"""They look sealed; nobody opens them."""


@pytest.fixture(scope="module")
def ends(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], tuple[End, int]]]:
    """Each with the number of its requests; started when it is first asked for."""
    made: dict[str, tuple[End, int]] = {}
    home = pki.intake_home
    context = server_context(home / "gateway", home / "gateway" / "secret", home / "trust/roots/station.pem", "tls")
    with ExitStack() as stack:

        def end(name: str) -> tuple[End, int]:
            if name not in made:
                rig = stack.enter_context(running(name, Side(tmp_path_factory.mktemp(name), pki, SystemClock())))
                port = urlsplit(url_in(rig.settings.intake)).port
                assert port is not None
                between = stack.enter_context(Between(port, pki.client(), context).running())
                rig.seen_at(between.port)
                opened = End(receiver_named(name), rig, between, pki, PARCELS[name])
                made[name] = opened, opened.way()
            return made[name]

        yield end


def test_every_receiver_of_ours_is_here() -> None:
    assert PARCELS.keys() == set(BUILT_IN)


def spoil_one(end: tuple[End, int], spoil: Spoil, chance: Random, *, at: int | None = None) -> StationError | None:
    """One answer of the way, `at` or whichever. The error that the try ended with, if it did; then it heals."""
    opened, requests = end
    parcel, before, error = opened.parcel(), opened.rig.arrived(), None
    opened.between.asked = 0
    opened.between.spoiled = {chance.randrange(requests) if at is None else at: spoil}
    try:
        opened.send(parcel, CancelScope(PATIENCE_S))
    except StationError as caught:
        error = caught
    assert opened.between.spoiled == {}, "it met the fault"
    opened.heals(parcel)
    assert opened.rig.arrived() == before + 1, "it is there once"
    return error


# --- whatever the receiver is ----------------------------------------------------------------------------------------

STATUSES = (302, 400, 401, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504, 507)
LONG = 10 * 1024 * 1024


def flipped(body: bytes) -> bytes:
    middle = len(body) // 2
    return body[:middle] + bytes([body[middle] ^ 0x80]) + body[middle + 1 :] if body else b"\x80"


FAULTS: dict[str, Spoil] = {
    **{f"{status} of a proxy": instead(status, b"<html>no</html>", HTML) for status in STATUSES},
    "a captive portal": instead(200, b"<html>welcome</html>", HTML),
    "an object that says nothing": instead(200, b"{}", JSON),
    "a list": instead(200, b"[]", JSON),
    "nothing in JSON": instead(200, b"null", JSON),
    "deep JSON": instead(200, b"[" * 5000, JSON),
    "no text": instead(200, b"\xff\xfe\x00" * 100, JSON),
    "half of JSON": instead(200, b'{"response": {"st', JSON),
    "another protocol": cut(lambda _: b"220 mail.example.org ESMTP ready\r\n"),
    "10 MB": instead(200, b" " * LONG, JSON),
    "10 MB of an error": instead(500, b" " * LONG, JSON),
    "10 MB announced": instead(200, b"{}", JSON, length=LONG),
    "the answer is lost": cut(lambda _: b""),
    "cut in the status line": cut(lambda answer: answer[:8]),
    "cut in the head": cut(lambda answer: answer[:30]),
}
SPOILED = {
    "a bit is another": altered(flipped),
    "the answer ends early": altered(lambda body: body[: len(body) // 2]),
    "the answer has more": altered(lambda body: body + b"\0"),
}
SLOW = {each.__name__: behaving(each) for each in (wait_for_the_other, *bad_intake.DRIPPING[:4])}


@pytest.fixture(params=sorted(PARCELS))
def end(request: pytest.FixtureRequest, ends: Callable[[str], tuple[End, int]]) -> tuple[End, int]:
    return ends(request.param)


@pytest.mark.drawn(12)
@pytest.mark.parametrize("fault", FAULTS)
def test_no_answer_of_anybody_else_ends_a_delivery(
    end: tuple[End, int], fault: str, chance: Random, *, long: bool
) -> None:
    for place in range(end[1]) if long else (None,):
        error = spoil_one(end, FAULTS[fault], chance, at=place)
        if error is None:  # at MOSIP a token may be spent on the way: the next one is asked for at once
            assert (end[0].rig.settings.intake[:5], fault) == ("mosip", "401 of a proxy")
        else:
            assert error.retryable, error


@pytest.mark.parametrize("length", [len("HTTP/1.1 204 No Content\r\n"), 30, -2, -1])
def test_a_head_that_does_not_end_is_no_answer(
    ends: Callable[[str], tuple[End, int]], length: int, chance: Random
) -> None:
    """The last answer of OSIA is a head and nothing else: what came of it must not count as all of it."""
    opened, requests = ends("osia")
    error = spoil_one((opened, requests), cut(lambda answer: answer[:length]), chance, at=requests - 1)
    assert type(error) is TransportDown


@pytest.mark.drawn(4)
@pytest.mark.parametrize("fault", SPOILED)
def test_a_spoiled_answer_is_noticed_or_says_the_same(
    end: tuple[End, int], fault: str, chance: Random, *, long: bool
) -> None:
    """Where it is a receipt all the same, it was believed: `End.send` checks."""
    for place in range(end[1]) if long else (None,):
        spoil_one(end, SPOILED[fault], chance, at=place)


@pytest.mark.drawn(3)
@pytest.mark.parametrize("fault", SLOW)
def test_who_never_comes_to_an_end_is_left(end: tuple[End, int], fault: str, chance: Random) -> None:
    opened, requests = end
    parcel, before = opened.parcel(), opened.rig.arrived()
    opened.between.asked, opened.between.spoiled = 0, {chance.randrange(requests): SLOW[fault]}
    with pytest.raises(StationError) as caught:
        opened.send(parcel, CancelScope(0.7))
    assert caught.value.retryable
    opened.between.spoiled = {}
    opened.heals(parcel)
    assert opened.rig.arrived() == before + 1


# --- refusals in the receiver's own words ----------------------------------------------------------------------------

INTAKE = sorted(
    (each.code, each.status) for each in vars(intake_errors).values()
    if isinstance(each, type) and issubclass(each, IntakeError) and each is not IntakeError
)  # fmt: skip
MOSIP = sorted(
    [f"RPR-RGS-{number:03}" for number in (*range(1, 29), 36, 37)]
    + [f"RPR-PKR-{number:03}" for number in range(1, 16)]
    + ["KER-ATH-401", "KER-ATH-402", "KER-ATH-403", "KER-SNC-144", "KER-SNC-145", "RPR-SYS-001", "nonsense"]
)
OSIA = [(status, number) for status in (400, 401, 403, 404, 409, 500) for number in (None, 0, -(2**31), 2**31 - 1)]


@pytest.mark.drawn(5)
@pytest.mark.parametrize(("code", "status"), INTAKE)
def test_what_the_intake_says(ends: Callable[[str], tuple[End, int]], code: str, status: int, chance: Random) -> None:
    """4xx with a code of ours refuses the packet; whoever wakes it all the same can deliver it."""
    body = b'{"code":"%s","title":"no"}' % code.encode()
    error = spoil_one(ends("intake"), instead(status, body, PROBLEM), chance)
    assert error is not None
    assert error.params["reason"] == code
    assert error.retryable or (type(error) is PacketRefused and status < 500)


@pytest.mark.drawn(5)
@pytest.mark.parametrize("code", MOSIP)
def test_what_a_mosip_receiver_says(
    ends: Callable[[str], tuple[End, int]], code: str, chance: Random, *, long: bool
) -> None:
    """At any of its requests: what means nothing there leaves the packet waiting, or is passed over."""
    body = b'{"response":null,"errors":[{"errorCode":"%s","message":"no"}]}' % code.encode()
    opened = ends("mosip")
    for place in range(opened[1]) if long else (None,):
        error = spoil_one(opened, instead(200, body, JSON), chance, at=place)
        assert error is None or error.retryable or type(error) is PacketRefused, error


@pytest.mark.drawn(5)
@pytest.mark.parametrize(("status", "number"), OSIA)
def test_what_an_osia_server_says(
    ends: Callable[[str], tuple[End, int]], status: int, number: int | None, chance: Random, *, long: bool
) -> None:
    body = b"" if number is None else b'{"code":%d,"message":"no"}' % number
    opened = ends("osia")
    for place in range(opened[1]) if long else (None,):
        error = spoil_one(opened, instead(status, body, JSON if body else ""), chance, at=place)
        assert error is not None
        assert error.retryable == (status not in (400, 403) or (status == 400 and number is None)), error
