"""From sign-in to the receipt without a window: simulators, replayed real photos and prints, and what goes wrong."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from intake.acceptance.opening import Opened, open_packet
from station.__main__ import main
from station.domain.outbox import OutboxRow, OutboxState
from station.outbox.store import OutboxStore
from station.settings import load_settings
from station.storage.database import connect
from tests.support.quick_script import quick_script
from tests.support.residue import says

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "enroll.toml"
PERSON = ("Մարիամ", "MARIAM", "Հովհաննիսյան", "HOVHANNISYAN", "6506901230", "AX0000000", "1234", "5678")
Run = Callable[..., int]


@pytest.fixture
def stationctl(demo_home: Path) -> Run:
    return lambda *arguments: main(["--home", str(demo_home), *map(str, arguments)])


@pytest.fixture
def alone(demo_home: Path) -> None:
    """No intake is started for what never becomes a packet."""
    (demo_home / "config" / "station.toml").write_text('intake = "https://127.0.0.1:9"\n', encoding="utf-8")


def script(folder: Path, *changes: tuple[str, str], more: str = "") -> Path:
    text = EXAMPLE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file = folder / "script.toml"
    file.write_text(text + more, encoding="utf-8")
    return file


def rows(home: Path) -> tuple[OutboxRow, ...]:
    settings = load_settings(home)
    db = connect(settings.database)
    try:
        return OutboxStore(db, settings.outbox).rows()
    finally:
        db.close()


def delivered(home: Path) -> Opened:
    """The one packet the intake holds, opened with the centre's key and verified."""
    (packet,) = (home / "data" / "intake" / "data").glob("packets/*/packet.p7m")
    return open_packet(packet, home / "data" / "intake", "production", datetime.now(UTC))


def content(opened: Opened) -> dict[str, bytes]:
    return {file.path: file.data for file in opened.verified.content.files}


@pytest.mark.slow
def test_a_script_enrolls_one_person_from_end_to_end(demo_home: Path, tmp_path: Path, long: bool) -> None:
    """The example as it is takes long; ten fingers come from end to end in tests/e2e/test_no_residue.py too."""
    script, fingers = (EXAMPLE, 10) if long else (quick_script(tmp_path), 2)
    command = [sys.executable, "-W", "error", "-m", "station", "--home", str(demo_home), "enroll"]
    command += ["--script", str(script), "--wait-receipt", "60"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (row,) = rows(demo_home)
    assert (row.state, row.erased) == (OutboxState.RECEIPTED, True)
    packet, receipt = (
        Path(next(line for line in done.stdout.splitlines() if line.startswith(word)).split(": ")[1].split(" (")[0])
        for word in ("Packet", "Receipt")
    )
    assert receipt.stat().st_size > 0
    assert not packet.exists()

    opened = delivered(demo_home)
    application = json.loads(content(opened)["data/application.json"])
    assert application["enrollmentFlags"] == {"mode": "demo", "simulated": True}
    assert application["biographicData"]["lastName"] == "HOVHANNISYAN"
    assert opened.verified.operator.certificate.common_name == "Անի Հակոբյան"
    assert opened.verified.officer is not None
    assert opened.verified.officer.certificate.common_name == "Կարեն Սարգսյան"
    prints = [path for path in content(opened) if path.startswith("biometrics/fingers/") and path.endswith(".wsq")]
    assert len(prints) == fingers

    left = [file for file in (demo_home / "data").rglob("*") if file.is_file() and "trust" not in file.parts]
    texts = [(file.name, word) for file in left for word in PERSON if says(file, word)]
    assert texts == [], "personal data in the clear"


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ((('pin = "1234"', 'pin = "0000"'),), 4, "CRY-010"),
        ((('pin = "5678"', ""),), 2, "STN-610"),
        ((("Անի Հակոբյան", "Nobody"),), 4, "STN-403"),
        ((("Անի Հակոբյան", "Տիգրան Սահակյան"), ('pin = "1234"', 'pin = "2468"')), 4, "STN-402"),
        ((('psn = "6506901230"', 'psn = "1506901230"'),), 4, "APP-PSN-SEX"),
        ((("9006153F", "9006163F"),), 4, "DOC-MRZ-DIGIT"),
        ((('birth_place = "', 'birth_place = "\u200b'),), 4, "APP-INVISIBLE"),
        ((('camera = "sim_camera"', 'camera = "no_such"'),), 3, "DEV-040"),
    ],
)
def test_what_stands_in_the_way_is_said(
    stationctl: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changes: tuple[tuple[str, str], ...],
    status: int,
    code: str,
) -> None:
    assert stationctl("enroll", "--script", script(tmp_path, *changes)) == status
    assert f"[{code}]" in capsys.readouterr().err


