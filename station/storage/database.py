"""The station's SQLite database: one file, one connection per thread that uses it."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from errno import EACCES, EISDIR
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from sqlite3 import SQLITE_FULL, Connection, Error, complete_statement
from sqlite3 import connect as sqlite_connect

from crypto.files import trouble, typed
from station.storage.errors import (
    DatabaseFailed,
    DatabaseMissing,
    DatabaseOlder,
    DatabaseTooNew,
    DiskFull,
    UpgradeFailed,
)

BUSY_TIMEOUT_S = 10.0


def connect(path: Path) -> Connection:
    """Open the database, made and brought up to date when needed; for the calling thread only.

    WAL with synchronous=FULL: what is committed survives a power cut. No temporary file is made, and what is deleted is
    overwritten with zeros. Transactions are opened by `transaction`, never implicitly.
    Raises DatabaseFailed, DatabaseTooNew, DiskFull, UpgradeFailed, and FileTrouble where the system does not open it.
    """
    _refuse_unusable(path, os.R_OK | os.W_OK)
    with typed_errors():
        db = sqlite_connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        with typed_errors():
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA temp_store = MEMORY")
            db.execute("PRAGMA secure_delete = ON")
            _migrate(db)
            db.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        db.close()
        raise
    return db


def _refuse_unusable(path: Path, wanted: int) -> None:
    """SQLite would not say why. wanted: rights, as os.access takes them. Nothing is opened here: closing it would end
    the locks of this process's connections.

    Raises FileTrouble.
    """
    with typed(path):
        if path.is_dir():
            raise trouble(OSError(EISDIR, ""), path)
        for each, how in ((path, wanted), (path.parent, wanted | os.X_OK)):
            if each.exists() and not os.access(each, how):
                raise trouble(OSError(EACCES, ""), each)


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """The database for looking only, beside whoever writes it; for the calling thread. Nothing is made or brought up
    to date.

    Raises DatabaseMissing, DatabaseOlder, DatabaseTooNew, DatabaseFailed, FileTrouble.
    """
    if not path.is_file():
        raise DatabaseMissing
    _refuse_unusable(path, os.R_OK)
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with typed_errors():
        db = sqlite_connect(uri, uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    with closing(db):
        with typed_errors():
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA temp_store = MEMORY")
            found, known = _version(db), len(_scripts())
        if found < known:
            raise DatabaseOlder(found=found, known=known)
        if found > known:
            raise DatabaseTooNew(found=found, known=known)
        yield db


def database_holds(path: Path) -> bool:
    """Whether the file is a whole database of a station, of this version or an earlier one. Raises DatabaseTooNew."""
    try:
        with closing(sqlite_connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            whole: bool = db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
            found, known = _version(db), len(_scripts())
    except Error:
        return False
    if whole and found > known:
        raise DatabaseTooNew(found=found, known=known)
    return whole and found > 0


@contextmanager
def transaction(db: Connection) -> Iterator[None]:
    """All or nothing, holding the one write lock from the start. Inside another transaction it joins that one.

    Raises DiskFull or DatabaseFailed when SQLite can't; whatever the body raises passes through after a rollback.
    """
    if db.in_transaction:
        with typed_errors():
            yield
        return
    with typed_errors():
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


@contextmanager
def typed_errors() -> Iterator[None]:
    """Around single reads: what SQLite raises becomes DiskFull or DatabaseFailed."""
    try:
        yield
    except Error as error:
        if getattr(error, "sqlite_errorcode", None) == SQLITE_FULL:
            raise DiskFull from error
        raise DatabaseFailed(reason=getattr(error, "sqlite_errorname", type(error).__name__)) from error


def _migrate(db: Connection) -> None:
    """Run the numbered scripts that this file has not seen yet, all in one transaction: up to date, or as it was.

    A script may rebuild a table (make, copy, drop, rename): references are not followed meanwhile, which SQLite allows
    outside a transaction only, and are checked before the commit. Raises UpgradeFailed, DatabaseTooNew.
    """
    scripts = _scripts()
    if _version(db) == len(scripts):
        return
    db.execute("PRAGMA foreign_keys = OFF")
    with transaction(db):
        found = _version(db)  # another thread may have been first while we waited for the lock
        if found > len(scripts):
            raise DatabaseTooNew(found=found, known=len(scripts))
        for version, script in enumerate(scripts[found:], start=found + 1):
            try:
                for statement in statements(script.read_text(encoding="utf-8")):
                    db.execute(statement)
            except Error as error:
                if getattr(error, "sqlite_errorcode", None) == SQLITE_FULL:
                    raise
                raise UpgradeFailed(version=version, reason=getattr(error, "sqlite_errorname", "script")) from error
        db.execute(f"PRAGMA user_version = {len(scripts)}")
        if db.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise UpgradeFailed(version=len(scripts), reason="references")
        if db.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise UpgradeFailed(version=len(scripts), reason="integrity")


def _scripts() -> list[Traversable]:
    """In their order; the first leads to version 1."""
    folder = files(__package__).joinpath("migrations")
    return sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda item: item.name)


def _version(db: Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version


def statements(script: str) -> Iterator[str]:
    """The statements of a script of ours; a trigger's inner ones, literals and comments may hold semicolons."""
    waiting = ""
    for part in script.split(";"):
        waiting += part + ";"
        if complete_statement(waiting):
            if part.strip():
                yield waiting
            waiting = ""
