"""A screen reader's ear, for the Python of the system (its `gi`): `at_spi_listener.py NAME`, on the session's bus.

Each line of standard input asks what the program NAME shows now; the answer is one line of JSON: `shown`, every object
that is on the screen, depth first; `said`, what was announced since the answer before; `at`, where the keyboard went
last.
"""

import json
import sys
from importlib import import_module
from typing import Any

gi: Any = import_module("gi")
gi.require_version("Atspi", "2.0")
Atspi: Any = import_module("gi.repository.Atspi")
GLib: Any = import_module("gi.repository.GLib")

_DEEPEST = 40
_said: list[str] = []
_at: list[Any] = []


def _hear(event: Any) -> None:
    _said.append(str(event.any_data))


def _hear_focus(event: Any) -> None:
    if event.detail1:
        _at[:] = [event.source]


def _told(seen: Any) -> dict[str, object]:
    """What is known of one object."""
    states = {state.value_nick for state in seen.get_state_set().get_states()}
    kinds = seen.get_interfaces()
    text = Atspi.Text.get_text(seen, 0, -1) if "Text" in kinds else None
    labels = [
        relation.get_target(index).get_name()
        for relation in seen.get_relation_set()
        if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
        for index in range(relation.get_n_targets())
    ]
    return {
        "role": seen.get_role_name(),
        "name": seen.get_name(),
        "description": seen.get_description(),
        "text": text,
        "labels": labels,
        "states": sorted(states),
    }


def _walk(seen: Any, into: list[dict[str, object]], depth: int) -> None:
    told = _told(seen)
    states = told["states"]
    if depth > _DEEPEST or not isinstance(states, list) or not {"showing", "visible"} <= set(states):
        return
    into.append(told)
    for index in range(seen.get_child_count()):
        child = seen.get_child_at_index(index)
        if child is not None:
            _walk(child, into, depth + 1)


def _answer(name: str) -> None:
    desktop = Atspi.get_desktop(0)
    shown: list[dict[str, object]] = []
    for index in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(index)
        if program is not None and program.get_name() == name:
            program.clear_cache()
            for window in range(program.get_child_count()):
                _walk(program.get_child_at_index(window), shown, 0)
    while GLib.MainContext.default().iteration(False):
        pass  # what was told before the last answer is there by now: a bus keeps the order of each sender
    sys.stdout.write(json.dumps({"shown": shown, "said": _said, "at": [_told(each) for each in _at]}) + "\n")
    sys.stdout.flush()
    _said.clear()


def main(name: str) -> None:
    listener, follower = Atspi.EventListener.new(_hear), Atspi.EventListener.new(_hear_focus)
    if not (listener.register("object:announcement") and follower.register("object:state-changed:focused")):
        raise SystemExit("the bus takes no listener")
    loop = GLib.MainLoop()

    def asked(channel: Any, condition: Any) -> bool:
        line = sys.stdin.readline()
        if not line:
            loop.quit()
            return False
        _answer(name)
        return True

    GLib.io_add_watch(GLib.IOChannel.unix_new(sys.stdin.fileno()), GLib.IO_IN | GLib.IO_HUP, asked)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    loop.run()


main(sys.argv[1])
