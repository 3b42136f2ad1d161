"""Whose a packet is: sealed beside it, shown to who may open cases while somebody may have to be called.

The packet itself opens for nobody here; this is all that the desk can still say of it (ADR 154).
"""

import logging
from dataclasses import replace

from station.acts import Act, CaseFacts, CaseState
from station.cases.case import Case
from station.domain.contact import Contact
from station.domain.enrollment import Enrollment
from station.domain.names import whole_name
from station.domain.outbox import OutboxRow
from station.formats.contact import decode_contact, encode_contact
from station.outbox.outgoing import Outgoing
from station.outbox.store import OutboxStore
from station.services.rights import Rights
from station.services.session import SignedIn
from station.storage.errors import DraftDamaged
from station.storage.vault import Vault

_log = logging.getLogger(__name__)


def with_contact(vault: Vault, case: Case, outgoing: Outgoing) -> Outgoing:
    """With whose it is sealed beside it; where nothing is known of them, or nobody may be named, with nothing."""
    contact = _contact_in(case.of(outgoing.enrollment_id), case.first)
    if not contact.name and not contact.phone:
        return outgoing
    sealed = vault.enclose(_beside(outgoing.packet.packet_id), encode_contact(contact))
    return replace(outgoing, contact=sealed)


def _contact_in(enrollment: Enrollment, first: Enrollment) -> Contact:
    """first: of those who came together, by whom somebody without a telephone is reached."""
    names = (whole_name(enrollment.fields, script) for script in ("hy", "latin"))
    phone = enrollment.fields.get("phone", "") or first.fields.get("phone", "")
    return Contact(next((name for name in names if name), ""), phone)


class Contacts:
    """For the work thread."""

    def __init__(self, signed_in: SignedIn, outbox: OutboxStore, rights: Rights) -> None:
        self._signed_in, self._outbox, self._rights = signed_in, outbox, rights

    def of(self, row: OutboxRow) -> Contact | None:
        """None to who may not open a case like it, and where nobody knows."""
        session = self._signed_in.session
        case = CaseFacts(CaseState.OPEN, confidential=row.confidential)
        if session is None or not self._rights.allows(session, Act.LOOK, case):
            return None
        sealed = self._outbox.contact(row.packet_id)
        if sealed is None:
            return None
        try:
            return decode_contact(session.vault.disclose(_beside(row.packet_id), sealed))
        except (DraftDamaged, ValueError):  # of a desk that was restored with other keys
            _log.warning("outbox: whose packet %s is does not open", row.packet_id[:12])
            return None


def _beside(packet_id: str) -> str:
    return f"contact/{packet_id}"
