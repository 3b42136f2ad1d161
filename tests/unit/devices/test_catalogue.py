"""The catalogue: every adapter folder has a line, every line a folder, and what cannot load is reported."""

import ast
import inspect
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import devices.adapters
from devices import catalogue
from devices.api import AdapterUnavailable
from devices.catalogue import BUILT_IN, load
from devices.links import ecr, faults, platen


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


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise RuntimeError('licence expired')", "RuntimeError"),
        ("1 + 'a'", "TypeError"),
        ("def (", "SyntaxError"),
        ("raise SystemExit(2)", "SystemExit"),
    ],
)
def test_a_makers_package_that_breaks_while_it_loads_takes_nobody_along(
    body: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / f"makers_{reason.lower()}"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "adapter.py").write_text(body)
    monkeypatch.syspath_prepend(tmp_path)
    found = load((f"{package.name}.adapter", "devices.adapters.sim_camera.adapter"))
    assert [adapter.family for adapter in found.adapters] == ["sim_camera"]
    assert [(error.device_id, error.params["reason"]) for error in found.unavailable] == [(package.name, reason)]


@pytest.mark.parametrize(
    ("options", "way"),
    [
        ({}, None),
        ({"sim_camera": {"fps": 10, "script": [{"seconds": 1.0, "yaw": 3}]}}, None),
        ({"sim_camara": {}}, ("sim_camara",)),
        ({"sim_camera": {"fsp": 10}}, ("sim_camera", "fsp")),
        ({"sim_camera": {"script": [{"seconds": 1.0}, {"jaw": 3}]}}, ("sim_camera", "script", 1, "jaw")),
        ({"uvc_camera": {"fault_at_frame": 1}}, ("uvc_camera", "fault_at_frame")),
        ({"replay_fingerprint": {"source": "x", "preview_frames": 3, "gone_for_s": 1}}, None),
    ],
)
def test_an_option_that_nobody_reads_is_found(options: dict[str, Any], way: tuple[str | int, ...] | None) -> None:
    assert catalogue.load().first_unknown(options) == way


def test_adapters_that_do_not_declare_or_did_not_load_are_not_asked() -> None:
    found = catalogue.Catalogue((SimpleNamespace(family="of_a_maker"),), (AdapterUnavailable("not_here"),))  # type: ignore[arg-type]
    assert found.first_unknown({"of_a_maker": {"anything": 1}, "not_here": {"anything": 1}}) is None
    assert found.first_unknown({"elsewhere": {}}) == ("elsewhere",)


def test_what_an_adapter_declares_is_what_its_readers_ask_for() -> None:
    """Both ways: an option that is read and not declared would be refused, one declared and not read overlooked."""
    asked: dict[str, set[str]] = {}
    shared = {name for names in (faults.OPTIONS, platen.OPTIONS, ecr.OPTIONS) for name in names}
    for adapter in catalogue.load().adapters:
        folder = Path(inspect.getfile(type(adapter))).parent
        calls = [
            node
            for file in folder.glob("*.py")
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
        ]
        asked[adapter.family] = {
            argument.value
            for call in calls
            if ast.unparse(call.func) in ("number", "text", "tables", "options.get")
            for argument in call.args[:3]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value
        }
        declared = adapter.options  # type: ignore[attr-defined]
        inside = {name for names in declared.values() for name in names}
        assert set(declared) - shared <= asked[adapter.family], adapter.family
        assert asked[adapter.family] - inside <= set(declared), adapter.family
    assert asked["replay_camera"] == {"source", "fps", "seconds_per_photo"}
