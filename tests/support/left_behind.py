"""A run of the programs, and the search through all that they left behind."""

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import choice, randbelow, token_hex
from typing import Any

import pytest

from station.domain.enrollment import EnrollmentId
from station.domain.romanisation import romanise
from station.domain.sample import SLAPS
from station.services.views import EnrollmentView
from station.settings import load_settings
from tests.support import canary_child
from tests.support.desk import OPERATOR, open_desk
from tests.support.residue import Needles, Search, byte_needles, cores, pixel_needles, text_needles

ROOT = Path(__file__).parents[2]


NO_INTAKE = 'intake = "https://127.0.0.1:9"'  # while nothing is sealed there is nothing for one


ARMENIAN = "աբգդեզէթժիլխծկհձղճմյնշչպջռսվտրցփքօֆ"


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
