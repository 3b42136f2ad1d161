"""One enrollment, three policies of sealing: what a receiver needs to open each, with our tools and without them."""

import shutil
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from re import DOTALL, search

import pytest

from crypto import cms
from crypto.keys.machine import load_machine_key
from station.packet import envelope_policy
from station.packet.archive import read_archive
from station.services.views import SealedView
from station.settings import Settings, load_settings
from tests.support import policies
from tests.support.clock import NOW
from tests.support.desk import OPERATOR, approved_draft, open_desk
from tests.support.intake_command import ask_intake

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "open-a-packet.md"

pytestmark = pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("unzip")), reason="needs the openssl and unzip commands"
)


@dataclass(frozen=True)
class Packet:
    path: Path
    settings: Settings

    @property
    def intake(self) -> Path:
        return self.settings.intake_home


def policy_key(settings: Settings):  # type: ignore[no-untyped-def]
    return load_machine_key(settings.intake_home / "state", settings.intake_home / "state" / "secret", "policy")


@pytest.fixture(scope="module")
def packets(demo_keys: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Packet]:
    """The same approved enrollment, sealed at three copies of one station, each under a policy of its own."""
    folder = tmp_path_factory.mktemp("policies")
    shutil.copytree(demo_keys, folder / "one")
    with closing((desk := open_desk(load_settings(folder / "one"))).db):
        desk.sign_in_as(OPERATOR)
        which = approved_draft(desk)
    made = {}
    for name in policies.NAMES:
        settings = load_settings(Path(shutil.copytree(folder / "one", folder / name)))
        policies.activate(name, policy_key(settings), settings.trust)
        with closing((desk := open_desk(settings)).db):
            desk.sign_in_as(OPERATOR)
            desk.enroll.resume(which)
            answer = desk.enroll.seal(which)
            assert isinstance(answer, SealedView), answer
        made[name] = Packet(Path(answer.packet_path), settings)
    return made


def open_with_ours(packet: Packet, receiver: str, out: Path, *more: object) -> subprocess.CompletedProcess[str]:
    return ask_intake("open", packet.path, "--home", packet.intake, "--receiver", receiver, "--out", out, *more)


RECEIVERS = {
    policies.CLASSICAL: ("production", "escrow"),
    policies.TRANSITION: ("production", "escrow", "production-ec", "production-kem"),
    policies.POST_QUANTUM: ("production-kem", "escrow-kem"),
}


@pytest.mark.parametrize("name", policies.NAMES)
def test_the_receivers_that_policy_names_open_it_and_no_others(
    name: str, packets: dict[str, Packet], tmp_path: Path
) -> None:
    everybody = {"production", "escrow", "production-ec", "production-kem", "escrow-kem"}
    for receiver in sorted(everybody):
        done = open_with_ours(packets[name], receiver, tmp_path / receiver)
        if receiver in RECEIVERS[name]:
            assert done.returncode == 0, done.stderr
            assert ("and ML-DSA   Demo Station 1" in done.stdout) == (name != policies.CLASSICAL)
        else:
            assert "CRY-031" in done.stderr
            assert not (tmp_path / receiver).exists()


def test_it_is_the_same_enrollment_three_times(packets: dict[str, Packet], tmp_path: Path) -> None:
    found = {}
    for name in policies.NAMES:
        receiver = RECEIVERS[name][-1]
        assert open_with_ours(packets[name], receiver, tmp_path / name).returncode == 0
        found[name] = read_archive((tmp_path / name).read_bytes())
    assert found[policies.TRANSITION][:-2] == found[policies.CLASSICAL]
    assert found[policies.POST_QUANTUM][:-2] == found[policies.CLASSICAL]
    assert found[policies.TRANSITION][-1].path == "META-INF/seal003-pq.p7s"


