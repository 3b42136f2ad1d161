"""The MOSIP packet format, from the settings of a station to the file that is uploaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from crypto.mosip import envelope
from crypto.mosip.machine import MosipMachine, load_mosip_machine
from station.domain.outbox import PacketId, SealedPacket
from station.packet.format import Dossier, PacketFormat
from station.receivers.mosip.announcement import Announcement, encode_announcement
from station.receivers.mosip.errors import MosipPacketTooLarge
from station.receivers.mosip.form.audit import audit_json
from station.receivers.mosip.form.biometrics import samples_of
from station.receivers.mosip.form.documents import DOCUMENTS
from station.receivers.mosip.form.meta import PROCESS, make_meta
from station.receivers.mosip.form.schema import SUBPACKETS, Schema, load_schema
from station.receivers.mosip.form.subpacket import Entry, seal_subpacket, subpacket_zip, write_zip
from station.receivers.mosip.numbers import counter_of
from station.receivers.mosip.options import MosipPlace, pinned_certificate, read_place
from station.receivers.mosip.rid import Rid, RidCounter
from station.settings import Settings

_MIB = 1024 * 1024
_NAME_BYTES = 16


@dataclass(frozen=True)
class MosipFormat:
    """PacketFormat. counter: for the work thread."""

    place: MosipPlace
    schema: Schema
    machine: MosipMachine
    policy: Certificate
    counter: RidCounter

    def seal(
        self, dossier: Dossier, recipients: Sequence[Certificate], station_key: SigningKey, at: datetime
    ) -> SealedPacket:
        """Encrypted to the receiver's policy key alone: MOSIP's layout has room for one. `recipients` and `station_key`
        are those of our own intake and stay unused.

        Raises PersonUnknown, SignatureMissing, MosipPacketTooLarge, SequenceDamaged, BadRecipient, CertificateExpired.
        """
        place = self.place
        rid = Rid(place.centre, place.machine, self.counter.next(), at)
        packet_id = rid.packet_id(at)
        sealed = envelope.seal(self._outer(dossier, rid, packet_id, at), self.policy, at)
        if len(sealed) > place.largest_packet_bytes:
            raise MosipPacketTooLarge(
                size_mb=round(len(sealed) / _MIB, 1), limit_mb=round(place.largest_packet_bytes / _MIB)
            )
        own_id = PacketId(sha256(sealed).hexdigest())
        announcement = Announcement(
            str(rid), packet_id, place.reference, PROCESS, place.languages[0], own_id, len(sealed)
        )
        return SealedPacket(token_hex(_NAME_BYTES), own_id, sealed, encode_announcement(announcement))

    def _outer(self, dossier: Dossier, rid: Rid, packet_id: str, at: datetime) -> bytes:
        """The ZIP file of all sub-packets, each encrypted already."""
        place, schema = self.place, self.schema
        samples = samples_of(dossier)
        made = {item.field_id: DOCUMENTS[item.document](dossier) for item in schema.fields if item.document}
        documents = {field_id: document for field_id, document in made.items() if document is not None}
        audit = audit_json(dossier, str(rid), at, place.users)
        meta = make_meta(dossier, place, schema, samples, documents, str(rid), self.machine.key_index, at)
        entries: list[Entry] = []
        for name in SUBPACKETS:
            plain = subpacket_zip(name, dossier, schema, samples, documents, audit, meta)
            entries += seal_subpacket(
                plain, name, str(rid), packet_id, place.reference, schema.version, self.machine, self.policy, at
            )
        return write_zip(entries)


def open_form(settings: Settings) -> PacketFormat:
    """Raises SettingsWrong, MappingWrong, KeyGone, KeyDamaged, MalformedDer."""
    place = read_place(settings)
    return MosipFormat(
        place=place,
        schema=load_schema(place.schema),
        machine=load_mosip_machine(settings.keys, settings.machine_secret),
        policy=pinned_certificate(place.policy_certificate),
        counter=counter_of(settings),
    )
