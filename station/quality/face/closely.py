"""What a close look at a face says: plain frozen values. Lightness and colour are CIELAB of the aligned face."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Movements:
    """Each 0..1, of no movement and of the fullest. blink: of the image-left and of the image-right eye. brows: drawn
    down, mean of both. pressed: lips on each other. rolled: the lip that is more drawn in, as by biting on it. mouth:
    all that mouth and cheeks do, in the order of `smile.READ`."""

    blink: tuple[float, float]
    brows: float
    pressed: float
    rolled: float
    mouth: tuple[float, ...]


@dataclass(frozen=True)
class EyeSeen:
    """Of one eye. apart: distance of two networks' iris centres over the eye distance; lids_apart: that of the lids.
    contrast: L* of the white less that of the iris. tint: L* of the skin less that of the strip under the eye. rim: the
    strongest step of L* there (97th percentile of the gradient). These three over L* of the skin. glare: share of the
    eye and its edge that dazzles."""

    apart: float
    lids_apart: float
    contrast: float
    tint: float
    rim: float
    glare: float


@dataclass(frozen=True)
class LowerFace:
    """line: how much darker the line between the lips is than what lies above and below it; span: from the darkest to
    the lightest there, which is what teeth leave of it; both over L* of the skin. fold_lightness, fold_colour: how far
    the folds beside the nose are off the skin of this face, in L* and in a*, b*, of the fold that is further off.
    lower_lip: share of the lips' redness that lies below the line; None of lips as pale as the skin around them."""

    line: float
    span: float
    fold_lightness: float
    fold_colour: float
    lower_lip: float | None = None


@dataclass(frozen=True)
class CloseLook:
    """eyes: image left, image right. smile: 0..1, see smile.py. detail: see detail.py. chroma: median distance of the
    face's colours from grey. texture: fine texture of the cheeks over that of the eyes. breadth: see traces.py.
    above_rest: how far the smile is above the lowest of this person in this session, where one was seen."""

    eyes: tuple[EyeSeen, EyeSeen]
    lower: LowerFace
    movements: Movements
    smile: float
    detail: float
    chroma: float
    texture: float
    breadth: float
    above_rest: float = 0.0


@dataclass(frozen=True)
class Tones:
    """ISO/IEC 29794-5 7.3.4 to 7.3.7 and 7.3.10, native values, of the face without hair. mean, variance: of linear
    luminance, 0..1. dark, bright: share whose luminance is at most 25, at least 247 of 255. entropy: bits. colour: how
    far the cheeks lie outside of a* 5 to 25, b* 5 to 35. All but bright and colour follow the tone of the skin:
    nobody is judged by them."""

    mean: float
    variance: float
    dark: float
    bright: float
    entropy: float
    colour: float


@dataclass(frozen=True)
class PictureTraces:
    """Of a picture that was taken, as it came. noise: its standard deviation on the smoothest parts of the face, 8-bit
    codes. blocks: how much larger the step over the borders of 8-pixel blocks is than elsewhere, codes. dots: how far a
    regular pattern stands out of the skin's own texture, as of a print or a screen. sides: on how many sides of the
    head a straight edge runs (0..4), as of a picture that is held up. one_way: by how much the beat of resampling in
    one direction exceeds that in the other, see resampled.py."""

    noise: float
    blocks: float
    dots: float
    sides: int
    one_way: float
