"""The activity event of a visit: made in the commit that seals its packet, and it says of nobody who they are."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from crypto import cms
from station.bootstrap.activities import activities_made
from station.domain.activity import Activity, Evidence, Strength
from station.domain.outbox import PacketId
from station.formats.activity import decode_activity, encode_activity
from station.receivers.table import receiver_named
from station.services.views import SealedView
from station.settings import Settings
from tests.support.applicants import ADULT
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, Bench, approved_draft, open_desk


def sealed(settings: Settings, work_mode: str = "") -> tuple[Bench, SealedView]:
    bench = open_desk(settings, NOW, work_mode=work_mode)
    signing = bench.enroll._signing
    make = activities_made(settings, signing._sealing.key, lambda: "gyumri-1")
    signing._sealing = replace(signing._sealing, activity=make)
    bench.sign_in_as(OPERATOR)
    view = bench.enroll.seal(approved_draft(bench))
    assert isinstance(view, SealedView), view
    return bench, view


def test_one_for_each_packet_signed_by_the_station(demo_settings: Settings) -> None:
    bench, view = sealed(demo_settings)
    message = bench.outbox.activity(view.packet_id)
    assert message is not None
    assert cms.claimed_signer(message, attached=True)[0] == bench.enroll._signing._sealing.key.certificate
    found = decode_activity(cms.claimed_content(message))
    assert (found.packet_id, found.service, found.unit) == (view.packet_id, "biometric_passport", "gyumri-1")
    assert (found.desk, found.mode, found.at) == (demo_settings.desk, "demo", NOW)
    assert found.evidence == (Evidence.PORTRAIT, Evidence.FINGERPRINTS, Evidence.SIGNATURE)
    assert found.strength is Strength.HIGH
    assert bench.db.execute("SELECT packet_id FROM outbox_activity").fetchall() == [(view.packet_id,)]


def test_it_holds_nothing_of_the_person(demo_settings: Settings) -> None:
    bench, view = sealed(demo_settings)
    content = cms.claimed_content(bench.outbox.activity(view.packet_id) or b"").decode()
    typed = {value for value in ADULT.values() if len(value) > 3}
    assert not {value for value in typed if value in content}


TOPIC = {"notifications": "https://notification.example.am", "topic": "visits"}


@pytest.mark.parametrize(
    ("name", "told", "takes"),
    [("intake", {}, True), ("mosip", {}, False), ("osia", {}, False), ("osia", TOPIC, True)],
)
def test_which_receivers_take_it_says_their_table(
    demo_settings: Settings, name: str, told: Mapping[str, str], takes: bool
) -> None:
    receiver = receiver_named(name)
    assert receiver.takes_activities(replace(demo_settings, receivers={name: dict(told)})) is takes
    assert receiver.open_activities is not None or not takes


def test_how_sure_it_is() -> None:
    of = Activity(sealed_id(), "id_card", "", "1", "a" * 64, "production", NOW)
    for evidence, strength in (
        ((), Strength.LOW),
        ((Evidence.DOCUMENT, Evidence.FINGERPRINTS), Strength.LOW),
        ((Evidence.PORTRAIT,), Strength.SUBSTANTIAL),
        ((Evidence.PORTRAIT, Evidence.FINGERPRINTS), Strength.HIGH),
    ):
        assert replace(of, evidence=evidence).strength is strength
        assert decode_activity(encode_activity(replace(of, evidence=evidence))).strength is strength


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"version":1', b'"version":2'),
        (b'"strength":"low"', b'"strength":"high"'),
        (b'"type":"activity"', b'"type":"receipt"'),
        (b'"desk":"1"', b'"desk":"1","name":"x"'),
        (b'"evidence":[]', b'"evidence":["iris"]'),
        (b'"evidence":[]', b'"evidence":[[]]'),
        (b"{", b"[" * 100_000),
    ],
)
def test_only_the_canonical_form_is_read(old: bytes, new: bytes) -> None:
    data = encode_activity(Activity(sealed_id(), "id_card", "", "1", "a" * 64, "production", NOW))
    assert decode_activity(data).service == "id_card"
    assert old in data
    with pytest.raises(ValueError):
        decode_activity(data.replace(old, new, 1))


def sealed_id() -> PacketId:
    return PacketId("b" * 64)
