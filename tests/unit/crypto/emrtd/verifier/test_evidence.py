"""The chip's own proofs, from the conversation to the back office: the same checks, the same results."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from crypto import der
from crypto.emrtd import tlv
from crypto.emrtd.active_authentication import authenticate_actively, read_dg15
from crypto.emrtd.chip import Chip, Personal, StaticKey
from crypto.emrtd.chip_authentication import offers
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.errors import ChipNotAuthentic
from crypto.emrtd.files import CARD_SECURITY, COM, DATA_GROUPS, SOD
from crypto.emrtd.parameters import curve
from crypto.emrtd.security_info import read_security_infos
from crypto.emrtd.terminal import Terminal
from crypto.emrtd.verifier.authorities import Authorities
from crypto.emrtd.verifier.checks import Check, Name, Status
from crypto.emrtd.verifier.document import Document
from crypto.emrtd.verifier.evidence import read_evidence, seal_evidence, unseal_evidence, write_evidence
from crypto.emrtd.verifier.findings import BadChipEvidence
from crypto.emrtd.verifier.passive import CARD_SECURITY_CONTENT, Knowledge, verify
from crypto.emrtd.verifier.proofs import ActiveProof, MappingProof, Recorder, Refused
from crypto.errors import BadSeal
from tests.support import chips
from tests.support.issuing_state import NOW, signed_data, sod, state
from tests.unit.crypto.emrtd.test_active_authentication import dg15, ecdsa

KEY, PLACE = bytes(range(32)), b"a draft"


def personal(*, bound: bool = True, off: int = 0, other: bool = False) -> Personal:
    """A chip with each protocol. bound: its keys are signed for. off: a copy without the chip's static key. other: it
    signs challenges with another key than its DG15 has."""
    group = curve(13)
    dg14 = tlv.write(0x6E, der.set_of(chips.key_info(group, chips.STATIC), chips.ca_info(Suite.AES_128)))
    own = chips.ec_key()
    files = {**chips.files(600), chips.DG14_ID: dg14, 0x010F: dg15(own)}
    groups = {1: files[0x0101], 2: files[0x0102], 14: dg14, 15: files[0x010F]}
    signed = groups if bound else {number: file for number, file in groups.items() if number < 14}
    files[chips.SOD_ID] = sod(signed, state())
    security = signed_data(
        der.set_of(chips.key_info(group, chips.STATIC)), state().signer, state().signer_key, kind=CARD_SECURITY_CONTENT
    )
    way = chips.pace("CAM")
    made = chips.with_pace(
        way, application=files, sign=ecdsa(chips.ec_key("brainpoolP384r1") if other else own, SHA256(), True)
    )
    static = (StaticKey(group, chips.STATIC + off),)
    return replace(made, master={**made.master, CARD_SECURITY.identifier: security}, static=static)


def read(made: Personal) -> Document:
    recorder = Recorder(Chip(made).connect)
    terminal = Terminal(recorder.connect, watch=recorder.watch)
    access = terminal.open(chips.MRZ)
    wanted = (COM, SOD, *(DATA_GROUPS[number] for number in (1, 2, 14, 15)))
    files = {file.name: terminal.read(file) for file in wanted}
    files["EF.CardSecurity"] = made.master[CARD_SECURITY.identifier]
    infos = read_security_infos(tlv.one(files["DG14"], 0x6E), "DG14")
    active: ActiveProof | Refused
    try:
        found = authenticate_actively(terminal.channel, read_dg15(files["DG15"]), None)
        active = ActiveProof(found.challenge, found.signature)
    except ChipNotAuthentic:
        active = ActiveProof(bytes(8), recorder.last)
    chip = recorder.chip(terminal.channel, offers(infos)[0])
    return Document(
        files, access.by, access.downgraded, chips.MRZ, chip, active, MappingProof.of(access.established),
        tuple(recorder.log),
    )  # fmt: skip


def judged(document: Document) -> tuple[Check, ...]:
    return verify(document, Knowledge(Authorities(state().believed)), NOW)


def of(document: Document, name: Name) -> tuple[Status, str]:
    each = next(each for each in judged(document) if each.name is name)
    return each.status, "" if each.reason is None else each.reason.code


CHIP = (Name.CHIP_AUTHENTICATION, Name.ACTIVE_AUTHENTICATION, Name.CHIP_MAPPING)


def test_a_genuine_chip_that_is_bound() -> None:
    document = read(personal())
    assert [of(document, each) for each in CHIP] == [(Status.PASSED, "")] * 3


def test_keys_that_nothing_binds_prove_nothing() -> None:
    document = read(personal(bound=False))
    assert [of(document, each) for each in CHIP[:2]] == [(Status.FAILED, "EMR-049")] * 2
    elsewhere = verify(read(personal()), Knowledge(Authorities(())), NOW)
    found = {each.name: each for each in elsewhere}
    assert [found[each].status for each in CHIP] == [Status.FAILED] * 3


def test_a_copy_without_the_keys() -> None:
    document = read(personal(off=1))
    assert of(document, Name.CHIP_AUTHENTICATION) == (Status.FAILED, "EMR-019")
    assert of(document, Name.CHIP_MAPPING) == (Status.FAILED, "EMR-019")


def test_a_refusal_and_what_was_not_asked_are_no_pass() -> None:
    document = replace(read(personal()), chip=Refused("CA", "6F00"), active=None, mapping=Refused("CAM"))
    assert [of(document, each)[0] for each in CHIP] == [Status.NOT_DONE, Status.NOT_DONE, Status.NOT_SUPPORTED]


def test_every_check_is_there_whatever_cannot_be_read() -> None:
    document = read(personal())
    spoilt = replace(document, files={**document.files, CARD_SECURITY.name: b"no file"})
    assert of(spoilt, Name.CARD_SECURITY)[0] is Status.FAILED
    assert of(spoilt, Name.CHIP_MAPPING)[0] is Status.NOT_DONE


VARIANTS: dict[str, Callable[[], Document]] = {
    "genuine": lambda: read(personal()),
    "not bound": lambda: read(personal(bound=False)),
    "copy": lambda: read(personal(off=1)),
    "refused": lambda: replace(read(personal()), chip=Refused("CA", "6F00"), active=None, downgraded="token", mrz=None),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_back_office_comes_to_the_same(variant: str) -> None:
    document = VARIANTS[variant]()
    again = unseal_evidence(KEY, seal_evidence(KEY, document, PLACE), PLACE)
    assert again == document
    assert [each.told for each in judged(again)] == [each.told for each in judged(document)]


def test_evidence_is_shut_to_others() -> None:
    document = read(personal())
    sealed = seal_evidence(KEY, document, PLACE)
    assert document.files["DG1"] not in sealed
    for key, place in ((bytes(32), PLACE), (KEY, b"another draft")):
        with pytest.raises(BadSeal):
            unseal_evidence(key, sealed, place)


def test_the_log_has_nothing_of_what_was_said() -> None:
    document = read(personal())
    assert document.log
    assert {len(header) for header, _ in document.log} == {4}


@given(at=st.integers(0, 10_000), value=st.integers(0, 255))
def test_changed_evidence_is_read_or_refused(at: int, value: int) -> None:
    encoded = bytearray(_WRITTEN)
    encoded[at % len(encoded)] = value
    try:
        read_evidence(bytes(encoded))
    except BadChipEvidence:
        return


_WRITTEN = write_evidence(
    Document(
        {"DG1": bytes(20)}, "PACE", None, chips.MRZ, Refused("CA"), ActiveProof(b"1", b"2"), MappingProof(13, b"", b"")
    )
)
