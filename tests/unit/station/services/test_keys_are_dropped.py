"""Keys are open for as long as their person is signed in, or for one approval; without a sign-in no draft opens."""

import base64
import gc
import re
import weakref
from pathlib import Path
from typing import Any

import pytest

from crypto.errors import BadSeal, KeyGone
from crypto.keys.api import UnlockedKey
from crypto.keys.soft import SoftKeyStore
from crypto.sealing import unseal
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.domain.sample import SLAPS
from station.packet import asice
from station.services.views import EnrollmentView
from station.settings import Settings
from tests.support.applicants import WHOLE
from tests.support.desk import (
    DEVICE,
    OFFICER,
    OPERATOR,
    PINS,
    Bench,
    ink,
    open_desk,
    portrait_candidate,
    slap_candidate,
)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[UnlockedKey]:
    """Every key that the store opens, in order."""
    keys: list[UnlockedKey] = []
    unlock = SoftKeyStore.unlock

    def noted(store: SoftKeyStore, key_id: str, pin: str) -> UnlockedKey:
        keys.append(unlock(store, key_id, pin))
        return keys[-1]

    monkeypatch.setattr(SoftKeyStore, "unlock", noted)
    return keys


@pytest.fixture
def desk(demo_settings: Settings, opened: list[UnlockedKey]) -> Bench:
    bench = open_desk(demo_settings)
    bench.sign_in_as(OPERATOR)
    return bench


def is_shut(key: UnlockedKey) -> bool:
    try:
        key.sign(b"x")
    except KeyGone:
        pass
    else:
        return False
    with pytest.raises(KeyGone):
        _ = key.data_key
    return True


def ready_to_approve(desk: Bench) -> EnrollmentId:
    enroll, at = desk.enroll, desk.clock.now()
    view = enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    which = view.enrollment.enrollment_id
    enroll.set_fields(which, WHOLE)
    enroll.accept_portrait(which, portrait_candidate(at))
    for slap in SLAPS:
        enroll.accept_slap(which, slap_candidate(at, slap))
    enroll.accept_signature(which, ink(), (100.0, 40.0), DEVICE)
    signed = enroll.sign(which)
    assert isinstance(signed, EnrollmentView), signed
    return which


def test_signing_out_shuts_the_key_and_lets_the_vault_go(desk: Bench, opened: list[UnlockedKey]) -> None:
    session = desk.signed_in.session
    assert session is not None
    vault, secrets = weakref.ref(session.vault), weakref.ref(opened[0]._secrets)  # type: ignore[attr-defined]
    assert not is_shut(opened[0])
    del session
    desk.sign_in.sign_out()
    gc.collect()
    assert is_shut(opened[0])
    assert vault() is None
    assert secrets() is None


def test_the_next_person_shuts_the_key_of_the_one_before(desk: Bench, opened: list[UnlockedKey]) -> None:
    desk.sign_in_as(OFFICER)
    first, second = opened
    assert is_shut(first)
    assert not is_shut(second)


def test_the_officers_key_is_open_for_the_approval_only(desk: Bench, opened: list[UnlockedKey]) -> None:
    which = ready_to_approve(desk)
    answer = desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER])
    assert isinstance(answer, EnrollmentView), answer
    operator, officer = opened
    assert is_shut(officer)
    assert not is_shut(operator)


def test_and_also_when_the_approval_fails(
    desk: Bench, opened: list[UnlockedKey], monkeypatch: pytest.MonkeyPatch
) -> None:
    which = ready_to_approve(desk)

    def fail(*_: Any, **__: Any) -> bytes:
        raise BadSeal

    monkeypatch.setattr(asice, "approve", fail)
    assert isinstance(desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER]), Problem)
    assert is_shut(opened[1])


def test_no_draft_opens_with_anything_that_lies_on_the_disk(desk: Bench, demo_settings: Settings) -> None:
    """Signed out: every use case refuses, and no 32 bytes of any file, as they are or decoded, open a draft's key."""
    view = desk.enroll.start("biometric_passport")
    assert isinstance(view, EnrollmentView)
    which = view.enrollment.enrollment_id
    session = desk.signed_in.session
    assert session is not None
    data_key = session.key.data_key
    desk.sign_in.sign_out()
    for refused in (
        desk.enroll.drafts(),
        desk.enroll.view(which),
        desk.enroll.resume(which),
        desk.enroll.set_fields(which, {}),
        desk.enroll.discard(which),
        desk.enroll.seal(which),
    ):
        assert isinstance(refused, Problem)
        assert refused.code == "STN-401"

    sealed = (demo_settings.drafts / which / "key.sealed").read_bytes()
    unseal(data_key, sealed, f"{which}/key".encode())  # what a PIN gives opens it
    tried = 0
    for candidate in candidates(demo_settings.data.parent):
        tried += 1
        assert candidate != data_key
        with pytest.raises(BadSeal):
            unseal(candidate, sealed, f"{which}/key".encode())
    assert tried > 5_000


def candidates(home: Path) -> set[bytes]:
    """Every run of 32 bytes at every fourth place of every small file, and of what its texts decode to."""
    found: set[bytes] = set()
    for file in home.rglob("*"):
        if not file.is_file() or file.stat().st_size > 200_000:
            continue
        data = file.read_bytes()
        parts = [data]
        parts += [bytes.fromhex(text.decode()) for text in re.findall(rb"\b(?:[0-9a-f]{2}){32,}\b", data)]
        for text in re.findall(rb"[A-Za-z0-9+/]{43,}={0,2}", data):
            parts.append(base64.b64decode(text[: len(text) // 4 * 4]))
        for part in parts:
            found |= {part[at : at + 32] for at in range(0, len(part) - 31, 4)}
    return found