@pytest.mark.usefixtures("alone")
def test_the_language_is_chosen(stationctl: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language, word in (("hy", "PIN"), ("ru", "PIN")):
        wrong = script(tmp_path, ('pin = "1234"', 'pin = "0000"'))
        assert stationctl("--lang", language, "enroll", "--script", wrong) == 4
        said = capsys.readouterr().err
        assert word in said
        assert not said.isascii()


@pytest.mark.usefixtures("alone")
def test_a_camera_unplugged_in_the_preview(
    stationctl: Run, demo_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = script(tmp_path, more='[devices.sim_camera]\nfault = "gone"\nfault_at_frame = 7\ngone_for_s = 0.1\n')
    assert stationctl("enroll", "--script", gone) == 3
    assert "[DEV-010]" in capsys.readouterr().err
    assert len(list((demo_home / "data" / "drafts").iterdir())) == 1  # what was typed waits for the next try


@pytest.mark.slow
def test_intake_down_for_the_whole_enrollment_and_back_later(
    stationctl: Run, demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = demo_home / "config" / "station.toml"
    toml.write_text('intake = "https://127.0.0.1:9"\n', encoding="utf-8")
    assert stationctl("enroll", "--script", quick_script(demo_home), "--wait-receipt", "0.5") == 5
    assert stationctl("outbox") == 0
    assert "[STN-301]" in capsys.readouterr().out
    (row,) = rows(demo_home)
    assert not row.erased

    toml.unlink()
    assert stationctl("outbox", "--deliver", "60") == 0
    (row,) = rows(demo_home)
    assert (row.state, row.erased) == (OutboxState.RECEIPTED, True)
    assert delivered(demo_home).packet_id == row.packet_id


def test_the_doctor_speaks(stationctl: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert stationctl("doctor", "--json") == 0
    lines = json.loads(capsys.readouterr().out)
    assert {line["area"] for line in lines} == {"devices", "keys", "storage", "models", "services"}
    assert stationctl("--lang", "hy", "doctor") == 0
    assert "Տեսախցիկ" in capsys.readouterr().out


def test_the_doctor_says_why_a_station_does_not_start(
    stationctl: Run, demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    toml = demo_home / "config" / "station.toml"
    toml.write_text('mode = "production"\n', encoding="utf-8")
    assert stationctl("doctor") == 1
    assert "FAIL" in capsys.readouterr().out
    toml.write_text('mode = "nonsense"\n', encoding="utf-8")
    assert stationctl("doctor") == 1
    assert "[STN-601]" in capsys.readouterr().err


# --- real photos and real prints ----------------------------------------------------------------------------------


def replay(photo: Path, prints: Path) -> str:
    return f'[devices.replay_camera]\nsource = "{photo}"\n[devices.replay_fingerprint]\nsource = "{prints}"\n'


def lay_out_prints(shared_data: Path, folder: Path) -> Path:
    """Eight plain prints of published sets, no finger twice, under the names that the replay scanner looks for."""
    folder.mkdir()
    synthetic = [shared_data / "finger" / "nfiq2" / f"SFinGe_Test0{n}.pgm" for n in (1, 2, 3, 4)]
    real = [shared_data / "finger" / name for name in ("nbis-rs/p1_1.png", "nbis-rs/p2_1.png", "sourceafis/probe.png")]
    real.append(shared_data / "finger" / "sourceafis" / "nonmatching.png")
    names = [f"{hand}_{finger}" for hand in ("right", "left") for finger in ("index", "middle", "ring", "little")]
    for name, source in zip(names, [*synthetic, *real], strict=True):
        with Image.open(source) as image:
            image.convert("L").save(folder / f"{name}.png")
    return folder


@pytest.mark.slow
@pytest.mark.shared_data
def test_real_photo_and_real_prints(
    stationctl: Run,
    demo_home: Path,
    tmp_path: Path,
    shared_data: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    photo = shared_data / "face" / "london_original" / "003_03.jpg"
    use = (
        ('camera = "sim_camera"', 'camera = "replay_camera"'),
        ('fingerprint = "sim_fingerprint"', 'fingerprint = "replay_fingerprint"'),
        ("patience_s = 120", 'confirmed = ["right_four", "left_four"]  # they are no hand\'s\npatience_s = 120'),
    )
    gone = "".join(
        f'[[missing_fingers]]\nfinger = "{side}_thumb"\nreason = "amputated"\n' for side in ("right", "left")
    )
    file = script(tmp_path, *use, more=gone + replay(photo, lay_out_prints(shared_data, tmp_path / "prints")))
    status = stationctl("enroll", "--script", file, "--wait-receipt", "60")
    said = capsys.readouterr()
    assert status == 0, said.err
    application = json.loads(content(delivered(demo_home))["data/application.json"])
    portrait = next(each for each in application["biometricData"] if each.get("instance") == "PORTRAIT")
    assert json.loads(portrait["metadata"])["capture"] == "automatic"
    scores = [each["quality"] for each in application["biometricData"] if each.get("qualityFormat") == "NFIQ2"]
    assert len(scores) == 8
    assert [word for word in PERSON if word in caplog.text] == [], "personal data in the log"
    assert [record.getMessage() for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


@pytest.mark.shared_data
@pytest.mark.usefixtures("alone")
def test_the_rolled_photo_is_refused_with_the_right_advice(
    stationctl: Run, tmp_path: Path, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = shared_data / "face" / "lisa_cc0" / "lisa3.jpg"
    use = ('camera = "sim_camera"', 'camera = "replay_camera"'), ("patience_s = 120", "patience_s = 4")
    file = script(tmp_path, *use, more=replay(photo, tmp_path))
    assert stationctl("enroll", "--script", file) == 3
    said = capsys.readouterr()
    assert "FACE-STRAIGHTEN" in said.out
    assert "[FACE-STRAIGHTEN]" in said.err
