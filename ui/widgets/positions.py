"""Which character a key gives on a US keyboard, whatever layout is on: numbers, dates and PINs are typed by its place.

Keys are named by the codes that X11, Wayland and Qt's own drivers hand on under Linux: evdev's with 8 added, as
`keycodes/evdev` of freedesktop's xkeyboard-config lists them. What the layouts write on them stands in its files
`symbols/us`, `symbols/am` ("basic") and `symbols/ru` ("winkeys"): what `us`, `am` and `ru` mean where nothing more is
said. tests/ui/test_real_layouts.py holds every key of these tables against a real X server. No Qt.
"""

from collections.abc import Mapping
from typing import TypeAlias

Layout: TypeAlias = dict[int, tuple[str, str]]
"""By keycode: what the key gives alone, and with Shift."""
# Row by row, each from the left: digits, then three rows of letters; last the key between the left Shift and Z.
_KEYCODES = (49, *range(10, 22), *range(24, 36), 51, *range(38, 49), *range(52, 62), 94)


def _layout(alone: str, shifted: str) -> Layout:
    return dict(zip(_KEYCODES, zip(alone.replace(" ", ""), shifted.replace(" ", ""), strict=True), strict=True))


US = _layout(
    "`1234567890-= qwertyuiop[]\\ asdfghjkl;' zxcvbnm,./ <",
    '~!@#$%^&*()_+ QWERTYUIOP{}| ASDFGHJKL:" ZXCVBNM<>? >',
)
ARMENIAN = _layout(
    "՝ֆձ֊,։՞․՛)օէղ ճփբսմուկըթծց» ջվգեանիտհպր ժդչյզլքխշռ ?",
    "՜ՖՁ—$…%և՚(ՕԷՂ ՃՓԲՍՄՈՒԿԸԹԾՑ« ՋՎԳԵԱՆԻՏՀՊՐ ԺԴՉՅԶԼՔԽՇՌ ֊",
)
RUSSIAN = _layout(
    "ё1234567890-= йцукенгшщзхъ\\ фывапролджэ ячсмитьбю. /",
    'Ё!"№;%:?*()_+ ЙЦУКЕНГШЩЗХЪ/ ФЫВАПРОЛДЖЭ ЯЧСМИТЬБЮ, |',
)
_KEYS = tuple(
    (layout, {sign: (code, shift) for code, signs in reversed(layout.items()) for shift, sign in enumerate(signs)})
    for layout in (US, ARMENIAN, RUSSIAN)
)
"""Of each layout, the key that has a sign, and whether with Shift."""
# Of `symbols/am` "eastern", as Windows writes Armenian: signs of ASCII on keys of digits, by keycode and Shift.
_EASTERN = {(14, False): ",", (15, False): "-", (16, False): ".", (17, True): "(", (18, True): ")"}
# A sign that is on two keys counts as the first of them: the Armenian hyphen is a 3.
_BY_CHARACTER: Mapping[str, str] = {
    sign: US[keycode][shifted]
    for layout in (RUSSIAN, ARMENIAN)
    for keycode, signs in reversed(layout.items())
    for shifted, sign in enumerate(signs)
    if not sign.isascii()
}

_ARMENIAN_DIGITS = {signs[0]: US[keycode][0] for keycode, signs in ARMENIAN.items() if US[keycode][0].isdecimal()}


def as_us(keycode: int, text: str, shifted: bool) -> str:
    """What the key that typed `text` would have typed on a US keyboard. `text` itself where a layout of Latin letters
    is on, which need not be that of the US. keycode: 0 where it is not known; then the character alone decides."""
    signs = US.get(keycode)
    if signs is None:
        return _BY_CHARACTER.get(text, text)
    if text.isascii() and not _foreign_sign(keycode, text, shifted):
        return text
    if signs[0].isalpha():  # Caps Lock is told by the letter alone
        return signs[text.isupper() or (shifted and not text.islower())]
    return signs[shifted]


def figure(keycode: int, text: str, shifted: bool) -> str:
    """As `as_us`, of digits with signs between: a sign stays that is on a key of signs, such as the full stop of the
    Russian layout."""
    sign = text.isascii() and not text.isalnum() and not US.get(keycode, ("", ""))[0].isalnum()
    return text if sign else as_us(keycode, text, shifted)


def digit(keycode: int, text: str, shifted: bool) -> str:
    """As `as_us`, of the digits alone: what else the key may give stays."""
    place = US.get(keycode, ("", ""))[0].isdecimal() and not shifted
    return as_us(keycode, text, shifted) if place else text


def undecided(keycode: int, text: str) -> bool:
    """Whether a sign came without its key and may be a digit of the Armenian layout: the comma that is a 4."""
    return keycode not in US and text in _ARMENIAN_DIGITS and text.isascii()


def on_other_layouts(key: str) -> tuple[str, ...]:
    """A command such as Ctrl+K as the Armenian and the Russian layout write it: Ctrl+Տ, Ctrl+Л. A desktop with one of
    them alone sends nothing else. Empty where the key is no letter or digit, or they have the same there."""
    held, _, last = key.rpartition("+")
    code = next((code for code, signs in US.items() if signs[0].upper() == last and last.isalnum()), None)
    if code is None:
        return ()
    others = (layout[code][0].upper() for layout in (ARMENIAN, RUSSIAN))
    return tuple(f"{held}+{sign}" for sign in others if not sign.isascii())


def on_each_layout(text: str) -> tuple[str, ...]:
    """What the keys that gave this text give on the other two layouts, where all of it is of one; else nothing. That is
    the first of US, Armenian and Russian that has all its signs."""
    for typed_on, keys in _KEYS:
        if all(sign in keys for sign in text):
            pressed = [keys[sign] for sign in text]
            others = [layout for layout, _ in _KEYS if layout is not typed_on]
            return tuple("".join(layout[code][shift] for code, shift in pressed) for layout in others)
    return ()


def digits_by_character(text: str) -> str:
    """Digits that came whole, as by pasting, so that nobody knows the keys: those of the Armenian layout, where all is
    of it. Letters are never taken for others: the А of Moscow is an A to whom copied it, and an F to the keyboard."""
    armenian = any(sign in _ARMENIAN_DIGITS and not sign.isascii() for sign in text)
    whole = armenian and not any(sign.isdecimal() for sign in text)
    return "".join(_ARMENIAN_DIGITS.get(sign, sign) for sign in text) if whole else text


def _foreign_sign(keycode: int, text: str, shifted: bool) -> bool:
    """Whether the Armenian or the Russian layout has this sign of ASCII there: the comma of Armenian 4, the full stop
    right of Russian Ю."""
    if text.isalnum():
        return False
    layouts = (ARMENIAN, RUSSIAN)
    return any(layout[keycode][shifted] == text for layout in layouts) or _EASTERN.get((keycode, shifted)) == text
