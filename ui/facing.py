"""What pages tell the window that faces the applicant, and what is written there for a page. No Qt, and light.

Pages tell it whether or not there is such a window; whoever shows it listens.
"""

from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:  # not before the window is there
    import numpy as np
    from numpy.typing import NDArray

    from station.domain.capture import InkPoint
    from station.domain.outbox import PacketId
    from station.services.views import EnrollmentView

KEPT = "KEPT"
"""In the place of an advice: the picture is taken, and is shown as it is."""
Ink: TypeAlias = "tuple[InkPoint, ...]"


class Listener(Protocol):
    def serve(self, view: "EnrollmentView | None", /) -> None:
        """Whose page is shown, at which step; None: nobody's."""

    def sealed(self, view: "EnrollmentView", packet_id: "PacketId", /) -> None:
        """Their packet is made."""

    def picture(self, pixels: "NDArray[np.uint8]", /) -> None:
        """Of the applicant, as the camera sees them, or the portrait that was taken."""

    def advise(self, advice: str, holding: float, /) -> None:
        """advice: code of live guidance, or KEPT; "" while no picture is taken, and none is shown."""

    def fingers(self, names: tuple[str, ...], /) -> None:
        """Those asked for now, as "right_index"; () for none."""

    def ink(self, points: Ink, size_mm: tuple[float, float], /) -> None:
        """What is written, wherever; () for nothing."""

    def close_ink(self, closed: bool, /) -> None:
        """Whether nothing may be written now."""


class Writer(Protocol):
    """The page that takes what the applicant writes there."""

    def pen_down(self) -> None: ...
    def written(self, points: Ink, *, pen: bool) -> None: ...
    def again(self) -> None: ...


class Facing:
    def __init__(self) -> None:
        self.listener: Listener | None = None
        self.writer: Writer | None = None

    def serve(self, view: "EnrollmentView | None") -> None:
        if self.listener is not None:
            self.listener.serve(view)

    def sealed(self, view: "EnrollmentView", packet_id: "PacketId") -> None:
        if self.listener is not None:
            self.listener.sealed(view, packet_id)

    def picture(self, pixels: "NDArray[np.uint8]") -> None:
        if self.listener is not None:
            self.listener.picture(pixels)

    def advise(self, advice: str, holding: float = 0.0) -> None:
        if self.listener is not None:
            self.listener.advise(advice, holding)

    def fingers(self, names: tuple[str, ...]) -> None:
        if self.listener is not None:
            self.listener.fingers(names)

    def ink(self, points: Ink, size_mm: tuple[float, float]) -> None:
        if self.listener is not None:
            self.listener.ink(points, size_mm)

    def close_ink(self, *, closed: bool) -> None:
        if self.listener is not None:
            self.listener.close_ink(closed)
