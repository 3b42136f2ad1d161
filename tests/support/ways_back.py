"""A desk that was visited, and what may happen to its files."""

import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import connect as sqlite_connect

import pytest

from station.__main__ import main
from station.domain.enrollment import EnrollmentId
from station.services.views import SealedView
from station.settings import Settings, load_settings
from tests.support.desk import OPERATOR, Bench, approved_draft, open_desk

Run = Callable[..., int]


@pytest.fixture
def stationctl(demo_home: Path) -> Run:
    return lambda *arguments: main(["--home", str(demo_home), *map(str, arguments)])


@dataclass
class Visit:
    """What a desk had acknowledged."""

    draft: EnrollmentId
    phone: str
    packet_id: str
    origin: str
    log_size: int
    data_key: bytes


@pytest.fixture(scope="module")
def visited(demo_keys: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Visit]:
    """A home to be copied: one draft under way, one packet sealed."""
    home = tmp_path_factory.mktemp("visited") / "home"
    shutil.copytree(demo_keys, home)
    desk = open_desk(load_settings(home))
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        sealed = desk.enroll.seal(approved_draft(desk))
        assert isinstance(sealed, SealedView)
        view = desk.enroll.start("biometric_passport")
        draft = view.enrollment.enrollment_id  # type: ignore[union-attr]
        desk.enroll.set_fields(draft, {"phone": "+37491000000"})
        assert desk.signed_in.session is not None
        size = desk.db.execute("SELECT max(seq) FROM audit").fetchone()[0]
        note = desk.db.execute("SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 1").fetchone()[0]
        key = desk.signed_in.session.vault._key
        return home, Visit(draft, "+37491000000", sealed.packet_id, note.splitlines()[0], size, key)


@pytest.fixture
def demo_home(visited: tuple[Path, Visit], tmp_path: Path) -> Path:
    return Path(shutil.copytree(visited[0], tmp_path / "home"))


@pytest.fixture
def visit(visited: tuple[Path, Visit]) -> Visit:
    return visited[1]


def seal_one_more(settings: Settings) -> int:
    """How many events the log has then."""
    desk = open_desk(settings)
    with closing(desk.db):
        desk.sign_in_as(OPERATOR)
        assert isinstance(desk.enroll.seal(approved_draft(desk)), SealedView)
        return int(desk.db.execute("SELECT max(seq) FROM audit").fetchone()[0])


def phone(desk: Bench, draft: EnrollmentId) -> str:
    view = desk.enroll.resume(draft)
    return view.enrollment.fields["phone"]  # type: ignore[union-attr]


def there(settings: Settings) -> list[str]:
    """All that lies in the data folder; the lock is only made."""
    return sorted(str(path) for path in settings.data.rglob("*") if path.name != "station.lock")


def newer(database: Path) -> None:
    with closing(sqlite_connect(database)) as db:
        db.execute("PRAGMA user_version = 9999")
