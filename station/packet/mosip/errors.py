"""What making a MOSIP packet can say no with."""

from station.domain.errors import StationError


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
