"""The demonstration has receivers of confidential classes, also one that was made before there were any."""

import json
import shutil
from pathlib import Path

import pytest

from crypto import demo_classes, demo_pki
from crypto.demonstration import is_demonstration
from crypto.keys.receiver import load_receiver_key
from crypto.trust_folder import load_recipients
from station.domain.classes import CLASSES, folder_of
from tests.support.clock import NOW
from tests.support.once import copy_of
from tests.support.pki import Pki, pki

__all__ = ["pki"]


@pytest.fixture
def before(pki: Pki, tmp_path: Path) -> Pki:
    """As an earlier version made it."""
    copy = Pki(copy_of(pki.root, tmp_path / "before"))
    for folder in (copy.trust_folder, copy.intake_home / "trust"):
        shutil.rmtree(folder / "classes")
    shutil.rmtree(copy.trust_folder / "protection")
    (copy.trust_folder / demo_classes.MARKER).unlink()
    for name in demo_classes.PLACES:
        for file in (copy.intake_home / "centre").glob(f"{name}*"):
            file.unlink()
    marker = copy.trust_folder / demo_pki.MARKER
    state = json.loads(marker.read_bytes())
    roots = {"trust": copy.trust_folder, "intake": copy.intake_home}
    state["files"] = [[folder, name] for folder, name in state["files"] if (roots.get(folder, marker) / name).exists()]
    marker.write_text(json.dumps(state), encoding="utf-8")
    return copy


def again(made: Pki) -> None:
    demo_pki.create(made.keys, made.trust_folder, made.secret, made.intake_home, NOW)


def complete(made: Pki) -> None:
    """Each class is sealed to receivers of its own, which the centre has the keys of; referrals to nobody's packets."""
    usual = {each.fingerprint for each in made.recipients}
    for name, place in demo_classes.PLACES.items():
        found = load_recipients((made.trust_folder / place).parent, made.trust, NOW)
        kinds = sorted(each.key_algorithm for each in found)
        assert kinds == (["RSA-3072"] * 2 if name == "protection" else ["ML-KEM-768"] * 2 + ["RSA-3072"] * 2)
        assert not usual & {each.fingerprint for each in found}
        centre = made.intake_home / "centre"
        assert {load_receiver_key(centre, centre / "secret", each)[0] for each in (name, f"{name}-escrow")} <= set(
            found
        )
        known = (made.intake_home / "trust" / place).exists()
        assert known is (name != "protection")


def test_every_confidential_class_has_its_own(pki: Pki) -> None:
    confidential = {folder_of(each.name) for each in CLASSES.values() if each.confidential}
    assert {f"classes/{name}" for name in demo_classes.CLASSES} == confidential
    complete(pki)


def test_a_demonstration_of_before_gets_them_once(before: Pki) -> None:
    again(before)
    complete(before)
    held = {file: file.read_bytes() for file in before.root.rglob("*") if file.is_file()}
    again(before)
    assert {file: file.read_bytes() for file in before.root.rglob("*") if file.is_file()} == held


def test_what_somebody_laid_there_stays_alone(before: Pki) -> None:
    folder = before.trust_folder / "classes" / "asylum" / "recipients"
    folder.mkdir(parents=True)
    shutil.copy(before.trust_folder / "recipients" / "production-ec.pem", folder / "ours.pem")
    again(before)
    assert [file.name for file in folder.iterdir()] == ["ours.pem"]
    assert len(list((before.trust_folder / "classes" / "visa" / "recipients").iterdir())) == 4


@pytest.mark.parametrize("written", [1, 9, 40])
def test_a_crash_in_the_middle_starts_over(before: Pki, written: int, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = demo_classes.write_private, 0

    def failing(path: Path, data: bytes) -> None:
        nonlocal calls
        if calls == written:
            raise OSError("power cut")
        calls += 1
        real(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(demo_classes, "write_private", failing)
        with pytest.raises(OSError, match="power cut"):
            again(before)
    again(before)
    complete(before)


def test_without_the_authority_nothing_is_made_and_nothing_stops(before: Pki) -> None:
    shutil.rmtree(before.intake_home / demo_pki.AUTHORITIES)
    marker = before.trust_folder / demo_pki.MARKER
    state = json.loads(marker.read_bytes())
    state["files"] = [each for each in state["files"] if not each[1].startswith(demo_pki.AUTHORITIES)]
    marker.write_text(json.dumps(state), encoding="utf-8")
    again(before)
    assert not (before.trust_folder / "classes").exists()


def test_their_certificates_tell_a_demonstration_too(pki: Pki, tmp_path: Path) -> None:
    for place in demo_classes.PLACES.values():
        copy_to = tmp_path / place
        shutil.copytree(pki.trust_folder / place, copy_to)
        assert is_demonstration(tmp_path)
        shutil.rmtree(copy_to)
    assert not is_demonstration(tmp_path)
