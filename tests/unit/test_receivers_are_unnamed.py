"""Outside its folder nothing names a receiver: who adds the next one has one place to look at."""

from pathlib import Path
from re import IGNORECASE, compile

import pytest

from station.roster import BUILT_IN, OWN

ROOT = Path(__file__).parents[2]
PACKAGES = ("station", "crypto", "devices", "workers", "ui", "intake")
ALLOWED = {
    "station/roster.py": "the list of names",
    "station/packet/application.py": "our own form follows the members of that standard",
    "station/profiles/data/": "a service says who may receive it",
    "station/profiles/shared/": "and by whose limits its samples are judged",
    "crypto/mosip/": "keys and ciphers; an import contract gives them to one receiver",
}


def allowed(path: str, name: str) -> bool:
    return path.startswith(f"station/receivers/{name}/") or any(path.startswith(place) for place in ALLOWED)


@pytest.mark.parametrize("name", sorted(set(BUILT_IN) - {OWN}))
def test_nobody_else_names_it(name: str) -> None:
    word = compile(name, IGNORECASE)
    suffixes = {".py", ".toml", ".sql"}
    files = [path for each in PACKAGES for path in (ROOT / each).rglob("*") if path.suffix in suffixes]
    found = {path.relative_to(ROOT).as_posix() for path in files if word.search(path.read_text(encoding="utf-8"))}
    assert any(path.startswith(f"station/receivers/{name}/") for path in found)
    assert sorted(path for path in found if not allowed(path, name)) == []


def test_every_exception_is_still_one() -> None:
    word = compile("|".join(set(BUILT_IN) - {OWN}), IGNORECASE)
    for place in ALLOWED:
        files = (
            [ROOT / place]
            if place.endswith(".py")
            else [*(ROOT / place).rglob("*.py"), *(ROOT / place).rglob("*.toml")]
        )
        assert any(word.search(path.read_text(encoding="utf-8")) for path in files), place


def test_each_folder_has_its_name_in_the_list() -> None:
    folders = {path.parent.name for path in (ROOT / "station" / "receivers").glob("*/receiver.py")}
    assert folders == set(BUILT_IN)
