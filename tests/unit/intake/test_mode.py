"""An intake takes what is of its own mode and nothing else, whatever a packet says of itself."""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from crypto import demo_pki, envelope, issuing, roles
from crypto.authority import load_authority, revocation_list
from crypto.issuing import Subject
from crypto.keys.machine import MachineKey
from crypto.pinned import PinnedFiles
from intake.__main__ import main
from intake.acceptance.augmenting import Authority, augment
from intake.acceptance.opening import open_packet
from intake.errors import IntakeError, ModeUnfit, OtherMode, PacketOfOtherMode
from intake.mode import Mode, believed
from station.domain.outbox import SealedPacket
from station.packet import asice, sealed
from station.packet.content import Content, PacketFile
from station.packet.errors import ContainerMalformed
from station.packet.flags import Flags, flags_of
from tests.support.clock import NOW
from tests.support.earnest import production_home
from tests.support.pki import Pki, pki
from tests.support.sealing import make_content
from tests.support.time_stamping import stamper

__all__ = ["pki"]


def content_of(mode: str, simulated: bool = False) -> Content:
    """One whose data says so of itself."""
    made = make_content()
    files = list(made.files)
    at = next(number for number, file in enumerate(files) if file.path == "data/application.json")
    said = f'"enrollmentFlags":{{"mode":"{mode}","simulated":{str(simulated).lower()}}}'
    data = re.sub(rb'"enrollmentFlags":\{[^}]*\}', said.encode(), files[at].data)
    files[at] = PacketFile(files[at].path, data)
    return replace(made, files=tuple(files))


def written(path: Path, packet: SealedPacket) -> Path:
    path.write_bytes(packet.p7m)
    path.with_name(f"{path.name}.p7s").write_bytes(packet.p7s)
    return path


@pytest.fixture
def pack(pki: Pki, tmp_path: Path) -> Callable[..., Path]:
    """A packet of the demonstration's people and station."""

    def made(mode: str, simulated: bool = False) -> Path:
        signed = asice.sign_operator(content_of(mode, simulated), pki.operator, NOW)
        approved = asice.approve(signed, pki.officer, NOW, pki.operator.certificate)
        return written(tmp_path / "packet-1.p7m", sealed.seal(approved, pki.recipients, pki.station, NOW))

    return made


@pytest.fixture
def train(pki: Pki, tmp_path: Path) -> Callable[..., Path]:
    """A packet sealed under the root of training."""
    folder = pki.intake_home / demo_pki.AUTHORITIES
    authority = load_authority(folder, folder / "secret", "training")

    def holder(name: str, policy: str, usages: Sequence[str] = issuing.SIGNS) -> MachineKey:
        key = issuing.new_ec_key()
        subject = Subject(name, "Training", (policy,), usages, identifier=f"EI:AM-{name.upper()}")
        return MachineKey(issuing.issue(authority, subject, key, NOW, 30), authority.chain, key)

    operator, officer = holder("Trainee", roles.OPERATOR_POLICY), holder("Trainer", roles.OFFICER_POLICY)

    def made(mode: str) -> Path:
        signed = asice.sign_operator(content_of(mode), operator, NOW)
        approved = asice.approve(signed, officer, NOW, operator.certificate)
        return written(
            tmp_path / "packet-2.p7m", sealed.seal(approved, pki.recipients, holder("Desk", roles.STATION_POLICY), NOW)
        )

    return made


def refused(packet: Path, home: Path, mode: str | None = None) -> type[IntakeError]:
    with pytest.raises(IntakeError) as caught:
        open_packet(packet, home, "production", NOW, mode=mode)
    return type(caught.value)


def test_a_demonstration_takes_its_own_and_training(
    pki: Pki, pack: Callable[..., Path], train: Callable[..., Path]
) -> None:
    home = pki.intake_home
    assert open_packet(pack("demo", simulated=True), home, "production", NOW)
    assert open_packet(train("TRAINING"), home, "production", NOW)
    for mode in ("production", "NORMAL", "TRAINING", "DIAGNOSTICS"):
        assert refused(pack(mode), home) is PacketOfOtherMode
    for mode in ("demo", "NORMAL", "production"):
        assert refused(train(mode), home) is PacketOfOtherMode


def test_training_takes_training_only(pki: Pki, pack: Callable[..., Path], train: Callable[..., Path]) -> None:
    home = pki.intake_home
    assert open_packet(train("TRAINING"), home, "production", NOW, mode="training")
    assert open_packet(train("EXAM"), home, "production", NOW, mode="training")
    assert refused(pack("TRAINING"), home, "training") is OtherMode
    assert refused(train("NORMAL"), home, "training") is PacketOfOtherMode


