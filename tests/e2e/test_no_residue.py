"""Nothing of a person outside the sealed draft and the sealed packet.

Marked values in every field and every sample; then a search through the profile, temporary folders, logs, output and
what crashes leave, at each moment of an enrollment's life.
"""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import choice, randbelow, token_hex
from typing import Any

import numpy as np
import pytest
from PIL import Image

from devices.adapters.sim_camera.look import Look
from devices.adapters.sim_camera.scene import Scene
from intake.acceptance.opening import open_packet
from station.domain.enrollment import EnrollmentId
from station.domain.romanisation import romanise
from station.domain.sample import SLAPS
from station.quality.finger.segmentation import crop, segment
from station.services.views import EnrollmentView
from station.settings import load_settings
from tests.support import canary_child
from tests.support.applicants import ANSWERS
from tests.support.desk import OPERATOR, open_desk
from tests.support.residue import Needles, Search, byte_needles, cores, pixel_needles, text_needles
from tests.support.scanners import slap_pixels

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "enroll.toml"
NO_INTAKE = 'intake = "https://127.0.0.1:9"'  # while nothing is sealed there is nothing for one
ARMENIAN = "աբգդեզէթժիլխծկհձղճմյնշչպջռսվտրցփքօֆ"
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="core files, signals and /dev/shm")]


def marked(secret: str = "") -> dict[str, str]:
    """A valid value with a mark for every field that can carry one; the rest as the rules allow."""
    mark = secret or token_hex(5)

    def name() -> str:
        return "".join(choice(ARMENIAN) for _ in range(12)).capitalize()

    surname, given = name(), name()
    psn = f"650690{randbelow(10_000):04}"
    fields = {
        "surname_hy": surname,
        "given_hy": given,
        "patronymic_hy": name(),
        "surname_latin": romanise(surname).upper(),
        "given_latin": romanise(given).upper(),
        "birth_date": "15.06.1990",
        "birth_place": f"Գյումրի {name()}",
        "sex": "F",
        "nationality": "ARM",
        "psn_kind": "psn",
        "psn": psn,
        "phone": f"+374 91 {randbelow(10**6):06}",
        "email": f"canary.{mark}@example.am",
        "address": f"Երևան, {name()} {mark}",
    }
    number = f"{choice('BCDEFGH')}{choice('KLMNP')}{randbelow(10**7):07}"
    return {**fields, "document_mrz": zone(fields["surname_latin"], fields["given_latin"], number, psn)}


def unfinished() -> dict[str, str]:
    """A mark in every field that there is, valid or not: a draft keeps what was typed."""
    loose = (
        "surname_latin_source given_latin_source surname_evidence given_evidence guardian_name guardian_relation"
        " guardian_document document_number document_issuer nationality sex psn_kind document_kind document_expiry"
        " parents.1.name parents.1.citizenships.1 request_kind capacity military_deferral_until parental_rights"
        " self_consent"
    )
    return marked() | {field_id: f"canary-{token_hex(6)}" for field_id in loose.split()}


def zone(surname: str, given: str, number: str, psn: str) -> str:
    """A TD3 machine-readable zone (ICAO Doc 9303-4) of a woman born 15.06.1990."""

    def digit(text: str) -> str:
        values = (int(c, 36) if c != "<" else 0 for c in text)
        return str(sum(value * (7, 3, 1)[n % 3] for n, value in enumerate(values)) % 10)

    parts = [number, "900615", "360914", psn.ljust(14, "<")]
    number_, birth, expiry, optional = (part + digit(part) for part in parts)
    line = f"{number_}ARM{birth}F{expiry}{optional}"
    first = f"PPARM{surname}<<{given}"[:44].ljust(44, "<")
    return f"{first}\n{line}{digit(number_ + birth + expiry + optional)}"


def needles_of(fields: Mapping[str, str]) -> Needles:
    """Every value long enough to be told from chance; the zone by its lines, the number without its letters too."""
    texts = {value for value in fields.values() if len(value) >= 8 and value != "15.06.1990"}
    texts |= {line for value in fields.values() for line in value.split("\n") if len(line) == 44}
    texts |= {fields["psn"], "".join(fields["phone"].split())}
    return text_needles(texts)


