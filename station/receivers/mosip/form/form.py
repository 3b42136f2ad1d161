"""The MOSIP packet format, from the settings of a station to the file that is uploaded."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from secrets import token_hex

from crypto.certificate import Certificate
from crypto.keys.api import SigningKey
from crypto.mosip import envelope
from crypto.mosip.machine import SIGNATURE_BYTES, MosipMachine, load_mosip_machine
from station.domain.errors import Problem
from station.domain.outbox import PacketId, SealedPacket
from station.packet.errors import AgainNotCarried
from station.packet.fields import IDS
from station.packet.format import Dossier, PacketFormat
from station.receivers.mosip.announcement import Announcement, encode_announcement
from station.receivers.mosip.errors import FieldUnplaced
from station.receivers.mosip.form.audit import audit_json
from station.receivers.mosip.form.biometrics import samples_of
from station.receivers.mosip.form.cuts import Cut, possible_cuts
from station.receivers.mosip.form.documents import DOCUMENTS, Document
from station.receivers.mosip.form.fit import Fit, Fitted, fit, too_large
from station.receivers.mosip.form.meta import PROCESS, make_meta
from station.receivers.mosip.form.people import signed_by_anybody, user_of
from station.receivers.mosip.form.schema import SUBPACKETS, Schema, load_schema
from station.receivers.mosip.form.size import packet_at_most, sealed_at_most
from station.receivers.mosip.form.subpacket import Entry, Names, seal_subpacket, subpacket_entries, write_zip
from station.receivers.mosip.numbers import counter_of
from station.receivers.mosip.options import MosipPlace, pinned_certificate, read_place
from station.receivers.mosip.rid import LAST, Rid, RidCounter
from station.settings import Settings

_NAME_BYTES = 16


@dataclass(frozen=True)
class MosipFormat:
    """PacketFormat. For the work thread. fitted: of the application that was looked at last."""

    place: MosipPlace
    schema: Schema
    machine: MosipMachine
    policy: Certificate
    counter: RidCounter
    fitted: Fitted = field(default_factory=Fitted, compare=False)

    def foresee(self, dossier: Dossier) -> tuple[Problem, ...]:
        """What is cut so that the receiver takes the packet. Raises MosipPacketTooLarge where nothing helps,
        PersonUnknown where the operator has no user there, FieldUnplaced where something would be left out in silence,
        AgainNotCarried, and as get_blob."""
        if dossier.enrollment.follows is not None:  # its numbers of such requests do not come by this way
            raise AgainNotCarried
        self._require_place(dossier)
        user_of(dossier.enrollment.operator, self.place.users)
        return self._fit(dossier).notices(self.place.largest_packet_bytes)

    def seal(
        self, dossier: Dossier, recipients: Sequence[Certificate], station_key: SigningKey, at: datetime
    ) -> SealedPacket:
        """Encrypted to the receiver's policy key alone: MOSIP's layout has room for one. `recipients` and `station_key`
        are those of our own intake and stay unused.

        Raises PersonUnknown, SignatureMissing, MosipPacketTooLarge, SequenceDamaged, BadRecipient, CertificateExpired.
        """
        place, cuts = self.place, self._fit(dossier).cuts
        rid = Rid(place.centre, place.machine, self.counter.next(), at)
        names = self._names(rid, at)
        inner: list[Entry] = []
        for name, entries in self._plain(dossier, cuts, names, place.users, at):
            inner += seal_subpacket(write_zip(entries), name, names, self.machine, self.policy, at)
        sealed = envelope.seal(write_zip(inner), self.policy, at)
        if len(sealed) > place.largest_packet_bytes:  # refused there, when nothing of it is left here
            raise too_large(len(sealed), place.largest_packet_bytes)
        own_id = PacketId(sha256(sealed).hexdigest())
        announcement = Announcement(
            str(rid), names.packet_id, place.reference, PROCESS, place.languages[0], own_id, len(sealed)
        )
        return SealedPacket(token_hex(_NAME_BYTES), own_id, sealed, encode_announcement(announcement))

    def _fit(self, dossier: Dossier) -> Fit:
        """The same before and after the signatures. Raises MosipPacketTooLarge, and as get_blob."""

        def look() -> Fit:
            possible = possible_cuts(dossier, self._documents(dossier))
            return fit(possible, lambda cuts: self.at_most(dossier, cuts), self.place.largest_packet_bytes)

        return self.fitted.find(dossier, look)

    def at_most(self, dossier: Dossier, cuts: Collection[Cut]) -> int:
        """Bytes of the packet, whoever signs it, and when."""
        anybody, users = signed_by_anybody(dossier)
        at = anybody.enrollment.started_at
        names = self._names(Rid(self.place.centre, self.place.machine, LAST, at), at)
        inner: list[tuple[str, int]] = []
        for name, entries in self._plain(anybody, cuts, names, users, at):
            path, description = names.path(name), names.description(name, bytes(SIGNATURE_BYTES), bytes(32), at)
            inner += [(f"{path}.zip", sealed_at_most(entries)), (f"{path}.json", len(description))]
        return packet_at_most(inner)

    def _plain(
        self, dossier: Dossier, cuts: Collection[Cut], names: Names, users: Mapping[str, str], at: datetime
    ) -> Iterator[tuple[str, list[Entry]]]:
        """The files of each sub-packet."""
        schema, rid = self.schema, names.rid
        samples = samples_of(dossier, cuts)
        documents = {} if Cut.DOCUMENTS in cuts else self._documents(dossier)
        audit = audit_json(dossier, cuts, rid, at, users)
        place = replace(self.place, users=users)
        meta = make_meta(dossier, place, schema, samples, documents, cuts, rid, self.machine.key_index, at)
        for name in SUBPACKETS:
            yield name, subpacket_entries(name, dossier, schema, samples, documents, audit, meta)

    def _require_place(self, dossier: Dossier) -> None:
        """For what only this service asks. Raises FieldUnplaced."""
        placed = {f"x_{name}" for name in dossier.given.further} if self.schema.further else set()
        unknown = sorted(dossier.given.values.keys() - IDS - placed)
        if unknown:
            raise FieldUnplaced(field=unknown[0].removeprefix("x_"))

    def _documents(self, dossier: Dossier) -> dict[str, Document]:
        """By field id."""
        made = {item.field_id: DOCUMENTS[item.document](dossier) for item in self.schema.fields if item.document}
        return {field_id: document for field_id, document in made.items() if document is not None}

    def _names(self, rid: Rid, at: datetime) -> Names:
        return Names(str(rid), rid.packet_id(at), self.place.reference, self.schema.version)


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
