"""What every receiver must do, ours and others': each that is installed is tried, unasked, and the guide's example too.

The other end is a rig (tests/support/rigs). What a way out does with a receiver that misbehaves: in
test_transport_contract.
"""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from importlib import import_module
from importlib.resources import files
from pkgutil import walk_packages
from re import fullmatch
from secrets import token_hex
from ssl import SSLContext, create_default_context
from uuid import uuid4

import pytest

from crypto.errors import CryptoError
from devices.api import Cancelled, CancelScope
from station.domain.clock import SystemClock
from station.domain.enrollment import EnrollmentId
from station.domain.errors import StationError
from station.domain.outbox import OutboxRow, OutboxState, PacketId, Parcel
from station.outbox.errors import AnswerUnexpected, StillProcessing, TransportTimeout, WayFailed
from station.outbox.proof import WRONG_RECEIPT
from station.outbox.transport import Transport
from station.packet import asice
from station.packet.format import Dossier
from station.receivers.api import Belief, Receiver, Way
from station.receivers.table import every_receiver, receiver_at, receiver_named, refuse_unfit
from station.roster import BUILT_IN, packages
from station.settings import SettingsWrong, receiver_in, url_in
from station.texts import LANGUAGES, text_for
from tests.support.clock import NOW
from tests.support.installed import EXAMPLE, installed
from tests.support.mosip_dossier import approved, dossier_of
from tests.support.people import PERSON, Shelf, build
from tests.support.pki import Pki
from tests.support.rigs import Rig, Side, names, running

PATIENCE_S = 10.0


@dataclass(frozen=True)
class Desk:
    """A station before one receiver. dossiers: makes another approved enrollment at each call."""

    name: str
    receiver: Receiver
    rig: Rig
    pki: Pki
    dossiers: Callable[[], Dossier]

    def way(self, address: str = "") -> Way:
        tls: SSLContext = self.rig.context or create_default_context()
        return Way(url_in(address or self.rig.settings.intake), tls, self.rig.settings)

    def open(self, address: str = "") -> Transport:
        return self.receiver.open_transport(self.way(address))

    def parcel(self) -> Parcel:
        dossier = self.dossiers()
        sealed = self.receiver.open_form(self.rig.settings).seal(dossier, self.pki.recipients, self.pki.station, NOW)
        enrollment_id = dossier.enrollment.enrollment_id
        size, sending = len(sealed.p7m), OutboxState.SENDING
        row = OutboxRow(sealed.packet_id, enrollment_id, sending, NOW, 1, None, token_hex(16), size)
        return Parcel(row, sealed.p7m, sealed.p7s)

    def deliver(self, parcel: Parcel) -> bytes:
        """Try until there is a receipt, as the outbox does."""
        transport = self.open()
        try:
            return transport.send(parcel, CancelScope(PATIENCE_S))
        except StillProcessing:
            self.rig.finish()
            return transport.send(parcel, CancelScope(PATIENCE_S))
        finally:
            transport.close()

    @cached_property
    def delivered(self) -> tuple[Parcel, bytes]:
        """A packet that arrived, and its receipt."""
        parcel = self.parcel()
        return parcel, self.deliver(parcel)

    def check(self, receipt: bytes, row: OutboxRow) -> object:
        station = self.pki.station.certificate.fingerprint
        belief = Belief(self.rig.settings, self.pki.trust, SystemClock(), station)
        return self.receiver.open_check(belief)(receipt, row)


@pytest.fixture(scope="module")
def desks(pki: Pki, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Desk]]:
    """Each rig is started when it is first asked for, and runs to the end of this page."""
    shelf = Shelf()
    captured, made = approved(pki, shelf), {}

    def dossier() -> Dossier:
        enrollment = replace(captured, enrollment_id=EnrollmentId(str(uuid4())))
        built = build(enrollment, shelf)
        once = asice.sign_operator(built, pki.operator, NOW)
        container = asice.approve(once, pki.officer, NOW, pki.operator.certificate)
        return replace(dossier_of(enrollment, shelf), container=container)

    with installed(EXAMPLE), ExitStack() as stack:

        def desk(name: str) -> Desk:
            if name not in made:
                side = Side(tmp_path_factory.mktemp(name), pki, SystemClock())
                made[name] = Desk(name, receiver_named(name), stack.enter_context(running(name, side)), pki, dossier)
            return made[name]

        yield desk


@pytest.fixture(params=names())
def desk(request: pytest.FixtureRequest, desks: Callable[[str], Desk]) -> Desk:
    return desks(request.param)


# --- what it is -------------------------------------------------------------------------------------------------------


def test_its_address_finds_it_and_its_settings_serve(desk: Desk) -> None:
    assert receiver_at(desk.rig.settings.intake) is receiver_at(desk.rig.nowhere) is desk.receiver
    assert receiver_in(desk.rig.settings.intake) == desk.name
    refuse_unfit(desk.rig.settings)


def test_an_option_that_nobody_reads_is_named(desk: Desk) -> None:
    options = {**desk.rig.settings.options(desk.name), "colour": "red"}
    with pytest.raises(SettingsWrong) as caught:
        refuse_unfit(replace(desk.rig.settings, receivers={desk.name: options}))
    table = desk.name if desk.receiver.refuse_options is None else f"{desk.name}.colour"
    assert caught.value.params["key"] == table


