"""Referrals in a packet: sealed messages, each a file of its own that nothing else names."""

from station.domain.enrollment import Enrollment
from station.domain.item import ItemKind
from station.packet import layout
from station.packet.part import Part


def referral_part(enrollment: Enrollment) -> Part:
    """Nothing where nobody was referred."""
    held = [item for item in enrollment.items if item.kind is ItemKind.REFERRAL]
    files = [blob for item in held for blob in item.files]
    return Part(
        kept={layout.referral(number): blob for number, blob in enumerate(files, start=1)},
        items=frozenset(item.item_id for item in held),
    )
