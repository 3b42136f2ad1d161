"""What was right at the start is asked again at the act: the policy of sealing, and what an officer is to sign."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from station.packet import asice, layout
from station.packet.archive import read_archive, write_archive
from station.packet.content import Content, PacketFile
from station.packet.envelope_policy import DEFAULT, EnvelopePolicy
from station.services.views import SealedView
from tests.support.answered import code
from tests.support.clock import NOW
from tests.support.desk import OFFICER, PINS, Bench, approved_draft
from tests.support.pki import Pki, other_pki

__all__ = ["other_pki"]


def under(desk: Bench, policy: EnvelopePolicy) -> None:
    """Seal under it from now on."""
    signing = desk.enroll._signing
    found = replace(signing._sealing.receivers(), policy=policy)
    signing._sealing = replace(signing._sealing, receivers=lambda: found)


def test_a_policy_of_sealing_that_ended_meanwhile_seals_nothing(desk: Bench) -> None:
    which = approved_draft(desk)
    until = desk.clock.now() + timedelta(hours=1)
    under(desk, replace(DEFAULT, valid_until=until))
    desk.clock.at = until + timedelta(seconds=1)
    assert code(desk.enroll.seal(which)) == "STN-221"
    assert desk.outbox.rows() == ()
    desk.clock.at = until
    assert isinstance(desk.enroll.seal(which), SealedView), "the draft is as it was"


def test_a_policy_of_sealing_that_has_not_begun_seals_nothing(desk: Bench) -> None:
    which = approved_draft(desk)
    begins = desk.clock.now() + timedelta(hours=1)
    under(desk, replace(DEFAULT, valid_from=begins))
    assert code(desk.enroll.seal(which)) == "STN-222"
    desk.clock.at = begins
    assert isinstance(desk.enroll.seal(which), SealedView)


def altered(container: bytes, _: Pki) -> bytes:
    """Somebody else's name under the signature that was given for the first."""
    first, *rest = read_archive(container)
    assert b"ANI" in first.data
    return write_archive((PacketFile(first.path, first.data.replace(b"ANI", b"EVA")), *rest))


def of_nobody_we_know(container: bytes, other: Pki) -> bytes:
    """Signed, but by an operator of another authority."""
    return asice.sign_operator(Content(read_archive(container)[:-2]), other.operator, NOW)


@pytest.mark.parametrize(("change", "refused"), [(altered, "STN-212"), (of_nobody_we_know, "CRY-021")])
def test_an_officer_signs_nothing_that_does_not_verify(
    desk: Bench, other_pki: Pki, change: Callable[[bytes, Pki], bytes], refused: str
) -> None:
    which, session = approved_draft(desk), desk.signed_in.session
    assert session is not None
    case = session.vault.load(which)
    draft = case.first
    assert draft.signed is not None
    container = change(session.vault.get(which, draft.signed.container.digest), other_pki)
    kept = session.vault.put(which, container, layout.MIMETYPE)
    session.vault.save(case.with_enrollment(draft.with_signed(replace(draft.signed, container=kept))))
    before = desk.events().count("content_approved")
    answer = desk.enroll.approve(which, desk.credential(OFFICER), PINS[OFFICER])
    assert code(answer) == refused
    assert session.vault.load(which).first.approved is None
    assert desk.events().count("content_approved") == before