def test_each_of_its_codes_says_something_in_each_language(desk: Desk) -> None:
    """One of ours has numbers of our own; another's begin with its name."""
    package = import_module(packages()[desk.name])
    modules = [import_module(found.name) for found in walk_packages(package.__path__, f"{package.__name__}.")]
    codes = {
        each.code
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, StationError) and each.__module__.startswith(package.__name__)
    }
    for language in LANGUAGES if codes else ():
        texts = tomllib.loads(files(package).joinpath("texts", f"{language}.toml").read_text(encoding="utf-8"))
        assert codes <= texts.keys()
        assert all(texts[code]["happened"] for code in codes)
    own = r"STN-\d{3}" if desk.name in BUILT_IN else rf"{desk.name.upper()}-\d{{3}}"
    assert [code for code in codes if not fullmatch(own, code)] == []


# --- the form ---------------------------------------------------------------------------------------------------------


def test_a_packet_is_named_by_its_bytes_and_says_nothing_of_the_person(desk: Desk) -> None:
    (one, _), other = desk.delivered, desk.parcel()
    assert one.packet_id == sha256(one.p7m).hexdigest() != other.packet_id
    surname, given = PERSON.primary_identifier, PERSON.secondary_identifier
    for name in (surname.latin, surname.armenian, given.armenian):
        assert len(name.encode()) >= 6, "fewer bytes are in a ciphertext now and then"
        assert name.encode() not in one.p7m + one.p7s


def test_what_it_foresees_has_words_and_is_no_secret(desk: Desk) -> None:
    """Before anybody signs, of a dossier without a container."""
    dossier = desk.dossiers()
    unsigned = replace(dossier, container=b"", enrollment=replace(dossier.enrollment, signed=None, approved=None))
    for notice in desk.receiver.open_form(desk.rig.settings).foresee(unsigned):
        for language in LANGUAGES:
            assert text_for(notice.code, language, notice.params).happened != notice.code


# --- the way ----------------------------------------------------------------------------------------------------------


def test_a_packet_arrives_and_what_comes_back_is_believed(desk: Desk) -> None:
    parcel, receipt = desk.delivered
    assert desk.rig.arrived() == 1
    assert desk.check(receipt, parcel.row) is not None
    assert not desk.rig.settings.database.exists(), "a way out needs nothing but its parcel"


def test_the_same_packet_again_is_the_same_packet(desk: Desk) -> None:
    parcel, _ = desk.delivered
    desk.check(desk.deliver(parcel), parcel.row)
    assert desk.rig.arrived() == 1


def test_nobody_there_is_a_fault_of_the_way(desk: Desk) -> None:
    transport = desk.open(desk.rig.nowhere)
    with pytest.raises(WayFailed) as caught:
        transport.send(desk.delivered[0], CancelScope(PATIENCE_S))
    assert caught.value.retryable
    transport.close()
    transport.close()


def test_what_is_cancelled_or_too_late_sends_nothing(desk: Desk) -> None:
    parcel, cancelled = desk.parcel(), CancelScope()
    desk.delivered  # noqa: B018 - what arrives after it would be counted
    cancelled.cancel()
    with pytest.raises(Cancelled):
        desk.open().send(parcel, cancelled)
    with pytest.raises(TransportTimeout):
        desk.open().send(parcel, CancelScope(0.0))
    assert desk.rig.arrived() == 1


def test_it_says_whether_it_is_there(desk: Desk) -> None:
    assert desk.receiver.ask(desk.way(), PATIENCE_S)
    with pytest.raises((WayFailed, AnswerUnexpected)):
        desk.receiver.ask(desk.way(desk.rig.nowhere), PATIENCE_S)


# --- the proof --------------------------------------------------------------------------------------------------------


def test_a_receipt_speaks_of_one_packet_and_only_its_receiver_reads_it(desk: Desk) -> None:
    parcel, receipt = desk.delivered
    told = desk.receiver.read_receipt(receipt)
    assert told.packet_id == parcel.packet_id
    assert told.nonce in ("", parcel.nonce)
    assert told.enrollment_id in (None, parcel.row.enrollment_id)
    for other in every_receiver():
        if other is not desk.receiver:
            with pytest.raises((ValueError, CryptoError)):
                other.read_receipt(receipt)


def test_a_receipt_of_another_packet_is_none(desk: Desk) -> None:
    parcel, receipt = desk.delivered
    with pytest.raises(WRONG_RECEIPT):
        desk.check(receipt, replace(parcel.row, packet_id=PacketId("0" * 64)))


def test_what_is_altered_is_not_believed_or_says_the_same(desk: Desk) -> None:
    """Whatever byte it is; that of a label which proves nothing may be another."""
    parcel, receipt = desk.delivered
    disbelieved, places = 0, range(0, len(receipt), max(1, len(receipt) // 40))
    for place in places:
        altered = bytearray(receipt)
        altered[place] ^= 1
        try:
            desk.check(bytes(altered), parcel.row)
        except StationError:
            disbelieved += 1
        else:
            assert desk.receiver.read_receipt(bytes(altered)) == desk.receiver.read_receipt(receipt)
    assert disbelieved > len(places) / 2


def test_noise_is_no_receipt(desk: Desk) -> None:
    parcel, _ = desk.delivered
    for noise in (b"", b"{}", b"\x30\x00", b"[" * 5000, b"<html>", bytes(300)):
        with pytest.raises(WRONG_RECEIPT):
            desk.check(noise, parcel.row)
        with pytest.raises((ValueError, CryptoError)):
            desk.receiver.read_receipt(noise)
