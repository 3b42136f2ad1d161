"""How the figure stands before the camera, and under what light."""

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Look:
    """How the figure stands. Angles in degrees as in ISO/IEC 39794-5, seen from the person.

    yaw > 0 turned to the own left, pitch > 0 looking down, roll > 0 tilted to the own right shoulder. distance: metres
    from the camera. shift_x, shift_y: millimetres to the image's right and up. blink, smile, mouth_open: 0..1.
    brightness: 1 is a good exposure. side_light: -1 all light from the image's left .. 1 all from its right.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    distance: float = 1.0
    shift_x: float = 0.0
    shift_y: float = 0.0
    blink: float = 0.0
    smile: float = 0.0
    mouth_open: float = 0.0
    brightness: float = 1.0
    side_light: float = 0.0

    def quantised(self) -> "Look":
        """The nearest look that is worth a picture of its own."""
        return Look(**{field.name: _grid(getattr(self, field.name), _STEP[field.name]) for field in fields(self)})


_STEP = {
    **dict.fromkeys(("yaw", "pitch", "roll"), 0.5),
    "distance": 0.01,
    "shift_x": 1.0,
    "shift_y": 1.0,
    "blink": 0.25,
    "smile": 0.2,
    "mouth_open": 0.2,
    "brightness": 0.02,
    "side_light": 0.05,
}


def _grid(value: float, step_: float) -> float:
    return round(round(value / step_) * step_, 6)
