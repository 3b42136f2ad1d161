"""Words that are too long for one line of a choice stand on two: nothing of their letters is cut."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from station.domain.operator import CredentialId, Role
from station.services.views import CredentialView
from ui.messages import set_language
from ui.theme.active import colour
from ui.widgets.officer_model import Officer
from ui.widgets.officer_pin import OfficerBox

OFFICE = "Միգրացիայի և քաղաքացիության ծառայություն"
KAREN = CredentialView(CredentialId("k"), "Կարեն Սարգսյան", OFFICE, frozenset({Role.OFFICER}), "")


def box(qtbot: QtBot, width: int) -> OfficerBox:
    set_language("hy")
    made = OfficerBox()
    made.show_people([Officer(KAREN), Officer(replace(KAREN, credential_id=CredentialId("o")))])
    qtbot.addWidget(made)
    made.resize(width or made.minimumSizeHint().width(), made.sizeHint().height())
    made.show()
    return made


@pytest.mark.parametrize("width", [0, 274, 360])
def test_an_officer_and_their_office_are_read_whole(width: int, qtbot: QtBot, dressed: QApplication) -> None:
    made = box(qtbot, width)
    assert made.left_out() == []
    assert " ".join(made.lines()) == f"Կարեն Սարգսյան, {OFFICE}"
    assert len(made.lines()) == 2
    picture = made.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine())
    inside = pixels[:, : 3 * picture.width()].reshape(picture.height(), picture.width(), 3)[:, 10:-36].astype(int)
    ink = np.flatnonzero((np.abs(inside - colour("raised").getRgb()[:3]).sum(axis=2) > 120).any(axis=1))
    letters = ink[(ink > 1) & (ink < picture.height() - 2)]  # less the border
    assert 2 < letters[0] < 8, "the first line begins below the border"
    assert picture.height() - 8 < letters[-1] < picture.height() - 2, "what goes below the second line does so above it"


def test_the_name_stands_above_the_office_where_both_have_room(qtbot: QtBot, dressed: QApplication) -> None:
    assert box(qtbot, 360).lines() == ("Կարեն Սարգսյան,", OFFICE)
