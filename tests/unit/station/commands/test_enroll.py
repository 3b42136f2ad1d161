"""What `stationctl enroll` says of the packet before anybody signs."""

from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from station.commands.enroll import Halt, _Run
from station.commands.exits import Exit
from station.commands.script import load_script
from station.commands.words import Voice
from station.domain.enrollment import EnrollmentId
from station.domain.errors import Problem
from station.services.views import EnrollmentView
from tests.support.capture_fakes import view

EXAMPLE = Path(__file__).parents[4] / "docs" / "examples" / "enroll.toml"


def review(shown: EnrollmentView) -> tuple[str, str, Exit]:
    """What it prints, what it complains of, and how it ends; DONE where work goes on."""
    out, errors = StringIO(), StringIO()
    station: Any = SimpleNamespace(
        work=SimpleNamespace(call=lambda call, *args: call(*args)),
        enroll=SimpleNamespace(view=lambda _: shown, go_to=lambda _, step: {"review": shown}[step]),
    )
    try:
        _Run(station, load_script(EXAMPLE), Voice("en", out, errors)).review(EnrollmentId("e"))
    except Halt as halt:
        return out.getvalue(), errors.getvalue(), halt.status
    return out.getvalue(), errors.getvalue(), Exit.DONE


def test_what_is_cut_is_said_and_work_goes_on() -> None:
    sizes = {"size_mb": 6.2, "limit_mb": 5.0}
    said, complained, status = review(
        view(notices=(Problem("REV-MOSIP-FINGERS", sizes), Problem("REV-MOSIP-PORTRAIT", sizes)))
    )
    assert said.count("6.2 MB") == said.count("5.0 MB") == 2
    assert (complained, status) == ("", Exit.DONE)


def test_what_fits_in_no_way_is_said_and_nobody_signs() -> None:
    said, complained, status = review(view(hindrance=Problem("STN-242", {"size_mb": 6.2, "limit_mb": 5.0})))
    assert (said, status) == ("", Exit.INCOMPLETE)
    assert "[STN-242]" in complained


def test_what_fits_is_not_spoken_of() -> None:
    assert review(view()) == ("", "", Exit.DONE)