def test_practice_is_archived_for_the_receivers_of_practice(
    pki: Pki, train: Callable[..., Path], tmp_path: Path
) -> None:
    home, somebody, at = tmp_path / "home", stamper(), NOW.replace(microsecond=0)
    for part in ("centre", "trust"):
        shutil.copytree(pki.intake_home / part, home / part)
    (home / "trust" / "roots" / "timestamp.pem").write_text(somebody.above.certificate.pem, encoding="ascii")
    (home / "trust" / "crls" / "time-stamps.crl").write_bytes(
        revocation_list(somebody.above, (), NOW, timedelta(days=30))
    )
    authority = Authority(lambda request: somebody.reply(request, at), lambda: NOW)
    sealed_copy = augment(train("TRAINING"), home, "production", authority).file.read_bytes()
    head, tail = sealed_copy[: envelope.MAX_HEAD_BYTES], sealed_copy[-envelope.TAIL_BYTES :]
    practised = PinnedFiles(home / "trust" / "training" / "recipients")
    assert len(envelope.sealed_to(head, tail, len(sealed_copy), practised)) > 1
    earnest = envelope.sealed_to(head, tail, len(sealed_copy), PinnedFiles(home / "trust" / "recipients"))
    assert earnest == (pki.receiver("production")[0],), "whose key opened the packet"


def test_a_refused_packet_leaves_no_file(pki: Pki, pack: Callable[..., Path], tmp_path: Path) -> None:
    out = tmp_path / "out.asice"
    with pytest.raises(PacketOfOtherMode):
        open_packet(pack("TRAINING"), pki.intake_home, "production", NOW, out=out)
    assert not out.exists()


@pytest.fixture(scope="module")
def earnest_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return production_home(tmp_path_factory.mktemp("earnest")).intake_home


@pytest.mark.parametrize(
    ("flags", "fits"),
    [
        (Flags("NORMAL", False), True),
        (Flags("MOBILE", False), True),
        (Flags("MASS_INFLUX", False), True),
        (Flags("production", False), True),  # where no policy says
        (Flags("NORMAL", True), False),
        (Flags("demo", False), False),
        (Flags("TRAINING", False), False),
        (Flags("EXAM", False), False),
        (Flags("DIAGNOSTICS", False), False),
        (Flags("", False), False),
        (Flags("of tomorrow", False), False),
    ],
)
def test_in_earnest_only_what_is_known_to_be(flags: Flags, fits: bool, earnest_home: Path) -> None:
    judge = believed(earnest_home, None)
    assert judge.mode is Mode.PRODUCTION
    if fits:
        judge.require(flags, b"")
    else:
        with pytest.raises(PacketOfOtherMode):
            judge.require(flags, b"")


def test_in_earnest_no_training_seal_is_looked_at(earnest_home: Path, train: Callable[..., Path]) -> None:
    assert refused(train("NORMAL"), earnest_home) is OtherMode


def test_a_mode_that_the_authorities_do_not_bear_out_does_not_start(
    pki: Pki, earnest_home: Path, tmp_path: Path
) -> None:
    for home, mode in ((pki.intake_home, "production"), (earnest_home, "demo")):
        with pytest.raises(ModeUnfit):
            believed(home, mode)
    shutil.copytree(earnest_home / "trust", tmp_path / "trust")
    (tmp_path / "trust" / "roots" / "training.pem").unlink()
    with pytest.raises(ModeUnfit):
        believed(tmp_path, "training")
    assert believed(pki.intake_home, None).mode is Mode.DEMO


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"enrollmentFlags":{"mode":3,"simulated":false}}', b'{"enrollmentFlags":{"mode":""}}']
)
def test_content_that_says_nothing_of_its_mode_is_malformed(data: bytes) -> None:
    with pytest.raises(ContainerMalformed):
        flags_of(Content((PacketFile("data/application.json", data),)))


@pytest.mark.parametrize("forced", ["nobody", "operator", "officer"])
def test_a_forced_signature_is_shown_to_who_opens(
    forced: str, pki: Pki, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    signed = asice.sign_operator(content_of("demo"), pki.operator, NOW, under_duress=forced == "operator")
    operator = pki.operator.certificate
    approved = asice.approve(signed, pki.officer, NOW, operator, under_duress=forced == "officer")
    packet = written(tmp_path / "packet-3.p7m", sealed.seal(approved, pki.recipients, pki.station, NOW))
    monkeypatch.setattr("sys.argv", ["intake", "open", str(packet), "--home", str(pki.intake_home)])
    assert main() == 0
    marked = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.endswith("UNDER DURESS")]
    assert marked == {"nobody": [], "operator": ["captured"], "officer": ["approved"]}[forced]
