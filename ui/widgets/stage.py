"""Stage: the dark ground behind a moving or a kept picture, with a note when there is none. Subclasses draw over it."""

from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QAccessible, QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.active import colour, font, motion_ms
from ui.theme.icons import pixmap
from ui.theme.tokens import GAP, GUTTER, HALF, RADIUS, STRONG, UNIT, Role
from ui.widgets.roles import speak_as

Tone: TypeAlias = Literal["plain", "ok", "warn", "error", "accent"]
_TONES: dict[str, Role] = {"ok": "ok", "warn": "warn", "error": "error", "accent": "focus"}
_BORDER = 6


def to_image(pixels: NDArray[np.uint8]) -> QImage:
    """A view of the pixels, not a copy: whoever keeps the image keeps `pixels` too.

    pixels: (height, width, 3) R, G, B or (height, width) grey, uint8, rows contiguous.
    """
    height, width = pixels.shape[:2]
    grey = pixels.ndim == 2
    depth = QImage.Format.Format_Grayscale8 if grey else QImage.Format.Format_RGB888
    return QImage(pixels.data, width, height, width * (1 if grey else 3), depth)


class Stage(QWidget):
    """Shows the newest picture as large as it fits, never cut, at any scale of the screen."""

    mirrored = False  # left and right change places; what is drawn over it stays

    def __init__(self) -> None:
        super().__init__()
        self._pixels: NDArray[np.uint8] | None = None
        self._image: QImage | None = None
        self._note: tuple[str, str, str] | None = None
        self._tone: Tone = "plain"
        self._flash = 0.0
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(1.0)
        self._motion.setEndValue(0.0)
        self._motion.valueChanged.connect(self._flashed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        speak_as(self, QAccessible.Role.Graphic)

    def sizeHint(self) -> QSize:
        return QSize(640, 360)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 120)  # where little room is left, words and buttons come first

    # --- what is shown -------------------------------------------------------------------------------------------

    def show_pixels(self, pixels: NDArray[np.uint8]) -> None:
        """Show this picture until the next; a note over it goes."""
        self._pixels = np.ascontiguousarray(pixels)
        self._image = to_image(self._pixels)
        if self._note is not None:
            self.hush()
        self.update()

    def clear(self) -> None:
        self._pixels = self._image = None
        self.update()

    def tell(self, icon_name: str, title: str, text: str = "") -> None:
        """Words in the middle, over a darkened picture: what is awaited, or why there is none."""
        self._note = (icon_name, title, text)
        self.setAccessibleDescription(f"{title} {text}".strip())
        self.update()

    def hush(self) -> None:
        """Take the words away."""
        self._note = None
        self.setAccessibleDescription("")
        self.update()

    def set_tone(self, tone: Tone) -> None:
        """The border around the picture, as the advice beside it says."""
        if tone != self._tone:
            self._tone = tone
            self.update()

    def flash(self) -> None:
        """A short brightening that shows that the picture was taken; none where the system asks for no motion."""
        length_ms = motion_ms(self)
        if length_ms > 0:
            self._motion.setDuration(length_ms)
            self._motion.start()

    def _flashed(self, value: float) -> None:
        self._flash = value
        self.update()

    # --- geometry ------------------------------------------------------------------------------------------------

    def picture_rect(self) -> QRectF:
        """Where the picture lies, in this widget's coordinates; empty without one."""
        if self._image is None:
            return QRectF()
        scale = min(self.width() / self._image.width(), self.height() / self._image.height())
        width, height = self._image.width() * scale, self._image.height() * scale
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def place(self, x: float, y: float) -> QPointF:
        """A pixel of the picture in this widget's coordinates."""
        area = self.picture_rect()
        if self._image is None:
            return QPointF()
        scale = area.width() / self._image.width()
        return QPointF(area.left() + x * scale, area.top() + y * scale)

    # --- painting ------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("stage"))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.save()
            self.draw_picture(painter, self._image)
            painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._image is not None and self._note is None:
            self.draw_over(painter)
        if self._flash > 0:
            light = QColor(colour("on_stage"))
            light.setAlphaF(0.8 * self._flash)
            painter.fillRect(self.picture_rect(), light)
        if self._note is not None:
            self._draw_note(painter, *self._note)
        self._draw_edge(painter)
        painter.end()

    def draw_picture(self, painter: QPainter, image: QImage) -> None:
        if self.mirrored:
            painter.setTransform(QTransform(-1, 0, 0, 1, self.width(), 0), combine=True)
        painter.drawImage(self.picture_rect(), image)

    def draw_over(self, painter: QPainter) -> None:
        """What a subclass draws over the picture."""

    def _draw_edge(self, painter: QPainter) -> None:
        """Round the corners off and draw the border."""
        whole = QRectF(self.rect())
        outside = QPainterPath()
        outside.addRect(whole)
        inside = QPainterPath()
        inside.addRoundedRect(whole, RADIUS, RADIUS)
        painter.fillPath(outside.subtracted(inside), colour("surface"))
        role = _TONES.get(self._tone)
        if role is not None:
            half = _BORDER / 2
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour(role), _BORDER))
            painter.drawRoundedRect(whole.adjusted(half, half, -half, -half), RADIUS - half, RADIUS - half)

    def _draw_note(self, painter: QPainter, icon_name: str, title: str, text: str) -> None:
        if self._image is not None:
            veil = QColor(colour("stage"))
            veil.setAlpha(215)
            painter.fillRect(self.rect(), veil)
        width = min(self.width() - 2 * GUTTER, 460)
        left = (self.width() - width) / 2
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.setPen(colour("on_stage"))
        painter.setFont(font("lead", STRONG))
        title_box = painter.boundingRect(QRectF(left, 0, width, 400), flags, title)
        painter.setFont(font("body"))
        text_box = painter.boundingRect(QRectF(left, 0, width, 400), flags, text)
        words = title_box.height() + UNIT + (text_box.height() if text else 0)
        icon_side = 48 if icon_name and words + 48 + 3 * GAP <= self.height() else 0  # words come first
        high = words + (icon_side + GAP if icon_side else 0)
        top = (self.height() - high) / 2
        if icon_side:
            picture = pixmap(icon_name, "on_stage", icon_side, self.devicePixelRatioF())
            painter.drawPixmap(QPointF((self.width() - icon_side) / 2, top), picture)
            top += icon_side + GAP
        painter.setFont(font("lead", STRONG))
        painter.drawText(QRectF(left, top, width, title_box.height() + HALF), flags, title)
        painter.setFont(font("body"))
        painter.drawText(QRectF(left, top + title_box.height() + UNIT, width, 400), flags, text)
