"""What building, signing and reading a packet can say no with."""

from station.domain.errors import StationError


class SampleAltered(StationError):
    """A sample's bytes are not those that were captured: their SHA-256 differs. `sample` is its place in the packet."""

    code, retryable = "STN-201", False


class ContainerMalformed(StationError):
    """Not a container of our profile. `reason` is one word, for the log; the file's name only where it is ours."""

    code, retryable = "STN-210", False


class ContainerTooLarge(StationError):
    """More files or more bytes than a packet may have."""

    code, retryable = "STN-211", False


class ManifestMismatch(StationError):
    """A file is not the one that was signed. `file` is its path in the container."""

    code, retryable = "STN-212", False


class SignatureMissing(StationError):
    """The container lacks a signature that this step needs. `number` is 1 (operator), 2 (officer) or 3
    (station, post-quantum)."""

    code, retryable = "STN-213", False


class AlreadyApproved(StationError):
    """The container bears the officer's signature already."""

    code, retryable = "STN-214", False


class SamePerson(StationError):
    """Who signed the content may not approve it too."""

    code, retryable = "STN-215", True


class EnvelopePolicyMalformed(StationError):
    """The document is no policy of sealing, or one that contradicts itself. `reason` is one word, for the log."""

    code, retryable = "STN-220", False


class EnvelopePolicyEnded(StationError):
    """The policy of sealing is no longer in force. `policy` is its name."""

    code, retryable = "STN-221", True


class EnvelopePolicyNotBegun(StationError):
    """The policy of sealing is not yet in force. `policy` is its name."""

    code, retryable = "STN-222", True


class ReceiverNotAsPolicy(StationError):
    """The certificate that the policy names is not installed, or holds another kind of key. `receiver` is its name."""

    code, retryable = "STN-223", False


class SignatureNotAllowed(StationError):
    """A key of this kind may not give this signature, by policy or by its place. `algorithm` is the key's."""

    code, retryable = "STN-224", False


class EnvelopePolicyDiffers(StationError):
    """The registry orders another policy of sealing than is installed, or a newer issue. `policy`: the one ordered."""

    code, retryable = "STN-225", True


class AgainNotCarried(StationError):
    """What follows an earlier packet, asked for by a centre or taking it back, is no packet of this receiver's form."""

    code = "STN-497"
