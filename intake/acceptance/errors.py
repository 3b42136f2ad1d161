"""What can be found in a packet whose signatures hold. Not raised: told, and answered with."""

from collections.abc import Sequence
from typing import TypeAlias

from crypto.errors import CryptoError
from intake.errors import IntakeError
from station.domain.answers import DOCUMENT, FINGERS, Verdict
from station.domain.errors import StationError
from station.domain.sample import PORTRAIT, SIGNATURE, Slap
from station.packet import layout

_FOLDERS = {"biometrics/face": PORTRAIT, "biometrics/signature": SIGNATURE}
_PHOTOS = {"face": PORTRAIT, "signature": SIGNATURE}
"""Of what is not taken; one of hands is no single item."""


class Finding(IntakeError):
    """file: its path in the container, "" for the whole. reason: in a few words, for who works at the centre; names no
    value of the packet. speaks_for: what an answer says by itself where this was found; None: a person decides."""

    status = 422
    speaks_for: Verdict | None = Verdict.REJECTED

    def __init__(self, file: str = "", reason: str = "") -> None:
        super().__init__(reason)
        self.file = file

    @property
    def item(self) -> str:
        """What the station calls that file (station.domain.answers); "" for a file that is no item of its."""
        return item_of(self.file)


def item_of(path: str) -> str:
    """What the station calls the file at that path in the container; "" for one that is no item."""
    folder, _, name = path.rpartition("/")
    stem = name.partition(".")[0].removesuffix(layout.ALONE)
    if path == layout.HELD_DOCUMENT:
        return DOCUMENT
    if folder == "biometrics/fingers" and stem in (*FINGERS, *Slap):
        return stem
    return _PHOTOS.get(stem, "") if folder == "exceptions" else _FOLDERS.get(folder, "")


class LogNotShown(Finding):
    """It does not show that its sealing station's log holds it. reason: missing | form | signer, which is also so where
    the station renewed its certificate between signing and sealing."""

    code, speaks_for = "INT-090", None


class ContentUndeclared(Finding):
    """A file of JSON has members that are not declared, misses some, or contradicts itself."""

    code = "INT-091"


class PictureUnfit(Finding):
    """A picture does not decode, or is not as large as the application says. item: of a page; "" where the file's
    place says what it is."""

    code, speaks_for = "INT-092", Verdict.AGAIN

    def __init__(self, file: str = "", reason: str = "", item: str = "") -> None:
        super().__init__(file, reason)
        self._item = item

    @property
    def item(self) -> str:
        return self._item or super().item


class FilesDiffer(Finding):
    """The application names a file that is not there, or does not name one that is. reason: missing | unnamed."""

    code = "INT-093"


class ContainerTwice(Finding):
    """The same container was sealed before. reason: id of that packet."""

    code = "INT-094"


class OtherStationInside(Finding):
    """The content was signed at another station than the one that sealed; or its certificate was renewed between."""

    code, speaks_for = "INT-095", None


class EnrollmentTwice(Finding):
    """Another packet of the same enrollment was judged before. reason: id of that packet."""

    code, speaks_for = "INT-096", None


class NotAsked(Finding):
    """It says that it gives what was asked for of an earlier packet, and no answer of this centre's asked for that.
    reason: packet (that one is not here) | not-answered | not-asked."""

    code, speaks_for = "INT-101", None


class ExceptionUnproven(Finding):
    """Something is not taken, and what its service asks beside the reason is not there. reason: of what, and which:
    photo | second."""

    code, speaks_for = "INT-108", None


class SecondNotAnother(Finding):
    """Whoever confirmed that something cannot be taken had a hand in the capture. reason: of what."""

    code = "INT-109"


class Withdrawn(Finding):
    """The applicant took it back. reason: id of the packet that says so. Nobody accepts it then, nor asks for a part
    of it."""

    code = "INT-103"


class WithdrawsUnknown(Finding):
    """It takes back a packet that is not here. reason: id of that one."""

    code, speaks_for = "INT-104", None


class PersonNeeded(IntakeError):
    """What was found in a packet may have an honest reason. Said by `judge`."""

    code = "INT-099"

    def __init__(self, findings: "Sequence[Fault]") -> None:
        super().__init__(str(len(findings)))
        self.findings = findings
        self.params = {"findings": str(len(findings))}


Fault: TypeAlias = CryptoError | StationError | IntakeError
"""Something about a packet: a finding, or what kept it from opening."""
