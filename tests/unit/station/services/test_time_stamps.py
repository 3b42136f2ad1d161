"""Time-stamps on people's signatures: as an authority gives them, and nothing stands still where it gives none."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from ssl import create_default_context

import pytest

from crypto import cms, der
from crypto.authority import revocation_list
from crypto.trust import Purpose, TrustStore
from intake.acceptance.opening import Opened, open_packet
from station.domain.enrollment import EnrollmentId
from station.domain.events import AuditEvent, EventKind
from station.packet import asice
from station.packet.archive import read_archive
from station.policy import TimeStamping
from station.services.time_stamps import TimeStamps
from station.services.views import SealedView
from station.settings import Settings
from station.time_authority import AuthorityAway, AuthorityUnfit, TimeAuthority
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, Bench, StillClock, approved_draft, open_desk
from tests.support.pki import Pki, pki
from tests.support.sealing import make_content
from tests.support.time_stamping import Stamper, openssl_authority, stamper

__all__ = ["pki"]

RULE = TimeStamping("http://authority.example/tsa", 7)
DRAFT = EnrollmentId("d" * 32)
AT = NOW.replace(microsecond=0)


@dataclass
class Scripted:
    """An authority that answers a request with what `gives` makes of it."""

    gives: Callable[[bytes], bytes]
    asked: list[tuple[str, float]] = field(default_factory=list)

    def ask(self, address: str, request: bytes, patience_s: float) -> bytes:
        self.asked.append((address, patience_s))
        return self.gives(request)


@pytest.fixture(scope="module")
def tsa() -> Stamper:
    return stamper()


@pytest.fixture
def openssl(tmp_path: Path) -> Iterator[tuple[Stamper, str]]:
    with openssl_authority(tmp_path / "authority") as served:
        yield served


def missed(bench: Bench) -> list[str]:
    """Why there was no time-stamp, each time."""
    found = "SELECT json_extract(event, '$.details.code') FROM audit WHERE json_extract(event, '$.kind') = ?"
    return [row[0] for row in bench.db.execute(found, ("time_stamp_missed",))]


def sealed_and_opened(bench: Bench, settings: Settings) -> tuple[Opened, tuple[bytes, ...]]:
    """What the centre reads, and signatures 001 and 002 of it."""
    bench.sign_in_as(OPERATOR)
    sealed = bench.enroll.seal(approved_draft(bench))
    assert isinstance(sealed, SealedView)
    out = settings.data / "opened.asice"
    now = datetime.now(UTC) + timedelta(seconds=1)
    opened = open_packet(Path(sealed.packet_path), settings.intake_home, "production", now, out=out)
    return opened, asice.signatures(out.read_bytes())


def test_both_are_stamped_by_the_stock_openssl_and_the_centre_reads_it(
    demo_settings: Settings, openssl: tuple[Stamper, str]
) -> None:
    authority, address = openssl
    nobody = revocation_list(authority.above, (), datetime.now(UTC), timedelta(days=1))
    for trust in (demo_settings.trust, demo_settings.intake_home / "trust"):
        (trust / "roots" / "timestamp.pem").write_text(authority.above.certificate.pem, encoding="ascii")
        (trust / "crls" / "timestamp.crl").write_bytes(nobody)
    stamping = TimeStamping(address, 10), TimeAuthority(create_default_context())
    bench = open_desk(demo_settings, stamping=stamping)
    opened, (by_operator, by_officer) = sealed_and_opened(bench, demo_settings)
    assert missed(bench) == []
    for signature in (by_operator, by_officer):
        assert cms.time_stamp_of(signature) is not None
    assert (opened.judged.operator.by, opened.judged.officer.by) == ("time-stamp", "time-stamp")
    assert opened.judged.operator.at <= opened.judged.officer.at


def test_whoever_signs_next_signs_the_time_stamp_too(pki: Pki, tsa: Stamper) -> None:
    container, events = stamped(pki, tsa, lambda asked: tsa.reply(asked, AT))
    assert events == []
    (first,) = [file.data for file in read_archive(container) if file.path.endswith("signature001.p7s")]
    assert cms.time_stamp_of(first) is not None
    approved = asice.approve(container, pki.officer, NOW, pki.operator.certificate)
    (second,) = [file.data for file in read_archive(approved) if file.path.endswith("Manifest002.xml")]
    assert b64encode(sha256(first).digest()) in second


def stamped(
    pki: Pki, tsa: Stamper, gives: Callable[[bytes], bytes], rule: TimeStamping | None = RULE
) -> tuple[bytes, list[AuditEvent]]:
    """A signed container after the authority was asked, and what was recorded."""
    trust = TrustStore({Purpose.TIME_STAMP: [tsa.above.certificate]})
    events: list[AuditEvent] = []
    stamps = TimeStamps(lambda: rule, Scripted(gives), trust, StillClock(NOW))
    return stamps.stamped(events.append, DRAFT, signed(pki)), events


def signed(pki: Pki) -> bytes:
    return asice.sign_operator(make_content(), pki.operator, NOW)


def away(_: bytes) -> bytes:
    raise AuthorityAway(reason="timeout")


def unfit(_: bytes) -> bytes:
    raise AuthorityUnfit(status=404)


@pytest.mark.parametrize(
    ("gives", "code"),
    [
        (lambda tsa: away, "STN-195"),
        (lambda tsa: unfit, "STN-196"),
        (lambda tsa: lambda asked: tsa.reply(asked, AT - timedelta(minutes=11)), "STN-197"),
        (lambda tsa: lambda asked: tsa.reply(asked, AT + timedelta(minutes=11)), "CRY-026"),
        (lambda tsa: lambda asked: tsa.reply(asked, AT, nonce=1), "CRY-090"),
        (lambda tsa: lambda asked: tsa.reply(asked, AT, imprint=bytes(32)), "CRY-090"),
        (lambda tsa: lambda asked: stamper().reply(asked, AT), "CRY-021"),
        (lambda tsa: lambda asked: der.sequence(der.sequence(der.integer(2))), "CRY-091"),
        (lambda tsa: lambda asked: b"<html>Sign in to this network</html>", "CRY-050"),
        (lambda tsa: lambda asked: bytes(65 * 1024), "CRY-051"),
    ],
    ids=["away", "unfit", "early", "ahead", "another's", "other bytes", "unknown", "refused", "a portal", "endless"],
)
def test_what_does_not_hold_is_not_put_in_and_is_recorded(
    pki: Pki, tsa: Stamper, gives: Callable[[Stamper], Callable[[bytes], bytes]], code: str
) -> None:
    container, events = stamped(pki, tsa, gives(tsa))
    assert all(cms.time_stamp_of(file.data) is None for file in read_archive(container) if file.path.endswith(".p7s"))
    asice.verify(container, pki.trust, NOW, approved=False)
    assert events == [AuditEvent(EventKind.TIME_STAMP_MISSED, subject=DRAFT, details={"code": code})]


def test_a_bug_in_it_fails_no_signature_either(pki: Pki, tsa: Stamper) -> None:
    container, (event,) = stamped(pki, tsa, lambda asked: bytes(1 // 0))
    asice.verify(container, pki.trust, NOW, approved=False)
    assert event.details == {"code": "STN-150"}


def test_where_policy_names_nobody_nobody_is_asked(pki: Pki, tsa: Stamper) -> None:
    container, events = stamped(pki, tsa, lambda asked: pytest.fail("asked"), rule=None)
    assert (cms.time_stamp_of(read_archive(container)[-1].data), events) == (None, [])


def test_an_authority_that_is_away_costs_the_packet_nothing(demo_settings: Settings) -> None:
    authority = Scripted(away)
    bench = open_desk(demo_settings, stamping=(RULE, authority))
    opened, signatures = sealed_and_opened(bench, demo_settings)
    assert opened.judged.officer.by == "now"
    assert [cms.time_stamp_of(each) for each in signatures] == [None, None]
    assert authority.asked == [(RULE.authority, 7)] * 2, "once a signature"
    assert missed(bench) == ["STN-195"] * 2


def test_practice_asks_nobody(demo_settings: Settings) -> None:
    authority = Scripted(away)
    bench = open_desk(demo_settings, stamping=(RULE, authority), work_mode="TRAINING")
    bench.sign_in_as(OPERATOR)
    approved_draft(bench)
    assert authority.asked == []


def test_the_doctor_asks_for_one(tsa: Stamper) -> None:
    trust = TrustStore({Purpose.TIME_STAMP: [tsa.above.certificate]})

    def lines(gives: Callable[[bytes], bytes], rule: TimeStamping | None = RULE) -> list[tuple[str, str, str]]:
        found = TimeStamps(lambda: rule, Scripted(gives), trust, StillClock(NOW)).doctor()
        return [(line.code, line.outcome, line.measured) for line in found]

    good = lines(lambda asked: tsa.reply(asked, AT))
    assert good == [("CHK-TIME-STAMPS", "pass", f"{AT:%d.%m.%Y %H:%M:%S}Z")]
    assert lines(away) == [("CHK-TIME-STAMPS", "fail", "STN-195")]
    assert lines(lambda asked: stamper().reply(asked, AT)) == [("CHK-TIME-STAMPS", "fail", "CRY-021")]
    assert lines(away, rule=None) == []