@dataclass
class Run:
    """A profile and everything else that a run may write to."""

    folder: Path
    errors: list[str] = field(default_factory=list)
    since: float = field(default_factory=time.time)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def copies(self) -> set[str]:
        """Of which drafts a copy lies at the second place."""
        return {path.parent.name for path in (self.folder / "stick").glob("*/*/state-*.json")}

    def settle(self, *lines: str) -> None:
        own = f'copies = "{self.folder / "stick"}"'
        (self.home / "config" / "station.toml").write_text("\n".join((own, *lines)))

    def environment(self) -> dict[str, str]:
        places = {name: str(self.folder / "tmp") for name in ("TMPDIR", "TMP", "TEMP")}
        own = self.folder / "user"
        places |= {f"XDG_{name}_HOME": str(own / name) for name in ("DATA", "CONFIG", "CACHE", "STATE")}
        places |= {"HOME": str(own), "XDG_RUNTIME_DIR": str(self.folder / "runtime")}
        return {**os.environ, **places, "PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1"}

    @contextmanager
    def program(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """A program of ours that may write cores of any size; what it says on standard error is kept in the run."""
        command = [sys.executable, "-m", *arguments]
        with (
            (self.folder / f"stderr-{token_hex(4)}").open("wb") as errors,
            subprocess.Popen(
                command,
                cwd=self.folder / "current",
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                preexec_fn=allow_cores,
            ) as process,
        ):
            yield process
            process.kill()

    def residue(self, needles: Needles) -> list[str]:
        """What is found in the run's own folder, and in new files lying openly where temporary files go."""
        search = Search(needles)
        return search.under([self.folder]) + self._elsewhere(search) + cores([self.folder])

    def _elsewhere(self, search: Search) -> list[str]:
        found = []
        for path in (path for folder in ("/tmp", "/var/tmp", "/dev/shm") for path in Path(folder).glob("*")):
            try:
                if path.is_file() and path.stat().st_mtime >= self.since and path.stat().st_size < 64 << 20:
                    found += [f"{path}: {what}" for what in search.hits(path.read_bytes())]
            except (FileNotFoundError, PermissionError):
                continue  # another program's
        return found


@pytest.fixture
def run(demo_home: Path, tmp_path: Path) -> Run:
    folder = tmp_path / "run"
    for name in ("current", "tmp", "user", "runtime", "stick"):
        (folder / name).mkdir(parents=True)
    demo_home.rename(folder / "home")
    made = Run(folder)
    made.settle()
    return made


def allow_cores() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))


