"""Nobody enrolls alone. Whole packets, each sealed by a true station: who may have approved is decided by the stock
`openssl` with the State's policy, and by our own centre, alike."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from re import DOTALL, search

import pytest

from crypto import issuing, roles
from crypto.authority import load_authority
from crypto.errors import CryptoError
from crypto.keys.machine import MachineKey
from intake.acceptance.opening import open_packet
from station.domain.errors import StationError
from station.domain.operator import CredentialId
from station.packet import asice, content
from station.packet.archive import read_archive, write_archive
from tests.support.clock import NOW
from tests.support.intake_command import ask_intake
from tests.support.people import Shelf, build, enrollment
from tests.support.pki import Pki, other_pki, pki
from tests.support.sealing import make_content, save, seal
from tests.support.staff import card

__all__ = ["other_pki", "pki"]

PAGE = Path(__file__).parents[2] / "docs" / "open-a-packet.md"

pytestmark = pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("unzip")), reason="needs the openssl and unzip commands"
)


def once(pki: Pki) -> bytes:
    return asice.sign_operator(make_content(), pki.operator, NOW)


def approved_by(key: MachineKey, pki: Pki) -> bytes:
    """Signature 002 by anybody: the station's own refusal is passed by, since it is told of another operator."""
    return asice.approve(once(pki), key, NOW, pki.receipt_key.certificate)  # type: ignore[arg-type]


def certified_by(name: str, pki: Pki, *policies: str) -> MachineKey:
    """A new person, certified by that authority with whatever it writes down."""
    folder = pki.intake_home / "authority"
    authority = load_authority(folder, folder / "secret", name)
    key = issuing.new_ec_key()
    subject = issuing.Subject("Նոր Մարդ", "Somebody", policies, issuing.SIGNS)
    return MachineKey(issuing.issue(authority, subject, key, NOW, 30), authority.chain, key)


def one_person(pki: Pki, _: Pki) -> bytes:
    container = asice.sign_operator(make_content(), pki.officer, NOW)
    return asice.approve(container, pki.officer, NOW, pki.operator.certificate)


def one_person_with_two_cards(pki: Pki, _: Pki) -> bytes:
    """The name is what counts: a second certificate makes nobody a second person."""
    policies = (roles.OFFICER_POLICY, roles.OPERATOR_POLICY)
    first, second = (certified_by("approvals", pki, *policies) for _ in range(2))
    container = asice.sign_operator(make_content(), first, NOW)
    return asice.approve(container, second, NOW, pki.operator.certificate)


def an_officer_who_captured(pki: Pki, _: Pki) -> bytes:
    """With another card, of another authority, than the one that approves; Ani only signs."""
    capturing = card(pki.intake_home, "operators", "Կ. Սարգսյան", "EI:AM-DEMO-102", policies=(roles.OPERATOR_POLICY,))
    container = asice.sign_operator(captured_by(capturing.signs), pki.operator, NOW)
    files = read_archive(container)
    return write_archive((*files, *asice._signed(files, asice.OFFICER, pki.officer, NOW)))


def one_key_in_two_cards(pki: Pki, _: Pki) -> bytes:
    first = card(pki.intake_home, "approvals", "Նոր Մարդ", "EI:AM-8")
    second = card(pki.intake_home, "approvals", "Ուրիշ Մարդ", "EI:AM-9", key=first.key)
    container = asice.sign_operator(make_content(), first.signs, NOW)
    files = read_archive(container)
    return write_archive((*files, *asice._signed(files, asice.OFFICER, second.signs, NOW)))


def captured_by(key: MachineKey) -> content.Content:
    shelf = Shelf()
    enrolled = enrollment(shelf)
    found = key.certificate
    who = replace(
        enrolled.operator,
        credential_id=CredentialId(found.fingerprint),
        name=found.common_name,
        identifier=found.identifier,
        key=found.key_fingerprint,
    )
    enrolled = replace(enrolled, captured_by=(enrolled.operator, who))
    return build(enrolled, shelf)


def nobody(pki: Pki, _: Pki) -> bytes:
    return once(pki)


