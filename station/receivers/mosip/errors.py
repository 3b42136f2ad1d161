"""What making and sending a MOSIP packet can say no with."""

from station.domain.errors import StationError
from station.outbox.errors import WayFailed


class MappingWrong(StationError):
    """The mapping to the receiver's ID schema cannot be used. `field` is the entry at fault."""

    code = "STN-240"


class PersonUnknown(StationError):
    """Operator or officer has no user at the receiver. `credential` is the start of the certificate's fingerprint."""

    code = "STN-241"


class MosipPacketTooLarge(StationError):
    """The receiver would refuse a packet of that size. `size_mb` and `limit_mb`."""

    code = "STN-242"


class SequenceDamaged(StationError):
    """The counter of registration ids is not readable."""

    code = "STN-243"


class FieldUnplaced(StationError):
    """A service asks something that the mapping to the receiver's ID schema does not name. `field`: the first such."""

    code = "STN-438"


class SignInRefused(WayFailed):
    """The receiver does not take the station's user, password or signature, or the user lacks the rights."""

    code, retryable = "STN-350", True


class InformationWanted(StationError):
    """The receiver has the packet and wants more of the applicant before it goes on."""

    code, retryable = "STN-352", False


class RequestRefused(WayFailed):
    """The receiver takes no request of this station: clock, version or key. `reason` is its code."""

    code, retryable = "STN-353", True


class CredentialsMissing(WayFailed):
    """User and password for the receiver are not there, or others than their owner may read them."""

    code, retryable = "STN-355", True
