"""A whole window on a real X server, with the Armenian layout on from the first key: somebody signs in with a PIN of
digits, types names in Armenian and numbers as they are meant; a reader sends a zone into the field of a name."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support.applicants import PASSPORT_MRZ
from ui.widgets.positions import ARMENIAN, US

_SHIFT, _RETURN, _END = 50, (36,), (115,)


def on(layout: Mapping[int, tuple[str, str]], text: str) -> Sequence[tuple[int, ...]]:
    """The keys that have these signs."""
    codes = {sign: (code, shift) for code, signs in reversed(layout.items()) for shift, sign in enumerate(signs)}
    return [(code, _SHIFT) if shift else (code,) for code, shift in (codes[sign] for sign in text)]


def test_nobody_switches_the_layout(home: Path, display: str) -> None:
    typed = {
        "surname_hy": (on(ARMENIAN, "Պետրոսյան"), "Պետրոսյան"),
        "given_hy": (on(ARMENIAN, "Անի"), "Անի"),
        "birth_date": (on(US, "12032001"), "12.03.2001"),
        "psn": (on(US, "6203010016"), "6203010016"),
        "phone": (on(US, "+37491123456"), "+37491123456"),
        "email": (on(US, "ani@post.am"), "ani@post.am"),
        "given_latin": ([_END, *on(ARMENIAN, "ի"), _RETURN], "ANII"),  # behind what follows the table
    }
    lines = [on(US, line) for line in PASSPORT_MRZ.split("\n")]
    read = [*lines[0], _RETURN, *lines[1], _RETURN]
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.armenian_desk", str(home)],
        input=json.dumps({"typed": [(name, keys) for name, (keys, _) in typed.items()], "read": read}),
        env={**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert dict(zip(typed, told["held"], strict=True)) == {name: held for name, (_, held) in typed.items()}
    assert (told["zone"], told["first"]) == (PASSPORT_MRZ, "Պետրոսյան")
