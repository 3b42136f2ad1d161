"""Security objects that States issued, the two master lists that they chain to, and BSI's reference set. Not in the
repository."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crypto.emrtd import tlv
from crypto.emrtd.active_authentication import authenticate_actively, read_dg15
from crypto.emrtd.chip import Chip
from crypto.emrtd.chip_authentication import offers
from crypto.emrtd.files import COM, DATA_GROUPS, SOD
from crypto.emrtd.security_info import read_security_infos
from crypto.emrtd.terminal import Terminal
from crypto.emrtd.verifier.authorities import Authorities
from crypto.emrtd.verifier.certificate import IssuedCertificate, read_certificate
from crypto.emrtd.verifier.checks import Check, Name, Status
from crypto.emrtd.verifier.document import Document
from crypto.emrtd.verifier.findings import BadMasterList
from crypto.emrtd.verifier.master_list import MasterList, difference, read_master_list
from crypto.emrtd.verifier.passive import Knowledge, verify
from crypto.emrtd.verifier.proofs import ActiveProof, Recorder
from crypto.emrtd.verifier.security_object import read_security_object
from tests.unit.crypto.emrtd.test_bsi_set import NAMES, personal

pytestmark = pytest.mark.shared_data
NOW = datetime(2026, 12, 1, tzinfo=UTC)
STATES = ("AT", "DE", "FI", "FR", "GB", "MY", "PH", "US")
UNTIMED = ("DE", "FI", "GB")


def sod(folder: Path, state: str) -> bytes:
    return (folder / "emrtd/sod" / f"{state}_EF.SOD.bin").read_bytes()


def root(folder: Path, name: str) -> IssuedCertificate:
    return read_certificate((folder / "emrtd/masterlists" / name).read_bytes())


@pytest.fixture(scope="module")
def lists(shared_data: Path) -> tuple[MasterList, MasterList]:
    """The German one and the Dutch one, each under its own root."""
    folder = shared_data / "emrtd/masterlists"
    return (
        read_master_list(
            (folder / "DE_ML_2026-05-28-08-28-45.ml").read_bytes(), [root(shared_data, "DE_ROOT_CA_CSCA07.cer")]
        ),
        read_master_list((folder / "NL_ML_2026-07-22.ml").read_bytes(), [root(shared_data, "NL_ROOT_CA.cer")]),
    )


@pytest.mark.parametrize("state", STATES)
def test_hashes_are_those_that_are_known(shared_data: Path, state: str) -> None:
    expected = json.loads((shared_data / "emrtd/sod/expected.json").read_text(encoding="utf-8"))[state]
    found = read_security_object(sod(shared_data, state))
    assert (found.hashes[1].hex(), found.hashes[2].hex()) == (expected["dg1_hash"], expected["dg2_hash"])
    assert (found.lds, found.unicode) == (expected["expLdsVersion"], expected["expUnicodeVersion"])


def checked(document: Document, *lists: MasterList) -> dict[tuple[Name, str], Check]:
    believed = tuple(dict.fromkeys(each for one in lists for each in one.certificates))
    return {(each.name, each.about): each for each in verify(document, Knowledge(Authorities(believed)), NOW)}


@pytest.mark.parametrize("state", STATES)
def test_each_chains_with_the_two_lists_alone(
    shared_data: Path, lists: tuple[MasterList, MasterList], state: str
) -> None:
    found = checked(Document({"EF.SOD": sod(shared_data, state)}, "PACE"), *lists)
    assert {found[each, ""].status for each in (Name.SOD, Name.SIGNATURE, Name.CHAIN, Name.PROFILE)} == {Status.PASSED}
    then = Status.NOT_DONE if state in UNTIMED else Status.PASSED
    assert found[Name.VALID_THEN, ""].status is then
    assert found[Name.REVOCATION, ""].status is Status.NOT_DONE


@pytest.mark.parametrize("state", STATES)
def test_a_changed_bit_of_each_is_noticed(shared_data: Path, lists: tuple[MasterList, MasterList], state: str) -> None:
    file = sod(shared_data, state)
    at = file.index(read_security_object(file).hashes[2])
    forged = file[:at] + bytes((file[at] ^ 1,)) + file[at + 1 :]
    assert checked(Document({"EF.SOD": forged}, "PACE"), *lists)[Name.SIGNATURE, ""].status is Status.FAILED


@pytest.mark.parametrize("state", ["DE", "FI"])
def test_files_of_card_security(shared_data: Path, lists: tuple[MasterList, MasterList], state: str) -> None:
    file = (shared_data / "emrtd/sod" / f"{state}_EF.CardSecurity.bin").read_bytes()
    found = checked(Document({"EF.CardSecurity": file}, "PACE"), *lists)
    assert found[Name.CARD_SECURITY, "EF.CardSecurity"].status is Status.PASSED
    assert found[Name.CHAIN, "EF.CardSecurity"].status is Status.PASSED


def test_lists_are_read_whole(lists: tuple[MasterList, MasterList]) -> None:
    assert [(len(each.certificates), each.unreadable) for each in lists] == [(588, 0), (411, 0)]
    found = difference(*lists)
    assert sum(each.added + each.changed for each in found.states) >= 39
    first = difference(None, lists[0])
    assert (first.links, first.unfit, found.links) == (213, 7, 0)


def test_a_list_under_another_root_is_refused(shared_data: Path) -> None:
    file = (shared_data / "emrtd/masterlists/NL_ML_2026-07-22.ml").read_bytes()
    with pytest.raises(BadMasterList) as refused:
        read_master_list(file, [root(shared_data, "DE_ROOT_CA_CSCA07.cer")])
    assert refused.value.params == {"reason": "root"}


@pytest.mark.parametrize("off", [0, 1], ids=["genuine", "copy"])
def test_the_reference_set_from_a_chip_of_ours(shared_data: Path, off: int) -> None:
    """Its security object has no data group 15: the key of active authentication is used, and is bound by nothing."""
    made = personal(shared_data / "emrtd/bsi_tr03105_5", off=off)
    recorder = Recorder(Chip(made).connect)
    terminal = Terminal(recorder.connect, watch=recorder.watch)
    assert made.mrz is not None
    access = terminal.open(made.mrz)
    files = {file.name: terminal.read(file) for file in (COM, SOD, *(DATA_GROUPS[number] for number in NAMES))}
    infos = read_security_infos(tlv.one(files["DG14"], 0x6E), "DG14")
    key = read_dg15(files["DG15"])
    found = authenticate_actively(terminal.channel, key, infos.active_hash)
    active = ActiveProof(found.challenge, found.signature)
    chip = recorder.chip(terminal.channel, offers(infos)[0])
    document = Document(files, access.by, access.downgraded, made.mrz, chip, active, log=tuple(recorder.log))
    security = read_security_object(files["EF.SOD"])
    signer = security.signed.certificates[0]
    result = {(each.name, each.about): each for each in verify(document, Knowledge(Authorities((signer,))), NOW)}
    assert result[Name.SIGNATURE, ""].status is Status.PASSED
    for number in (1, 2, 3, 4, 14):
        assert result[Name.GROUP, f"DG{number}"].status is Status.PASSED
    reason = result[Name.GROUP, "DG15"].reason
    assert reason is not None
    assert reason.code == "EMR-043"
    assert result[Name.ZONE, ""].status is Status.PASSED
    by_copy = result[Name.CHIP_AUTHENTICATION, ""]
    assert by_copy.status is Status.FAILED
    assert by_copy.reason is not None
    # nobody here has the authority of the set: its keys are the chip's, and bound by nothing that is believed
    assert by_copy.reason.code == ("EMR-019" if off else "EMR-049")
