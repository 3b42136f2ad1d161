"""What the window that faces the applicant may show: theirs alone, and of now. Plain frozen values.

Nothing else is handed to that window. Each value is text, a number, a yes or no, or a tuple of such: a test walks all
of them, so that nothing of an operator's page comes along with one.
"""

from dataclasses import dataclass
from enum import StrEnum

VOICE_PROGRAM = "espeak-ng"
"""That reads aloud for applicants, where somebody installed it."""


class Screen(StrEnum):
    BLANK = "blank"  # nobody is served
    LANGUAGE = "language"
    NOTICE = "notice"  # of rights, and of what happens with the data
    WISH = "wish"  # for an operator of the same sex
    WAIT = "wait"  # the operator has something to do
    DATA = "data"  # to be compared letter by letter
    PORTRAIT = "portrait"
    FINGERS = "fingers"
    SIGNATURE = "signature"
    RECEIPT = "receipt"
    THANKS = "thanks"  # and how it was


@dataclass(frozen=True)
class NameView:
    """part: "surname", "given" or "patronymic"."""

    part: str
    armenian: str
    latin: str


@dataclass(frozen=True)
class CitizenView:
    """language: tag, "" until one is chosen. zone: the names as the machine-readable zone will have them; cut: letters
    have no room there. may_confirm: all of it can be read; confirmed, doubted: the applicant said that it is right, or
    not. wished: they asked for an operator of the same sex; may_wish: they may ask for one now, or take it back.
    advice: code of live guidance, "" for none; holding: 0..1 of the time it must hold. fingers: words of those asked
    for now, as "right_index"; missing: of those not taken. number: of the packet, to be read out; code: rows of the
    receipt's square code, "1" for dark. rated: the applicant said how it was."""

    screen: Screen = Screen.BLANK
    language: str = ""
    names: tuple[NameView, ...] = ()
    zone: str = ""
    cut: bool = False
    birth_date: str = ""
    may_confirm: bool = False
    confirmed: bool = False
    doubted: bool = False
    wished: bool = False
    may_wish: bool = False
    advice: str = ""
    holding: float = 0.0
    fingers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    number: str = ""
    code: tuple[str, ...] = ()
    rated: bool = False


BLANK = CitizenView()
RIGHTS = "rights_and_data"
"""What the notice is called that stands on this window."""
HEARD, SPOKEN_FOR = f"{RIGHTS}_heard", f"{RIGHTS}_spoken_for"
"""The same, where they could not read it: it was read to them; who speaks for them was told, of a small child."""
TOLD = {RIGHTS: (RIGHTS, HEARD, SPOKEN_FOR)}
"""How one may have been told of it, by what a profile calls it. What the applicant said, kept as notices are:"""
DATA_CONFIRMED, SAME_SEX = "data_confirmed", "same_sex_operator"
SAME_SEX_BACK = f"{SAME_SEX}_taken_back"
"""That they wish it no more. Of both the last counts, and both stay, each with its moment."""
DATA_DOUBTED = "data_doubted"
"""What the log says where they found something wrong; the case says nothing of it: then nothing is confirmed."""
MARKS = (1, 2, 3, 4, 5)
"""How it was: 1 for very bad, 5 for very good."""