@pytest.mark.parametrize("name", [policies.CLASSICAL, policies.TRANSITION])
def test_an_old_receiver_opens_the_first_two(name: str, packets: dict[str, Packet], tmp_path: Path) -> None:
    """The stock openssl and unzip, by the script of the page; nothing post-quantum is known there."""
    script = tmp_path / "open-packet.sh"
    found = search(r"```sh\n(.*?)```", PAGE.read_text(encoding="utf-8"), DOTALL)
    assert found is not None
    script.write_text(found[1], encoding="utf-8")
    packet = packets[name]
    trust, centre = packet.intake / "trust", packet.intake / "centre"
    command = ["sh", str(script), str(packet.path), str(trust), str(centre), str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("verified: ")


def openssl(*arguments: object) -> int:
    return subprocess.run(["openssl", "cms", *map(str, arguments)], capture_output=True, check=False).returncode


def test_who_sealed_the_third_is_verified_by_anybody_but_no_classical_key_opens_it(
    packets: dict[str, Packet], tmp_path: Path
) -> None:
    packet = packets[policies.POST_QUANTUM]
    sender = ("-verify", "-cades", "-binary", "-inform", "DER", "-in", f"{packet.path}.p7s", "-content", packet.path)
    root = packet.intake / "trust" / "roots" / "station.pem"
    assert openssl(*sender, "-out", "/dev/null", "-CAfile", root) == 0
    for receiver in ("production", "escrow", "production-ec"):
        centre = packet.intake / "centre"
        key = ("-recip", centre / f"{receiver}.pem", "-inkey", centre / f"{receiver}.key.pem")
        secret = ("-passin", f"file:{centre / 'secret'}")
        opening = ("-decrypt", "-binary", "-inform", "DER", "-in", packet.path, "-out", tmp_path / "opened")
        assert openssl(*opening, *key, *secret) != 0


def test_the_centre_refuses_what_its_policy_does_not_allow(packets: dict[str, Packet], tmp_path: Path) -> None:
    settings = packets[policies.CLASSICAL].settings
    ordered = {}
    for name in policies.NAMES:
        ordered[name] = tmp_path / f"{name}.p7m"
        ordered[name].write_bytes(cms.sign_attached(policies.document(name), policy_key(settings), NOW))

    def judged(packet: str, policy: str) -> subprocess.CompletedProcess[str]:
        return open_with_ours(packets[packet], RECEIVERS[packet][0], tmp_path / "out", "--policy", ordered[policy])

    assert judged(policies.CLASSICAL, policies.CLASSICAL).returncode == 0
    assert judged(policies.POST_QUANTUM, policies.POST_QUANTUM).returncode == 0
    (tmp_path / "out").unlink()
    done = judged(policies.CLASSICAL, policies.TRANSITION)
    assert "STN-213" in done.stderr  # no signature 003
    assert not (tmp_path / "out").exists()
    ordered[policies.CLASSICAL].write_bytes(policies.document(policies.CLASSICAL))
    assert "CRY-050" in judged(policies.CLASSICAL, policies.CLASSICAL).stderr  # not signed


def test_a_station_does_not_seal_under_a_policy_that_nobody_signed_or_that_is_over(
    demo_settings: Settings,
) -> None:
    file = demo_settings.trust / envelope_policy.FILE
    key = load_machine_key(demo_settings.keys, demo_settings.machine_secret)
    file.write_bytes(cms.sign_attached(policies.document(policies.CLASSICAL), key, NOW))
    desk = open_desk(demo_settings)
    sealed_to = desk.enroll._signing._sealing.receivers  # asked anew at each sealing
    with pytest.raises(Exception, match="CRY-021"):
        sealed_to()
    old = policies.document(policies.CLASSICAL).replace(b"2031", b"2026").replace(b"2026-01-01", b"2025-01-01", 1)
    file.write_bytes(cms.sign_attached(old, policy_key(demo_settings), NOW))
    with pytest.raises(Exception, match="STN-221"):
        sealed_to()
    desk.db.close()


def test_the_state_signs_a_policy_with_the_stock_openssl(demo_settings: Settings) -> None:
    """As docs/packet.md shows it."""
    state = demo_settings.intake_home / "state"
    signed = openssl(
        *("-sign", "-binary", "-cades", "-nodetach", "-md", "sha256", "-outform", "DER"),
        *("-in", policies.EXAMPLES / "transition.json", "-out", demo_settings.trust / envelope_policy.FILE),
        *("-signer", state / "policy.pem", "-inkey", state / "policy.key.pem", "-passin", f"file:{state / 'secret'}"),
        *("-certfile", demo_settings.trust / "intermediates" / "policy.pem"),
    )
    assert signed == 0
    desk = open_desk(demo_settings)
    assert desk.enroll._signing._sealing.receivers().policy.name == "transition"
    desk.db.close()
