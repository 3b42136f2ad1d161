"""Nothing of a person outside the sealed draft and the sealed packet.

Marked values in every field and every sample; then a search through the profile, temporary folders, logs, output and
what crashes leave, at each moment of an enrollment's life.
"""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from secrets import randbelow

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from devices.adapters.sim_camera.look import Look
from devices.adapters.sim_camera.scene import Scene
from intake.acceptance.opening import open_packet
from station.domain.sample import SLAPS, Slap
from station.quality.finger.segmentation import crop, segment
from tests.support import canary_child
from tests.support.applicants import ANSWERS
from tests.support.hands import judged
from tests.support.left_behind import (
    NO_INTAKE,
    ROOT,
    Run,
    canary,
    drawn,
    kept,
    marked,
    needles_of,
    run,
    unfinished,
)
from tests.support.residue import Needles, Search, byte_needles, pixel_needles
from tests.support.scanners import slap_pixels

__all__ = ["run"]

EXAMPLE = ROOT / "docs" / "examples" / "enroll.toml"


pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="core files, signals and /dev/shm")]


def test_the_search_finds_what_is_there(run: Run) -> None:
    """Each form of a mark, in a file of its own, in a name, inside a database's log, and in a memory image."""
    fields, seed = marked("0badc0ffee"), randbelow(2**31)
    needles = {**needles_of(fields), **drawn(seed)}
    search = Search(needles)
    for needle, what in needles.items():
        assert what in search.hits(os.urandom(99) + needle + os.urandom(99))
    assert run.residue(needles) == []
    (run.folder / "tmp" / "thumbnail").write_bytes(canary_child.portrait(seed)[0].tobytes())
    (run.folder / "user" / "log").write_text(f"bad value {fields['surname_hy']!r}\n", encoding="utf-16")
    (run.folder / "current" / fields["psn"]).touch()
    found = run.residue(needles)
    assert {line.split(":")[0].rsplit("/", 1)[-1] for line in found} == {"thumbnail", "log", fields["psn"]}


def test_a_draft_from_typing_to_the_packet(run: Run) -> None:
    """Open, killed, resumed, discarded; then another one sealed. Several drafts lie in the same profile."""
    run.settle(NO_INTAKE)
    needles: dict[bytes, str] = {}
    heard: list[str] = []

    def clean(moment: str) -> None:
        assert run.residue(needles) == [], moment
        assert Search(needles).hits("".join(heard).encode()) == [], moment

    which = []
    for _ in range(2):
        seed, fields = randbelow(2**31), unfinished()
        needles |= {**needles_of(fields), **drawn(seed)}
        with canary(run) as talk:
            which.append(talk.ask("start", seed=seed)["id"])
            talk.ask("fields", values=fields)
            assert talk.ask("samples")["said"] == "ok"
            assert talk.ask("copied")["said"] == "ok"
            assert which[-1] in run.copies()
            clean("open")
            talk.process.send_signal(signal.SIGKILL)
            talk.process.wait()
            heard += talk.heard
        needles |= kept(run, which[-1])
        clean("killed")
    with canary(run) as talk:
        assert talk.ask("resume", which=which[0])["said"] == "ok"
        clean("resumed")
        assert talk.ask("discard")["said"] == "ok"
        clean("discarded")
        assert not (run.home / "data" / "drafts" / which[0]).exists()
        assert talk.ask("copied")["said"] == "ok"
        assert run.copies() == {which[1]}
        talk.ask("sign_out")
        assert talk.ask("resume", which=which[1])["problem"] == "STN-401"
        clean("signed out")
        heard += talk.heard

    run.settle()
    seed, fields = randbelow(2**31), marked()
    needles |= {**needles_of(fields), **drawn(seed)}
    with canary(run) as talk:
        last = talk.ask("start", seed=seed)["id"]
        talk.ask("fields", values=fields)
        talk.ask("samples")
        needles |= kept(run, last)
        for step in ("sign", "approve"):
            assert talk.ask(step)["said"] == "ok", step
            clean(step)
        assert "packet" in talk.ask("seal")
        clean("sealed")
        heard += talk.heard
        assert talk.process.stdin is not None
        talk.process.stdin.close()
        assert talk.process.wait(60) == 0
    clean("ended")


TAKES, REFUSES, HANGS = "cat > /dev/null", "head -c 500 > /dev/null; exit 1", "echo $$ > $0.began; exec sleep 600"


def printer(folder: Path, does: str) -> str:
    """Programs of the printing system in a folder of their own; does: what becomes of a page."""
    folder.mkdir()
    for name, script in (("lpstat", '[ "$1" = -e ] && echo front || echo none'), ("lp", does)):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def pages(run: Run) -> list[str]:
    """Files that hold a page: what is in one is packed, and no search for words finds it."""
    found = (path for path in run.folder.rglob("*") if path.is_file())
    return [str(path) for path in found if b"%PDF-" in path.read_bytes()]


