"""From a headless enrollment to the ombudsman: a receipt printed, read from a picture, verified; the log witnessed."""

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from intake.acceptance.opening import open_packet
from station.__main__ import main
from station.commands.exits import Exit
from station.outbox.store import OutboxStore
from station.settings import load_settings
from station.storage.database import connect
from tests.support.enrolling import enroll_one
from tests.support.programs import need

ROOT = Path(__file__).parents[2]
VERIFIER = ROOT / "tools" / "verify_receipt.py"


def stationctl(home: Path, *arguments: object) -> int:
    return main(["--home", str(home), *map(str, arguments)])


def database(home: Path, *statements: str) -> None:
    db = connect(load_settings(home).database)
    for statement in statements:
        db.execute(statement)
    db.close()


def code_on(page: Path) -> str:
    subprocess.run(["pdftoppm", "-r", "150", "-gray", "-png", str(page), str(page.with_suffix(""))], check=True)
    (picture,) = page.parent.glob(f"{page.stem}-*.png")
    with Image.open(picture) as opened:
        (found,) = zxingcpp.read_barcodes(opened)
    return str(found.text)


@pytest.mark.slow
def test_receipts_and_witnesses(demo_home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    need("pdftoppm")
    home = demo_home
    settings = load_settings(home)
    enroll_one(settings)
    assert stationctl(home, "outbox", "--deliver", 60) == Exit.DONE
    db = connect(settings.database)
    (row,) = OutboxStore(db, settings.outbox).rows()
    db.close()

    # The centre reads the same log out of the packet.
    (packet,) = (home / "data" / "intake" / "data").glob("packets/*/packet.p7m")
    opened = open_packet(packet, settings.intake_home, "production", datetime.now(UTC))
    assert opened.proof is not None
    assert row.logged is not None
    assert opened.proof.checkpoint.origin in row.logged.checkpoint

    # The citizen takes a page home; the ombudsman has the page and the published key.
    capfd.readouterr()
    assert stationctl(home, "log", "keys") == Exit.DONE
    keys = tmp_path / "keys"
    keys.write_text(capfd.readouterr().out)
    for language in ("hy", "ru", "en"):
        page = tmp_path / f"{language}.pdf"
        assert stationctl(home, "receipt", row.packet_id[:8], "--language", language, "-o", page) == Exit.DONE
        text = subprocess.run(["pdftotext", str(page), "-"], capture_output=True, check=True).stdout.decode()
        assert "Հովհաննիսյան" not in text
        done = subprocess.run(
            [sys.executable, str(VERIFIER), str(keys)],
            input=code_on(page),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert row.packet_id in done.stdout
    assert stationctl(home, "receipt", "ffff", "-o", tmp_path / "none.pdf") == Exit.FAILED

    # The intake's receipt is a witness of itself; another desk becomes one.
    capfd.readouterr()
    assert stationctl(home, "log", "verify") == Exit.DONE
    assert "1 witnesses" in capfd.readouterr().out
    other = tmp_path / "other"
    shutil.copytree(demo_home, other, ignore=shutil.ignore_patterns("station.db*", "log.sealed", "outbox"))
    assert stationctl(other, "log", "verify") == Exit.FAILED, "a station that never started has no log"
    enroll_one(load_settings(other))
    (other / "data" / "trust" / "logs").mkdir()
    shutil.copy(keys, other / "data" / "trust" / "logs" / "first.key")
    assert stationctl(home, "log", "export", tmp_path / "out") == Exit.DONE
    given = tmp_path / "cosigned"
    assert stationctl(other, "log", "cosign", tmp_path / "out", "-o", given) == Exit.DONE
    capfd.readouterr()
    assert stationctl(other, "log", "keys") == Exit.DONE
    (settings.trust / "witnesses").mkdir()
    (settings.trust / "witnesses" / "other.key").write_text(capfd.readouterr().out)
    assert stationctl(home, "log", "import", given) == Exit.DONE
    assert stationctl(home, "log", "verify", "--witness", given) == Exit.DONE

    # A day vanishes: everything the station itself holds is cut, and each witness alone shows it.
    database(
        home,
        "DELETE FROM audit WHERE seq > 5",
        "DELETE FROM audit_node WHERE (place + 1) << level > 5",
        "DELETE FROM audit_checkpoint WHERE size > 5",
    )
    shutil.rmtree(settings.data / "witnesses")
    capfd.readouterr()
    assert stationctl(home, "log", "verify") == Exit.LOG_BROKEN
    assert "LOG-005" in capfd.readouterr().err
    for receipt in settings.outbox.glob("*.receipt.p7m"):
        receipt.unlink()
    assert stationctl(home, "log", "verify") == Exit.LOG_BROKEN, "row, slip and what is kept apart tell it still"
    assert {"LOG-005", "LOG-008"} <= set(re.findall(r"LOG-\d{3}", capfd.readouterr().err))
    shutil.rmtree(settings.outbox)
    database(home, "DELETE FROM outbox")
    assert stationctl(home, "log", "verify") == Exit.LOG_BROKEN, "the settings folder is another one"
    settings.log_seen.unlink()
    assert stationctl(home, "log", "verify") == Exit.DONE, "alone it looks whole"
    assert stationctl(home, "log", "verify", "--witness", given) == Exit.LOG_BROKEN
    assert "LOG-005" in capfd.readouterr().err
