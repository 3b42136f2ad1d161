"""One small set of icons, drawn by us on a 24 px grid with a 2 px round pen, coloured by a token role."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.theme.active import active
from ui.theme.tokens import Role

# Each value: path data, stroked. A leading "!" marks path data that is filled instead.
PATHS: dict[str, tuple[str, ...]] = {
    # steps
    "person": ("M12 4a4 4 0 1 1 0 8a4 4 0 1 1 0-8z", "M4 20c0-4 3.5-6 8-6s8 2 8 6"),
    "document": ("M6 3h12v18H6z", "M12 7a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z", "M9 17h6"),
    "camera": ("M3 8h4l2-3h6l2 3h4v11H3z", "M12 10a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z"),
    "fingerprint": (
        "M6 8.5A7 7 0 0 1 19 12v2",
        "M5 13v-1.5",
        "M8.5 20c-.8-2.2-1-4.2-1-8a4.5 4.5 0 0 1 9 0c0 2.5.1 5-.8 7.5",
        "M12 12c0 3.5.2 6-.3 9",
    ),
    "signature": ("M4 20h16", "M5 15c3-7 6-11 7.5-9.5S8 16 10 16s3-4 4.5-4s.5 3 2 3s2-1 3-2"),
    "payment": ("M3 6h18v12H3z", "M3 10h18", "M6.5 14.5h4"),
    "review": ("M8 4H5v17h14V4h-3", "M9 2.5h6v4H9z", "M9 13.5l2.2 2.2L15.5 11"),
    # states
    "check": ("M4.5 12.5l5 5L19.5 7",),
    "cross": ("M6 6l12 12", "M18 6L6 18"),
    "warning": ("M12 3.5L22 20H2z", "M12 10v4.5", "M12 17.3v.2"),
    "error": ("M8 3h8l5 5v8l-5 5H8l-5-5V8z", "M12 7.5v5.5", "M12 16.3v.2"),
    "info": ("M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z", "M12 11v5.5", "M12 7.5v.2"),
    "dot": ("!M12 8a4 4 0 1 1 0 8a4 4 0 1 1 0-8z",),
    "ring": ("M12 5a7 7 0 1 1 0 14a7 7 0 1 1 0-14z",),
    "current": ("M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z", "M10 8l4.5 4L10 16"),
    "done": ("M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z", "M8 12.5l3 3L16 9.5"),
    "lock": ("M5 11h14v10H5z", "M8 11V8a4 4 0 0 1 8 0v3", "M12 15v2"),
    "clock": ("M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z", "M12 7v5l3.5 2"),
    "skip": ("M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z", "M8 12h8"),
    # actions
    "forward": ("M5 12h14", "M13 6l6 6l-6 6"),
    "back": ("M19 12H5", "M11 6l-6 6l6 6"),
    "up": ("M12 19V5", "M6 11l6-6l6 6"),
    "down": ("M12 5v14", "M6 13l6 6l6-6"),
    "plus": ("M12 5v14", "M5 12h14"),
    "minus": ("M5 12h14",),
    "chevron": ("M6 9l6 6l6-6",),
    "retry": ("M20 6v5h-5", "M19 11a7.5 7.5 0 1 0 .5 4"),
    "trash": ("M4 7h16", "M9 7V4h6v3", "M6.5 7l1 14h9l1-14", "M10 11v6", "M14 11v6"),
    "home": ("M3 12l9-8l9 8", "M6 10v10h12V10"),
    "help": ("M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z", "M9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1 .9-1 1.7",
             "M12 16.8v.2"),
    "globe": ("M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z", "M3 12h18", "M12 3c3 3 4 6 4 9s-1 6-4 9c-3-3-4-6-4-9s1-6 4-9z"),
    "details": ("M4 6h16", "M4 12h16", "M4 18h10"),
    "edit": ("M4 20l1-5L16 4l4 4L9 19z", "M13.5 6.5l4 4"),
    "key": ("M8 9a5 5 0 1 1 0 10a5 5 0 1 1 0-10z", "M11.5 10.5L20 3", "M16 6.5l3 3"),
    "save": ("M3 14v6h18v-6", "M12 4v12", "M7 11l5 5l5-5"),
    "printer": ("M7 8V3h10v5", "M7 17H4V8h16v9h-3", "M7 14h10v7H7z"),
    # things
    "outbox": ("M3 14v6h18v-6", "M12 16V4", "M7 9l5-5l5 5"),
    "receipt": ("M5 3h14v18l-3-2l-2 2l-2-2l-2 2l-2-2l-3 2z", "M9 8h6", "M9 12h6"),
    "offline": ("M3 3l18 18", "M9 18h9a4 4 0 0 0 2-7.5", "M16 8a6 6 0 0 0-5-2",
                "M7 9a6 6 0 0 0-1 2a3.7 3.7 0 0 0 0 7"),
    "hand": ("M8 13V6a1.5 1.5 0 0 1 3 0v5", "M11 11V4a1.5 1.5 0 0 1 3 0v7",
             "M14 11V6a1.5 1.5 0 0 1 3 0v8c0 4-2 7-5 7c-2.5 0-4-1-5-3l-3-5a1.5 1.5 0 0 1 2.5-1.5L8 13.5"),
    "light": ("M12 7.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z", "M12 2v2", "M12 20v2", "M2 12h2", "M20 12h2",
              "M5 5l1.4 1.4", "M17.6 17.6L19 19", "M5 19l1.4-1.4", "M17.6 6.4L19 5"),
    "face": ("M12 3c4.5 0 7 3 7 8s-3 10-7 10s-7-5-7-10s2.5-8 7-8z", "M9 10.5v.2", "M15 10.5v.2", "M9.5 16h5"),
    "closer": ("M4 9V4h5", "M20 9V4h-5", "M4 15v5h5", "M20 15v5h-5", "M12 9a3 3 0 1 1 0 6a3 3 0 1 1 0-6z"),
    "farther": ("M9 4v5H4", "M15 4v5h5", "M9 20v-5H4", "M15 20v-5h5"),
    "speaker": ("M3 9.5v5h4l5 4v-13l-5 4z", "M15.5 9a4.5 4.5 0 0 1 0 6", "M18 6.5a8 8 0 0 1 0 11"),
    **{
        f"mood_{mark}": ("M12 3a9 9 0 1 1 0 18a9 9 0 1 1 0-18z", "M9 9.5v.2", "M15 9.5v.2", mouth)
        for mark, mouth in enumerate(
            ("M8 17c1.2-3 6.8-3 8 0", "M8.5 16.5c1-1.5 6-1.5 7 0", "M8.5 15.5h7",
             "M8.5 15c1 1.5 6 1.5 7 0", "M7.5 14c1.2 4 7.8 4 9 0z"), 1)
    },
    "device": ("M4 5h16v11H4z", "M9 20h6", "M12 16v4"),
    "disk": ("M5 4h11l3 3v13H5z", "M8 4v5h7V4", "M8 20v-6h8v6"),
}  # fmt: skip


@lru_cache(maxsize=512)
def _pixmap(name: str, value: str, size: int, ratio: float) -> QPixmap:
    strokes = "".join(f'<path d="{path}"/>' for path in PATHS[name] if not path.startswith("!"))
    solids = "".join(f'<path d="{path[1:]}" fill="{value}"/>' for path in PATHS[name] if path.startswith("!"))
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">'
        f'<g fill="none" stroke="{value}" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{strokes}</g>'
        f"{solids}</svg>"
    )
    made = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def pixmap(name: str, role: Role, size: int = 24, ratio: float = 2.0) -> QPixmap:
    """The icon as a picture, `size` device-independent pixels. Raises KeyError for an icon we do not have."""
    return _pixmap(name, active().value(role), size, ratio)


def icon(name: str, role: Role, size: int = 20, gap: int = 0, *, turned: bool = False) -> QIcon:
    """The icon for a button, `gap` wider towards its words: at the right, or at the left where they run from right to
    left (`turned`); a closed button shows it muted."""
    made = QIcon(_widened(pixmap(name, role, size), gap, turned))
    made.addPixmap(_widened(pixmap(name, "muted", size), gap, turned), QIcon.Mode.Disabled)
    return made


def _widened(picture: QPixmap, gap: int, turned: bool) -> QPixmap:
    if not gap:
        return picture
    ratio = picture.devicePixelRatio()
    made = QPixmap(picture.width() + round(gap * ratio), picture.height())
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    painter = QPainter(made)
    painter.drawPixmap(gap if turned else 0, 0, picture)
    painter.end()
    return made
