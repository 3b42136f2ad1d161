"""Asking for a time-stamp: what is sent, and that an answer counts only where it is one to this very request."""

import subprocess
from pathlib import Path

import pytest

from crypto import cms, der
from crypto.errors import (
    BadSignature,
    BadTimeStamp,
    CryptoError,
    MalformedDer,
    SignedInFuture,
    TimeStampRefused,
    TooLarge,
    UntrustedCertificate,
)
from crypto.keys.machine import MachineKey
from crypto.time_stamp_request import TimeStampRequest, read_answer
from crypto.trust import Purpose, TrustStore
from tests.support.clock import NOW
from tests.support.programs import need
from tests.support.time_stamping import Stamper, stamper

AT = NOW.replace(microsecond=0)
ASKED = TimeStampRequest(b"a signature's value")


@pytest.fixture(scope="module")
def tsa() -> Stamper:
    return stamper()


def trusting(tsa: Stamper) -> TrustStore:
    return TrustStore({Purpose.TIME_STAMP: [tsa.above.certificate]})


def refused(answer: bytes, tsa: Stamper) -> CryptoError:
    with pytest.raises(CryptoError) as caught:
        ASKED.token(answer, trusting(tsa), NOW)
    return caught.value


def test_the_stock_openssl_answers_what_we_ask(tmp_path: Path) -> None:
    need("openssl")
    tsa = stamper()
    tsa.set_up(tmp_path)
    (tmp_path / "asked").write_bytes(ASKED.der)
    for command in ("ts -query -in asked -text", "ts -reply -config ts.cnf -queryfile asked -out told"):
        told = subprocess.run(["openssl", *command.split()], cwd=tmp_path, check=True, capture_output=True).stdout
        assert b"sha256" in told or not told
        assert b"Certificate required: yes" in told or not told
    token, at = ASKED.token((tmp_path / "told").read_bytes(), trusting(tsa), NOW.replace(year=NOW.year + 1))
    assert at > NOW
    assert token in (tmp_path / "told").read_bytes()


def test_no_number_is_used_twice() -> None:
    assert len({TimeStampRequest(b"same").nonce for _ in range(50)}) == 50


def test_an_answer_to_this_request_gives_its_token(tsa: Stamper) -> None:
    answer = tsa.reply(ASKED.der, AT)
    assert ASKED.token(answer, trusting(tsa), NOW) == (read_answer(answer), AT)


def test_an_answer_to_anything_else_gives_none(tsa: Stamper) -> None:
    other_nonce = refused(tsa.reply(ASKED.der, AT, nonce=ASKED.nonce + 1), tsa)
    no_nonce = refused(tsa.reply(ASKED.der, AT, more=b""), tsa)
    other_data = refused(tsa.reply(TimeStampRequest(b"other", ASKED.nonce).der, AT), tsa)
    assert [each.params for each in (other_nonce, no_nonce, other_data)] == [
        {"reason": "nonce"},
        {"reason": "nonce"},
        {"reason": "other"},
    ]
    assert {type(each) for each in (other_nonce, no_nonce, other_data)} == {BadTimeStamp}


def test_an_authority_that_is_not_believed_gives_none(tsa: Stamper) -> None:
    assert type(refused(stamper().reply(ASKED.der, AT), tsa)) is UntrustedCertificate
    assert type(refused(tsa.reply(ASKED.der, AT.replace(year=AT.year + 1)), tsa)) is SignedInFuture
    broken = bytearray(tsa.reply(ASKED.der, AT))
    broken[-1] ^= 1
    assert isinstance(refused(bytes(broken), tsa), BadTimeStamp)


@pytest.mark.parametrize(
    ("status", "token", "error"),
    [
        (2, b"", TimeStampRefused),
        (2, der.sequence(), TimeStampRefused),
        (0, b"", MalformedDer),
        (6, b"", MalformedDer),
        (-1, der.sequence(), MalformedDer),
        (0, der.sequence() + der.sequence(), MalformedDer),
        (0, der.tlv(der.SEQUENCE, bytes(64 * 1024)), TooLarge),
    ],
)
def test_what_is_no_answer(status: int, token: bytes, error: type[CryptoError]) -> None:
    words = der.sequence(der.tlv(0x0C, b"no"))
    info = der.sequence(der.integer(status), words, der.tlv(der.BIT_STRING, b"\x00\x80"))
    with pytest.raises(error):
        read_answer(der.sequence(info, token))


def test_a_signature_takes_one_time_stamp(tsa: Stamper, operator: MachineKey) -> None:
    plain = cms.sign_detached(b"content", operator, NOW)
    stamped = cms.with_time_stamp(plain, tsa.token(cms.signature_value(plain), AT))
    for again in (cms.signature_value, lambda message: cms.with_time_stamp(message, b"")):
        with pytest.raises(BadSignature) as caught:
            again(stamped)
        assert caught.value.params == {"reason": "stamped"}
