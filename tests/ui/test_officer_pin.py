"""Who answers for an act: whoever was chosen for the case before is not offered for one that they took themselves."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from station.domain.operator import CredentialId, Role
from station.services.views import CredentialView
from ui.messages import say
from ui.widgets.officer_model import Officer
from ui.widgets.officer_pin import OfficerPin


def officer(name: str) -> Officer:
    return Officer(CredentialView(CredentialId(name), name, "Unit", frozenset({Role.OFFICER})), own_capture=False)


def test_no_pin_is_asked_of_whose_key_is_locked_and_the_way_out_is_said(qtbot: QtBot, qapp: object) -> None:
    asked = OfficerPin()
    qtbot.addWidget(asked)
    first, second = officer("a"), officer("b")
    shut = replace(first, credential=replace(first.credential, locked=True))
    asked.show_people((shut, second))
    assert asked.officer.value() == "b", "who can do it is offered first"
    assert asked.person() == second
    asked.officer.set_value("a")
    asked.show_people((shut, officer("c")))
    asked.officer.set_value("a")
    asked.officer.chosen.emit("a")
    assert (asked.person(), asked.complete, asked.pin.isHidden()) == (None, False, True)
    assert asked._below.text() == say("shell.officer.locked", name="a")
    asked.show_people((first, second))
    asked.officer.set_value("a")
    asked.officer.chosen.emit("a")
    assert (asked.person(), asked.pin.isHidden()) == (first, False)


def test_of_two_officers_the_one_who_took_the_case_is_not_left_chosen(qtbot: QtBot, qapp: object) -> None:
    asked = OfficerPin()
    qtbot.addWidget(asked)
    first, second = officer("a"), officer("b")
    asked.show_people((first, second))
    asked.officer.set_value("b")
    asked.show_people((replace(first, own_capture=True), second))
    assert asked.officer.value() == "b", "who may do it stays"
    asked.show_people((first, replace(second, own_capture=True)))
    assert asked.officer.value() == "a"
    assert not asked.pin.isHidden()