@dataclass
class Talk:
    """One canary station that does what it is told."""

    process: "subprocess.Popen[str]"
    heard: list[str] = field(default_factory=list)

    def tell(self, do: str, **arguments: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
        self.process.stdin.flush()

    def ask(self, do: str, **arguments: Any) -> dict[str, str]:
        self.tell(do, **arguments)
        assert self.process.stdout is not None
        self.heard.append(self.process.stdout.readline())
        answer: dict[str, str] = json.loads(self.heard[-1])
        return answer


@contextmanager
def canary(run: Run) -> Iterator[Talk]:
    with run.program("tests.support.canary_child", str(run.home)) as process:
        yield Talk(process)


def drawn(seed: int) -> Needles:
    """Windows of all pictures that the canary with this seed gives, as they lie in memory."""
    source, face, _ = canary_child.portrait(seed)
    found = {**pixel_needles("frame", source), **pixel_needles("crop", face)}
    for slap in SLAPS:
        platen, fingers = canary_child.prints(seed, slap)
        found |= pixel_needles(f"{slap} platen", platen)
        for number, pixels in enumerate(fingers):
            found |= pixel_needles(f"{slap} {number}", pixels)
    return found


def kept(run: Run, which: str) -> Needles:
    """Windows of all files that the draft keeps, read by somebody who signed in; and of the draft itself."""
    copy = run.folder.parent / f"copy-{token_hex(4)}"
    shutil.copytree(run.home, copy)
    desk = open_desk(load_settings(copy))
    desk.sign_in_as(OPERATOR)
    view = desk.enroll.view(EnrollmentId(which))
    assert isinstance(view, EnrollmentView), view
    samples = view.enrollment.samples
    assert samples.portrait is not None
    assert samples.signature is not None
    blobs = [samples.portrait.source, samples.portrait.image, samples.signature.strokes, samples.signature.image]
    blobs += [slap.source for slap in samples.slaps]
    fingers = [finger for slap in samples.slaps for finger in slap.fingers]
    blobs += [blob for finger in fingers for blob in (finger.image, finger.lossless) if blob is not None]
    found: dict[bytes, str] = {}
    for blob in blobs:
        data = desk.enroll.image(view.enrollment.enrollment_id, blob.digest)
        assert isinstance(data, bytes)
        found |= byte_needles(f"{blob.media_type} {blob.digest[:8]}", data[200:] if len(data) > 2000 else data, 4)
    desk.sign_in.sign_out()
    desk.db.close()
    shutil.rmtree(copy)
    return found


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


@pytest.mark.skipif(
    Path("/proc/sys/kernel/core_pattern").read_text().strip() != "core"
    or resource.getrlimit(resource.RLIMIT_CORE)[1] == 0,
    reason="this machine writes no core files into the current folder",
)
def test_without_our_care_a_crash_would_leave_it(run: Run) -> None:
    fields = marked()
    code, current = f"import os; kept = {fields!r}; os.abort()", run.folder / "current"
    command = [sys.executable, "-c", code]
    subprocess.run(command, cwd=current, preexec_fn=allow_cores, check=False, capture_output=True)
    assert cores([run.folder]) != []
    assert run.residue(needles_of(fields)) != []


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


def test_crashes_with_an_open_draft(run: Run) -> None:
    """Of a worker, and then of the station, in two ways."""
    run.settle(NO_INTAKE)
    seed, fields = randbelow(2**31), unfinished()
    needles = {**needles_of(fields), **drawn(seed)}
    which = ""
    for crash, number in (("abort", signal.SIGABRT), ("segv", signal.SIGSEGV)):
        with canary(run) as talk:
            if which:
                assert talk.ask("resume", which=which)["said"] == "ok"
            else:
                which = talk.ask("start", seed=seed)["id"]
                talk.ask("fields", values=fields)
                talk.ask("samples")
                assert talk.ask("crash_scorer")["said"] == str(-signal.SIGSEGV)
            talk.tell("fail")
            talk.ask("look")
            assert run.residue(needles) == [], crash
            talk.tell(crash)
            assert talk.process.wait(60) == -number
        assert run.residue(needles) == [], crash
    said = [file.read_text() for file in run.folder.glob("stderr-*")]
    assert len(said) == 2
    for text in said:
        assert "Fatal Python error" in text, "the fault handler's own words, which name functions and no values"
        assert "ValueError at canary_child.py" in text


def test_the_worker_guards_itself(run: Run) -> None:
    """Also where the program that started it did not: a crash over a print writes no core."""
    code = (
        "import numpy\n"
        "from station.quality.finger.nfiq2 import Nfiq2, ScorerCrashed\n"
        "scorer = Nfiq2(workers=1, program=('tests.support.broken_scorers', 'crashing'))\n"
        "stripes = numpy.repeat((128 + 80 * numpy.sin(2 * numpy.pi * numpy.mgrid[0:300, 0:1][0] / 9)), 300, axis=1)\n"
        "try: scorer.measure([stripes.astype(numpy.uint8)])\n"
        "except ScorerCrashed as error: print(error.params)\n"
        "scorer.close()\n"
    )
    (run.folder.parent / "asks.py").write_text(code)
    done = subprocess.run(
        [sys.executable, run.folder.parent / "asks.py"],
        cwd=run.folder / "current",
        env=run.environment(),
        preexec_fn=allow_cores,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "{'exit_code': -11}", done.stderr
    assert cores([run.folder]) == []


def test_the_window_and_the_intake_write_no_core(run: Run) -> None:
    environment = {**run.environment(), "QT_QPA_PLATFORM": "offscreen"}
    home = load_settings(run.home).intake_home
    for arguments in (["ui", "--home", str(run.home)], ["intake", "serve", "--home", str(home), "--port", "0"]):
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=run.folder / "current",
            env=environment,
            preexec_fn=allow_cores,
            stderr=subprocess.PIPE,
        )
        limits = Path(f"/proc/{process.pid}/limits")
        deadline_s = time.monotonic() + 60
        while not any(line.split()[4:6] == ["0", "0"] for line in limits.read_text().splitlines() if "core" in line):
            assert process.poll() is None
            assert time.monotonic() < deadline_s
            time.sleep(0.02)
        process.send_signal(signal.SIGSEGV)
        process.communicate(timeout=60)
        assert process.returncode == -signal.SIGSEGV
        assert cores([run.folder]) == []


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
        platen = slap_pixels("good", slap, seed=randbelow(10_000))
        Image.fromarray(platen).save(folder / "prints" / f"{slap.value}.png")
        for finger in segment(platen, 500).fingers:
            x, y = (int(sum(corner[axis] for corner in finger.corners) / 4) for axis in (0, 1))
            found |= pixel_needles(f"{slap} platen", platen[y - 30 : y + 30, x - 30 : x + 30])
            found |= pixel_needles(f"{slap} print", crop(platen, finger, 500)[150:250])
    return folder, found


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
