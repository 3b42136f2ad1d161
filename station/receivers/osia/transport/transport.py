"""One packet's way to an OSIA server, from whatever point it had reached (docs/osia.md, retry rules).

The server says what is there; which of its buffers are ours, a small file remembers. OSIA signs no receipt: what comes
back from here is our own statement that the server answered 204 to finalize.
"""

from collections.abc import Mapping

from devices.api import Cancelled, CancelScope
from station.domain.outbox import PacketId, Parcel
from station.outbox.errors import OtherReceiver
from station.receivers.line import Line
from station.receivers.osia.errors import EnrollmentGone, EnrollmentMalformed, EnrollmentTaken
from station.receivers.osia.merge_patch import difference
from station.receivers.osia.references import with_references
from station.receivers.osia.scope import Json
from station.receivers.osia.statement import Statement, encode_statement
from station.receivers.osia.submission import Submission, decode_submission, holder
from station.receivers.osia.transport.client import OsiaClient, Visit, buffer_address
from station.receivers.osia.transport.uploads import Uploads

_OPENING = ("enrollmentType", "enrollmentFlags", "contextualData")


class OsiaTransport:
    def __init__(self, line: Line, client: OsiaClient, url: str, uploads: Uploads) -> None:
        """url: of the server, without a slash at its end."""
        self._line = line
        self._client = client
        self._url = url
        self._uploads = uploads

    def send(self, parcel: Parcel, scope: CancelScope) -> bytes:
        """Beside what `Transport.send` says: OtherReceiver, TokenMissing, TokenExpired, TokenRefused, EnrollmentTaken,
        EnrollmentGone, DiskFull, DiskFailed. What lies beside the packet stays here: the object carries a signature of
        its own."""
        if scope.cancelled:
            raise Cancelled
        packet_id, submission = parcel.packet_id, _submission(parcel.p7m)
        visit = Visit(submission.enrollment_id, parcel.nonce, scope)
        try:
            self._deliver(packet_id, submission, visit)
        except EnrollmentGone:
            self._uploads.forget(packet_id)
            raise
        self._uploads.forget(packet_id)
        return encode_statement(Statement(packet_id, submission.enrollment_id, parcel.nonce, self._url))

    def close(self) -> None:
        self._line.close()

    def _deliver(self, packet_id: PacketId, submission: Submission, visit: Visit) -> None:
        held = self._open(packet_id, submission, visit)
        if held.get("status") == "FINALIZED":
            return
        addresses = self._addresses_in(held, submission)
        resumed = bool(self._uploads.remembered(packet_id))
        if not addresses:
            addresses = self._upload(packet_id, submission, visit)
        patch = difference(held, with_references(submission, addresses))
        if patch:
            try:
                self._client.patch(visit, patch)
            except EnrollmentMalformed as error:
                if resumed:  # it may have lost buffers that it took before: all of them again, then it may refuse
                    raise EnrollmentGone from error
                raise
        self._client.finalize(visit)

    def _open(self, packet_id: PacketId, submission: Submission, visit: Visit) -> Json:
        """The enrollment as the server has it, made now or before. Raises EnrollmentTaken."""
        value = submission.value
        opening = {name: value[name] for name in _OPENING if name in value}
        if self._client.create(visit, opening):
            self._uploads.forget(packet_id)  # of an enrollment that was there before, and is there no more
            return opening
        held = self._client.read(visit)
        if difference(held, {"contextualData": value.get("contextualData", {})}):
            raise EnrollmentTaken  # its list of buffers is nobody else's: encrypted anew for each packet
        if held["status"] == "FINALIZED" and not _has_signature(held, value):
            raise EnrollmentTaken
        return held

    def _addresses_in(self, held: Json, submission: Submission) -> Mapping[str, str]:
        """Addresses of all buffers, where the server holds the whole object already; else none."""
        found: dict[str, str] = {}
        for buffer in submission.buffers:
            try:
                address = holder(held, buffer.place).get(buffer.place.rpartition("/")[2])
            except ValueError:
                return {}
            if not isinstance(address, str):
                return {}
            found[buffer.place] = address
        return {} if difference(held, with_references(submission, found)) else found

    def _upload(self, packet_id: PacketId, submission: Submission, visit: Visit) -> Mapping[str, str]:
        """Send what the server does not have; after each, remember."""
        names = self._uploads.remembered(packet_id)
        for buffer in submission.buffers:
            if buffer.sha256 not in names:
                names[buffer.sha256] = self._client.buffer(visit, buffer.data)
                self._uploads.remember(packet_id, names)
        return {
            buffer.place: buffer_address(
                self._url, submission.enrollment_id, names[buffer.sha256], visit.transaction_id
            )
            for buffer in submission.buffers
        }


def _submission(packet: bytes) -> Submission:
    try:
        return decode_submission(packet)
    except ValueError:
        raise OtherReceiver from None


def _has_signature(held: Json, value: Json) -> bool:
    """Whether what was finalized is the whole of ours: the signature goes in with the last patch."""
    signed = held.get("integrity")
    return isinstance(signed, list) and all(entry in signed for entry in value.get("integrity", []))
