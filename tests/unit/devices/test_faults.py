"""Scripted faults and the reading of options."""

import pytest

from devices.api import DeviceFaulted, DeviceGone, DeviceTimeout, OptionInvalid, Options
from devices.links.faults import Plug, ScriptedFault
from devices.links.options import number, tables, text


def test_gone_strikes_at_its_frame_and_pulls_the_plug() -> None:
    now = [0.0]
    plug = Plug(clock=lambda: now[0])
    fault = ScriptedFault.from_options("f", {"fault_at_frame": 7, "fault": "gone", "gone_for_s": 2})
    fault.strike(6, "d", plug)
    with pytest.raises(DeviceGone):
        fault.strike(7, "d", plug)
    assert not plug.inserted
    with pytest.raises(DeviceGone):
        fault.strike(0, "d", plug)
    now[0] = 2.0
    assert plug.inserted
    fault.strike(0, "d", plug)


@pytest.mark.parametrize(("word", "error"), [("timeout", DeviceTimeout), ("faulted", DeviceFaulted)])
def test_other_faults_leave_the_plug_in(word: str, error: type[Exception]) -> None:
    plug = Plug()
    with pytest.raises(error):
        ScriptedFault.from_options("f", {"fault_at_frame": 0, "fault": word}).strike(0, "d", plug)
    assert plug.inserted


def test_no_script_no_fault() -> None:
    ScriptedFault.from_options("f", {}).strike(0, "d", Plug())


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"fault_at_frame": -1}, "fault_at_frame"),
        ({"fault_at_frame": True}, "fault_at_frame"),
        ({"fault_at_frame": 1, "fault": "melt"}, "fault"),
        ({"fault_at_frame": 1, "gone_for_s": "long"}, "gone_for_s"),
    ],
)
def test_a_wrong_option_is_named(options: Options, name: str) -> None:
    with pytest.raises(OptionInvalid) as caught:
        ScriptedFault.from_options("f", options)
    assert caught.value.params["option"] == name


def test_readers() -> None:
    assert number("f", {"x": 2}, "x", 1.0, low=0, high=3) == 2.0
    assert text("f", {}, "x", "a", choices=("a", "b")) == "a"
    assert tables("f", {"x": [{"a": 1}]}, "x") == ({"a": 1},)
    assert tables("f", {}, "x") == ()
    with pytest.raises(OptionInvalid):
        tables("f", {"x": ["a"]}, "x")