def approval_of_another_packet(pki: Pki, _: Pki) -> bytes:
    other = asice.sign_operator(make_content(noise_bytes=2000), pki.operator, NOW)
    approval = read_archive(asice.approve(other, pki.officer, NOW, pki.operator.certificate))[-2:]
    return write_archive((*read_archive(once(pki)), *approval))


Case = tuple[Callable[[Pki, Pki], bytes], str, str]
REFUSED: dict[str, Case] = {
    # who approved: how the container is made, what the stranger's script says, our code
    "the operator himself": (lambda pki, _: approved_by(pki.operator, pki), "no explicit policy", "CRY-021"),
    "an officer who captured": (one_person, "one person gave both", "STN-215"),
    "an officer with two cards": (one_person_with_two_cards, "one person gave both", "STN-215"),
    "an officer who captured with another card": (an_officer_who_captured, "who approved had captured", "STN-215"),
    "one key in two cards": (one_key_in_two_cards, "one person gave both", "STN-215"),
    "another of the vendor's": (
        lambda pki, _: approved_by(certified_by("operators", pki, roles.OPERATOR_POLICY), pki),
        "no explicit policy",
        "CRY-021",
    ),
    "a vendor who writes the State's policy himself": (
        lambda pki, _: approved_by(certified_by("operators", pki, roles.OFFICER_POLICY, roles.OPERATOR_POLICY), pki),
        "no explicit policy",
        "CRY-021",
    ),
    "a trainee with an officer's policy": (
        lambda pki, _: approved_by(certified_by("training", pki, roles.OFFICER_POLICY, roles.TRAINING_POLICY), pki),
        "certificate verify error",
        "CRY-021",
    ),
    "the station": (lambda pki, _: approved_by(pki.station, pki), "certificate verify error", "CRY-021"),
    "another State's officer": (
        lambda pki, other: approved_by(other.officer, pki),  # type: ignore[arg-type]
        "certificate verify error",
        "CRY-021",
    ),
    "the officer, of another packet": (approval_of_another_packet, "not what was signed", "STN-212"),
    "nobody": (nobody, "signature002", "STN-213"),
}


def script(folder: Path) -> Path:
    found = search(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), DOTALL)
    assert found is not None
    path = folder / "open-packet.sh"
    path.write_text(found[1], encoding="utf-8")
    return path


def strangers_judgement(packet: Path, pki: Pki, folder: Path) -> subprocess.CompletedProcess[str]:
    home = pki.intake_home
    command = ["sh", str(script(folder)), str(packet), str(home / "trust"), str(home / "centre"), str(folder / "out")]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def our_judgement(packet: Path, pki: Pki) -> str:
    try:
        open_packet(packet, pki.intake_home, "production", datetime.now(UTC))
    except (CryptoError, StationError) as error:
        return error.code
    return ""


def test_a_state_officer_who_captured_nothing_may_approve(pki: Pki, tmp_path: Path) -> None:
    packet = save(seal(approved_by(pki.officer, pki), pki), tmp_path)  # type: ignore[arg-type]
    done = strangers_judgement(packet, pki, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("not checked:") == 2
    assert our_judgement(packet, pki) == ""
    another = certified_by("approvals", pki, roles.OFFICER_POLICY)
    assert our_judgement(save(seal(approved_by(another, pki), pki), tmp_path), pki) == ""


@pytest.mark.parametrize("who", REFUSED)
def test_and_nobody_else(who: str, pki: Pki, other_pki: Pki, tmp_path: Path) -> None:
    make, strangers_word, our_code = REFUSED[who]
    packet = save(seal(make(pki, other_pki), pki), tmp_path)
    done = strangers_judgement(packet, pki, tmp_path)
    assert done.returncode != 0
    assert "verified" not in done.stdout
    assert strangers_word in done.stderr
    assert our_judgement(packet, pki) == our_code


def test_the_command_of_the_centre_refuses_too(pki: Pki, tmp_path: Path) -> None:
    packet = save(seal(approved_by(pki.operator, pki), pki), tmp_path)  # type: ignore[arg-type]
    done = ask_intake("open", packet, "--home", pki.intake_home)
    assert done.returncode == 1
    assert "CRY-021" in done.stderr
