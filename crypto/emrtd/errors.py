"""What a chip, and what it says, can be refused for. Codes are stable for ever; texts live elsewhere.

No parameter holds what is printed on a document: files go by their names, status words by four digits.
"""

from crypto.errors import CryptoError


class ChipError(CryptoError):
    """Something between us and a chip failed."""

    code = "EMR-000"


class CommandRefused(ChipError):
    """The chip says no, and no other class says more. `command`: its name. `status`: the status word."""

    code = "EMR-001"

    @property
    def status(self) -> int:
        return int(str(self.params["status"]), 16)


class FileAbsent(CommandRefused):
    """The chip has no such file (6A82 and its kin)."""

    code = "EMR-002"


class AccessDenied(CommandRefused):
    """The chip wants more than was shown to it (6982): another protocol, or the right to this data group."""

    code = "EMR-003"


class ChipBlocked(CommandRefused):
    """The chip accepts no further try (6983, 63C0)."""

    code = "EMR-004"


class ChipSilent(ChipError):
    """No answer, or one that no chip gives: a fault of the reader or of the place where the document lies."""

    code, retryable = "EMR-005", True


class ChipGone(ChipError):
    """The document was taken away while it was read."""

    code, retryable = "EMR-006", True


class MalformedTlv(ChipError):
    """Not BER-TLV of ISO/IEC 7816-4, or not the objects expected there. `reason` is one word, for the log."""

    code = "EMR-007"


class MalformedApdu(ChipError):
    """Not a command of ISO/IEC 7816-4. `reason` is one word, for the log."""

    code = "EMR-008"


class SessionBroken(ChipError):
    """Secure messaging ended: an answer without a valid checksum. Nothing of it is used. `reason`: one word; `status`:
    the status word that came."""

    code, retryable = "EMR-009", True

    @property
    def status(self) -> int:
        return int(str(self.params["status"]), 16)


class WrongMrz(ChipError):
    """The machine-readable zone is not this chip's: a letter misread, or another document."""

    code, retryable = "EMR-010", True


class WrongCan(ChipError):
    """The card access number is not this chip's."""

    code, retryable = "EMR-011", True


class MrzUnusable(ChipError):
    """No key can be made of the zone. `field`: number | birth | expiry."""

    code = "EMR-012"


class CanUnusable(ChipError):
    """A card access number is six digits."""

    code = "EMR-013"


class BacNotOffered(ChipError):
    """The chip opens with PACE only."""

    code = "EMR-014"


class PaceNotOffered(ChipError):
    """The chip offers no PACE, or none that is known here."""

    code = "EMR-015"


class PaceFailed(ChipError):
    """PACE broke off for another reason than a wrong password. `step` and `reason`: one word each."""

    code, retryable = "EMR-016", True


class BadPublicKey(ChipError):
    """A public key that is no element of its group. `reason` is one word, for the log."""

    code = "EMR-017"


class UnsupportedAlgorithm(ChipError):
    """An algorithm, curve or parameter that is not known here. `what` names it."""

    code = "EMR-018"


class ChipNotAuthentic(ChipError):
    """The chip has not the key that its document signs for: a copy, or a fault. `protocol`: CA | AA | CAM."""

    code = "EMR-019"


class AuthenticationNotOffered(ChipError):
    """The chip does not do it, or refuses. `protocol`: CA | AA | TA | CAM."""

    code = "EMR-020"


class TerminalRefused(ChipError):
    """The chip does not accept this station's certificates or signature. `step` is one word."""

    code = "EMR-021"


class BadCvCertificate(ChipError):
    """A card verifiable certificate that cannot be read, is not signed by the one above it, or is over. `reason`: one
    word."""

    code = "EMR-022"


class FileCut(ChipError):
    """The chip gives less of a file than the file says it has. `file`: its name."""

    code, retryable = "EMR-023", True


class MalformedFile(ChipError):
    """A file of the chip that is not what its name says. `file`: its name; `reason`: one word."""

    code = "EMR-024"
