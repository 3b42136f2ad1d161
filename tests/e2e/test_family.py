"""A family of five: a packet each, of one case, that a stranger opens with `openssl`; killed while they are sealed."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from station.__main__ import main
from station.bootstrap import Station, build
from station.domain.enrollment import EnrollmentId, Relation
from station.outbox.store import OutboxStore
from station.services.views import SealedView
from station.settings import Settings, load_settings
from station.storage.database import connect
from tests.support.by_openssl import files_by_openssl, needs_openssl
from tests.support.enrolling import sign_in
from tests.support.family import FIVE, KILLED, approved, seen

ROOT = Path(__file__).parents[2]
NOWHERE = "https://127.0.0.1:9"


@pytest.fixture
def station(demo_settings: Settings) -> Iterator[Station]:
    with closing(build(replace(demo_settings, intake=NOWHERE))) as made:
        yield made


@needs_openssl
def test_five_people_give_five_packets_that_a_stranger_opens(
    station: Station, demo_settings: Settings, tmp_path: Path
) -> None:
    people = station.work.call(approved, station)
    sealed = station.work.call(station.enroll.seal, people[0])
    assert isinstance(sealed, SealedView), sealed
    cases = []
    for number, view in enumerate(sealed.all):
        files = files_by_openssl(Path(view.packet_path), demo_settings.intake_home, tmp_path / f"{number}")
        application = json.loads(files["data/application.json"])
        assert application["enrollmentId"] == people[number]
        cases.append(application["contextualData"]["case"])
    assert cases == [
        {"id": people[0], "people": 5, "person": place, "relation": relation.value}
        for place, relation in enumerate((Relation.FIRST, *FIVE), start=1)
    ]


def test_killed_between_the_packets_loses_none_and_doubles_none(demo_home: Path) -> None:
    """Files of two packets and a half lie there and no row: the next start finds the draft, and each packet once."""
    settings = load_settings(demo_home)
    command = [sys.executable, "-m", "tests.support.family", str(demo_home), "14"]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert child.returncode == KILLED, child.stderr
    assert len([path for path in settings.outbox.glob("*.p7m") if "activity" not in path.name]) == 3
    assert len(list(settings.outbox.glob("*.p7s"))) == 2
    first = child.stdout.split()[0]
    with closing(build(settings)) as again:
        assert again.work.call(again.deliver.rows) == ()
        again.work.call(sign_in, again)
        people = [each.enrollment_id for each in seen(again.work.call(again.enroll.resume, EnrollmentId(first))).people]
        sealed = again.work.call(again.enroll.seal, people[0])
        assert isinstance(sealed, SealedView), sealed
        rows = again.work.call(again.deliver.rows)
        assert sorted(row.enrollment_id for row in rows) == sorted(people)
        assert len(people) == 5


@pytest.mark.slow
def test_the_script_of_a_family_gives_a_packet_each(demo_home: Path, tmp_path: Path) -> None:
    """Each with two thumbs, so that it is over soon; the address is typed once."""
    (demo_home / "config" / "station.toml").write_text(f'intake = "{NOWHERE}"\n', encoding="utf-8")
    text = (ROOT / "docs" / "examples" / "family.toml").read_text(encoding="utf-8")
    hands = [f"{hand}_{name}" for hand in ("right", "left") for name in ("index", "middle", "ring", "little")]
    missing = "missing_fingers = [" + ", ".join(f'{{finger = "{each}", reason = "bandaged"}}' for each in hands) + "]\n"
    text = missing + text.replace("take_over = true", f"take_over = true\n{missing}")
    file = tmp_path / "family.toml"
    file.write_text(
        text + "\n[devices.sim_camera]\nblink_every_s = 0\nscript = [{ seconds = 1.0 }]\n", encoding="utf-8"
    )
    assert main(["--home", str(demo_home), "enroll", "--script", str(file)]) == 0
    settings = load_settings(demo_home)
    with closing(connect(settings.database)) as db:
        assert len(OutboxStore(db, settings.outbox).rows()) == 3
