"""A handwritten signature as bytes: the strokes (canonical JSON) and a picture of them (PNG)."""

from collections.abc import Iterator, Sequence
from io import BytesIO

import rfc8785
from PIL import Image, ImageDraw

from station.domain.capture import InkPoint

STROKES = "application/json"
PNG = "image/png"
PICTURE_PPI = 300
_MM_PER_INCH = 25.4
_PEN_MM = 0.5
_FINER = 4  # drawn so many times larger, then reduced: smooth edges


def encode_strokes(points: Sequence[InkPoint], size_mm: tuple[float, float]) -> bytes:
    """{"points": [[x_mm, y_mm, t_ms, pressure, down], ...], "sizeMm": [width, height]}; three decimals."""
    return rfc8785.dumps(
        {
            "points": [
                [round(p.x_mm, 3), round(p.y_mm, 3), p.t_ms, round(p.pressure, 3), 1 if p.down else 0] for p in points
            ],
            "sizeMm": [round(size_mm[0], 3), round(size_mm[1], 3)],
        }
    )


def draw_png(points: Sequence[InkPoint], size_mm: tuple[float, float]) -> tuple[bytes, int, int]:
    """A PNG of black ink on white at 300 ppi, with its width and height in pixels."""
    width, height = (max(1, round(side / _MM_PER_INCH * PICTURE_PPI)) for side in size_mm)
    scale = PICTURE_PPI / _MM_PER_INCH * _FINER
    image = Image.new("L", (width * _FINER, height * _FINER), 255)
    draw = ImageDraw.Draw(image)
    pen = max(1, round(_PEN_MM * scale))
    for stroke in _strokes(points):
        line = [(p.x_mm * scale, p.y_mm * scale) for p in stroke]
        draw.line(line, fill=0, width=pen, joint="curve")
        for x, y in (line[0], line[-1]):
            draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=0)
    buffer = BytesIO()
    image.resize((width, height), Image.Resampling.BOX).save(buffer, "PNG", dpi=(PICTURE_PPI, PICTURE_PPI))
    return buffer.getvalue(), width, height


def _strokes(points: Sequence[InkPoint]) -> Iterator[list[InkPoint]]:
    """Cut at the points where the pen leaves the pad; that point still belongs to its stroke."""
    stroke: list[InkPoint] = []
    for point in points:
        stroke.append(point)
        if not point.down:
            yield stroke
            stroke = []
    if stroke:
        yield stroke
