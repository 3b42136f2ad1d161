"""The catalogue: every adapter folder has a line, every line a folder, and what cannot load is reported."""

from pathlib import Path

import devices.adapters
from devices.catalogue import BUILT_IN, load


def test_every_folder_has_a_line_and_every_line_a_folder() -> None:
    folder = Path(devices.adapters.__file__).parent
    families = {entry.parent.name for entry in folder.glob("*/adapter.py")}
    assert {name.split(".")[-2] for name in BUILT_IN} == families


def test_family_is_the_folder_name() -> None:
    found = load()
    assert not found.unavailable
    assert tuple(adapter.family for adapter in found.adapters) == tuple(name.split(".")[-2] for name in BUILT_IN)


def test_what_cannot_be_imported_is_reported_not_raised() -> None:
    found = load(("devices.adapters.sim_camera.adapter", "no.such_family.adapter"))
    assert [adapter.family for adapter in found.adapters] == ["sim_camera"]
    assert [(error.code, error.device_id, error.params["reason"]) for error in found.unavailable] == [
        ("DEV-050", "such_family", "ModuleNotFoundError")
    ]
