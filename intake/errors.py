"""Why a packet is not taken. Each goes to the station as application/problem+json (RFC 9457) with its stable code."""

from collections.abc import Iterable
from datetime import UTC, datetime


class IntakeError(Exception):
    """`status`: HTTP; 4xx refuses the packet, 5xx asks to come again. `reason`: one word, for the log."""

    code: str = "INT-000"
    status: int = 500

    def __init__(self, reason: str = "") -> None:
        super().__init__(f"{self.code} {reason}".strip())
        self.reason = reason
        self.params: dict[str, str] = {}  # of its text


class PacketTooLarge(IntakeError):
    """More bytes than the intake accepts; said before they are read."""

    code, status = "INT-001", 413


class RequestMalformed(IntakeError):
    """A header or the address is missing or not in its form."""

    code, status = "INT-002", 400


class UploadCut(IntakeError):
    """The connection ended, or time ran out, before the last byte announced. Comes again by itself."""

    code, status = "INT-003", 503


class HashMismatch(IntakeError):
    """The bytes are not those whose SHA-256 the address names."""

    code, status = "INT-004", 422


class NotAnEnvelope(IntakeError):
    """Not CMS AuthEnvelopedData: whatever it is, nobody at the centre could open it."""

    code, status = "INT-005", 422


class EnvelopeDamaged(IntakeError):
    """An envelope that is cut, goes on after its end, or is in another form than the profile's. reason: where."""

    code, status = "INT-055", 422


class OtherCentre(IntakeError):
    """Sealed to receivers none of which is this centre's: nobody here could open it."""

    code, status = "INT-056", 422


class SignatureInvalid(IntakeError):
    """The station's signature does not hold over these bytes."""

    code, status = "INT-010", 422


class SignerUntrusted(IntakeError):
    """The signer's certificate is no station's, has expired, or leads to no root that is pinned for stations."""

    code, status = "INT-011", 403


class OtherStation(IntakeError):
    """Who delivers (TLS certificate) is not who sealed (CMS signer)."""

    code, status = "INT-012", 403


class CheckpointInvalid(IntakeError):
    """The checkpoint that came with the packet is not signed by the station that sealed it."""

    code, status = "INT-013", 422


class SignedAhead(IntakeError):
    """The station's signature or certificate names a time that has not come yet. Comes again by itself, when it has."""

    code, status = "INT-014", 503


class OtherNonce(IntakeError):
    """The packet is here already, delivered under another nonce: its receipt would not fit this request."""

    code, status = "INT-020", 409


class OtherSender(IntakeError):
    """The packet is here already, delivered by another station."""

    code, status = "INT-021", 409


class ModeUnfit(IntakeError):
    """The intake is told to work in a mode that its authorities do not bear out."""

    code = "INT-050"


class OtherMode(IntakeError):
    """Sealed for training, and this intake is not; or the other way round."""

    code, status = "INT-051", 403


class PacketOfOtherMode(IntakeError):
    """What the packet says of its own mode, or of simulated samples, does not fit this intake or who sealed it."""

    code, status = "INT-052", 422


class StoreFull(IntakeError):
    """No room. Comes again by itself."""

    code, status = "INT-030", 507


class StoreFailed(IntakeError):
    """The disk or the database does not do its work. Comes again by itself."""

    code, status = "INT-031", 503


class ReceiptUnfit(IntakeError):
    """What lies beside a packet as its receipt is none of this centre's, or not for this packet. Said by `open`."""

    code, status = "INT-040", 422


class SignersEnded(IntakeError):
    """A signer's certificate held when they say that they signed, and had ended or been taken back at the moment by
    which the packet is judged: an earlier witness is missing. by: what that moment is. Said by `open`."""

    code, status = "INT-041", 422

    def __init__(self, at: datetime, by: str, reason: str) -> None:
        super().__init__(reason)
        self.by = by
        self.params = {"moment": f"{at.astimezone(UTC):%F %T}Z"}


class HeldForClass(IntakeError):
    """The packet is sealed to the receivers of a confidential class, and the key is not here, or another was asked for:
    nothing is said about it. `case_class`. Said by `open`, `judge` and `augment`."""

    code, status = "INT-106", 422

    def __init__(self, case_class: str) -> None:
        super().__init__(case_class)
        self.params = {"case_class": case_class, "receiver": case_class.lower()}


class WitnessUnfit(IntakeError):
    """What lies beside a packet as a witness's word does not lead from this packet to a checkpoint. Said by `open`."""

    code, status = "INT-042", 422


class TrustUnfit(IntakeError):
    """A file of the intake's trust folder is not in its form. `file`: its name."""

    code = "INT-053"

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.params = {"file": file}


class ReceiversUnknown(IntakeError):
    """No certificate of this centre's receivers can be read, so nobody can say what is sealed for it. Said at the
    start; to stations that come while it serves, which come again by themselves."""

    code, status = "INT-054", 503


class TooManyConnections(IntakeError):
    """This station, or all together, have more connections at work than there is room for. Comes again by itself."""

    code, status = "INT-057", 503


class StoreDiffers(IntakeError):
    """What the store holds is not what it received. Said by `verify` and `judge`; findings: how many."""

    code = "INT-058"

    def __init__(self, findings: int) -> None:
        super().__init__(str(findings))
        self.params = {"findings": str(findings)}


class PacketChanged(IntakeError):
    """The bytes under a packet's name are not that packet: no copy of them is made. packet_id: whose they should be."""

    code = "INT-059"

    def __init__(self, packet_id: str) -> None:
        super().__init__(packet_id)
        self.params = {"packet": packet_id[:12]}


class NoStore(IntakeError):
    """The folder that is to be brought back from holds no packets."""

    code = "INT-060"


class ListsUnusable(IntakeError):
    """Whether stations' certificates were taken back cannot be looked up. Comes again by itself."""

    code, status = "INT-032", 503


class OffsetDiffers(IntakeError):
    """A piece does not begin where the part of the packet that is here ends. The station asks, and goes on there."""

    code, status = "INT-080", 409


class PartMissing(IntakeError):
    """Nothing is here of that packet, or not all of it. The station asks, and brings what is missing."""

    code, status = "INT-081", 404


class ProtocolOther(IntakeError):
    """Pieces are brought as tus 1.0.0 words it, and no other way."""

    code, status = "INT-082", 412


class AnswerUnfit(IntakeError):
    """What lies beside a packet as an answer is none of this centre's, or not for this packet."""

    code, status = "INT-097", 422


class NothingToAnswer(IntakeError):
    """There is no receipt beside the packet: no station waits for an answer about it."""

    code = "INT-098"


class ItemsNotThere(IntakeError):
    """Somebody asks for what the packet does not have. items: what was named; there: what may be. Said by `judge`."""

    code = "INT-102"

    def __init__(self, items: Iterable[str], there: Iterable[str]) -> None:
        super().__init__()
        self.params = {"items": " ".join(items), "there": " ".join(there)}


class ArchiveUnfit(IntakeError):
    """What lies beside a packet as its augmented copy is none, or not of this packet. Said by `open` and `augment`."""

    code, status = "INT-083", 422


class StampEarly(IntakeError):
    """The authority's moment lies further back than clocks may differ: it would date a packet back. Said by
    `augment`."""

    code = "INT-084"