def test_a_summary_on_paper_leaves_nothing(run: Run, tmp_path: Path) -> None:
    """Printed, refused by the printer, into a place that takes none of it, and killed while the printer hangs."""
    run.settle(NO_INTAKE)
    seed, fields = randbelow(2**31), marked()
    needles = {**needles_of(fields), **drawn(seed)}
    takes, refuses, hangs = (
        printer(tmp_path / name, does) for name, does in (("takes", TAKES), ("refuses", REFUSES), ("hangs", HANGS))
    )
    with canary(run) as talk:
        which = talk.ask("start", seed=seed)["id"]
        talk.ask("fields", values=fields)
        assert talk.ask("samples")["said"] == "ok"
        needles |= kept(run, which)
        for place, file, said in (
            (takes, "", "printed"),
            (refuses, "", "REV-NOT-PRINTED"),
            (takes, str(run.folder / "nowhere" / "page"), "unsaved"),
            (takes, "/dev/full", "exists"),
        ):
            assert talk.ask("paper", programs=place, file=file)["said"] == said
            assert (run.residue(needles), pages(run)) == ([], []), said
        assert talk.ask("paper", programs=takes, file=str(tmp_path / "wanted.pdf"))["said"] == "saved"
        assert b"%PDF-" in (tmp_path / "wanted.pdf").read_bytes(), "where somebody named a place there is one"
        talk.tell("paper", programs=hangs)
        began = Path(hangs) / "lp.began"
        while not (began.exists() and began.read_text()):
            time.sleep(0.05)
        talk.process.kill()
        talk.process.wait()
        os.kill(int(began.read_text()), signal.SIGKILL)
        assert Search(needles).hits("".join(talk.heard).encode()) == []
    assert (run.residue(needles), pages(run)) == ([], [])
    (run.folder / "tmp" / "spool").write_bytes((tmp_path / "wanted.pdf").read_bytes())
    assert len(pages(run)) == 1, "a page that was left would be found"


# --- live capture, delivery, receipt ------------------------------------------------------------------------------


def input_pictures(folder: Path) -> tuple[Path, Needles]:
    """A photo and three slaps for the replay devices, nobody's and never seen before; and what they look like in
    memory on the way: whole, as the crop that is scored."""
    folder.mkdir()
    dust = np.random.default_rng(randbelow(2**31))
    photo = Scene().picture(Look()).copy()
    photo[:40, :60] = np.clip(photo[:40, :60] + dust.integers(-9, 10, (40, 60, 3)), 0, 255)
    found = {**pixel_needles("photo", photo[:40, :60]), **pixel_needles("face", photo[300:420, 560:720])}
    Image.fromarray(photo).save(folder / "photo.png")
    (folder / "prints").mkdir()
    for slap in SLAPS:
        platen = accepted(slap)
        Image.fromarray(platen).save(folder / "prints" / f"{slap.value}.png")
        for finger in segment(platen, 500).fingers:
            x, y = (int(sum(corner[axis] for corner in finger.corners) / 4) for axis in (0, 1))
            found |= pixel_needles(f"{slap} platen", platen[y - 30 : y + 30, x - 30 : x + 30])
            found |= pixel_needles(f"{slap} print", crop(platen, finger, 500)[150:250])
    return folder, found


def accepted(slap: Slap) -> NDArray[np.uint8]:
    """Of anybody whose fingers are taken without a word: of 60 drawn pairs of thumbs four are told as exchanged."""
    while True:
        platen = slap_pixels("good", slap, seed=randbelow(10_000))
        if judged(platen, slap)[0] == "accept":
            return platen


def test_from_live_capture_to_the_receipt(run: Run, tmp_path: Path) -> None:
    pictures, needles = input_pictures(tmp_path / "pictures")
    fields = marked()
    needles = {**needles, **needles_of(fields)}
    text = EXAMPLE.read_text(encoding="utf-8").split("[fields]")[0]
    for kind in ("camera", "fingerprint"):
        text = text.replace(f'"sim_{kind}"', f'"replay_{kind}"')
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in {**ANSWERS, **fields}.items()]
    script = tmp_path / "script.toml"
    script.write_text(
        f"{text}\n[fields]\n" + "\n".join(lines) + f'\n[devices.replay_camera]\nsource = "{pictures}/photo.png"\n'
        f'[devices.replay_fingerprint]\nsource = "{pictures}/prints"\n',
        encoding="utf-8",
    )
    arguments = ["--home", str(run.home), "enroll", "--script", str(script), "--wait-receipt", "60"]
    with run.program("station", *arguments) as process:
        said, _ = process.communicate(timeout=150)
    errors = "".join(file.read_text() for file in run.folder.glob("stderr-*"))
    assert process.returncode == 0, errors + said
    assert Search(needles).hits(said.encode()) == []
    assert run.residue(needles) == []

    (packet,) = (run.home / "data" / "intake" / "data").glob("packets/*/packet.p7m")
    content = open_packet(packet, run.home / "data" / "intake", "production", datetime.now(UTC)).verified.content
    delivered: dict[bytes, str] = {}
    for file in content.files:
        if file.path.startswith(("biometrics/", "data/")):
            data = file.data[200:] if len(file.data) > 2000 else file.data
            delivered |= byte_needles(file.path, data, 4)
    application = next(file.data for file in content.files if file.path.endswith("application.json"))
    assert fields["address"] in application.decode()
    prints = [file for file in content.files if file.path.startswith("biometrics/fingers/")]
    assert len([file for file in prints if file.path.endswith(".wsq")]) == 10
    assert len(delivered) > 200
    assert run.residue(delivered) == []
