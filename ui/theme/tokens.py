"""Roles of colour, type and spacing. Widgets name roles, never values; a theme file gives the values."""

from dataclasses import dataclass, fields
from typing import Literal, TypeAlias

# --- spacing, in device-independent pixels: everything stands on an 8 px grid, 4 px inside small things ----------

HALF = 4
UNIT = 8
GAP = 16
GUTTER = 24
MARGIN = 32

TOP_BAR = 56
ACTION_BAR = 72
RAIL = 264
RADIUS = 8
FOCUS_RING = 3
TARGET = 24  # least side of anything that can be pressed
CONTROL = 40  # height of buttons
INPUT = 36  # height of inputs

# --- type: size in px by role ------------------------------------------------------------------------------------

TypeRole: TypeAlias = Literal["caption", "body", "lead", "title", "citizen"]
TYPE_PX: dict[TypeRole, int] = {"caption": 13, "body": 15, "lead": 18, "title": 24, "citizen": 40}
FAMILIES = ("Noto Sans", "Noto Sans Armenian")
MONO_FAMILIES = ("Noto Sans Mono",)
REGULAR = 400
STRONG = 600


@dataclass(frozen=True)
class Colours:
    """One value a role, "#RRGGBB". *_soft is the quiet ground under the role's own ink."""

    surface: str  # the page
    raised: str  # cards, bars, inputs
    sunken: str  # wells, tracks, closed inputs
    line: str  # hairlines that only decorate
    edge: str  # borders one must see: inputs, check boxes (3:1)
    text: str
    muted: str
    accent: str
    accent_strong: str  # accent, pressed or under the pointer
    accent_soft: str
    on_accent: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    error: str
    error_soft: str
    info: str
    info_soft: str
    focus: str
    mode_demo: str  # band that tells the mode
    on_mode_demo: str
    mode_production: str
    on_mode_production: str
    stage: str  # the dark ground behind pictures
    on_stage: str
    stage_ok: str  # what is right with the picture, drawn over it


Role: TypeAlias = Literal[
    "surface", "raised", "sunken", "line", "edge", "text", "muted", "accent", "accent_strong", "accent_soft",
    "on_accent", "ok", "ok_soft", "warn", "warn_soft", "error", "error_soft", "info", "info_soft", "focus",
    "mode_demo", "on_mode_demo", "mode_production", "on_mode_production", "stage", "on_stage", "stage_ok",
]  # fmt: skip


@dataclass(frozen=True)
class Theme:
    name: str
    colours: Colours

    def value(self, role: Role) -> str:
        """ "#RRGGBB" of a role."""
        return str(getattr(self.colours, role))

    def ink(self, text: Role, ground: Role) -> tuple[str, str]:
        """Values of a pair in use. Raises KeyError for a pair that the contrast test does not know."""
        if (text, ground) not in TEXT_PAIRS:
            raise KeyError((text, ground))
        return self.value(text), self.value(ground)

    def values(self) -> frozenset[str]:
        """Every colour of the theme, lower-case."""
        return frozenset(str(getattr(self.colours, field.name)).lower() for field in fields(self.colours))


# Pairs of (text, ground) in use: each reaches 4.5:1 in every theme (WCAG 2.2, 1.4.3).
TEXT_PAIRS: frozenset[tuple[Role, Role]] = frozenset(
    {
        ("text", "surface"),
        ("text", "raised"),
        ("text", "sunken"),
        ("text", "accent_soft"),
        ("text", "ok_soft"),
        ("text", "warn_soft"),
        ("text", "error_soft"),
        ("text", "info_soft"),
        ("muted", "surface"),
        ("muted", "raised"),
        ("muted", "sunken"),
        ("accent", "surface"),
        ("accent", "raised"),
        ("accent", "accent_soft"),
        ("on_accent", "accent"),
        ("on_accent", "accent_strong"),
        ("on_accent", "error"),
        ("ok", "surface"),
        ("ok", "raised"),
        ("ok", "ok_soft"),
        ("warn", "surface"),
        ("warn", "raised"),
        ("warn", "warn_soft"),
        ("error", "surface"),
        ("error", "raised"),
        ("error", "error_soft"),
        ("info", "surface"),
        ("info", "raised"),
        ("info", "info_soft"),
        ("on_mode_demo", "mode_demo"),
        ("on_mode_production", "mode_production"),
        ("on_stage", "stage"),
    }
)

# Pairs of (shape, ground) in use: each reaches 3:1 (WCAG 2.2, 1.4.11).
SHAPE_PAIRS: frozenset[tuple[Role, Role]] = frozenset(
    {
        ("edge", "surface"),
        ("edge", "raised"),
        ("focus", "surface"),
        ("focus", "raised"),
        ("accent", "surface"),
        ("accent", "raised"),
        ("accent", "sunken"),
        ("stage_ok", "stage"),
    }
)
