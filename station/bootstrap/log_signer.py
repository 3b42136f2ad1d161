"""The keys of this station's audit log: found, or made before the log is signed for the first time."""

from sqlite3 import Connection

from crypto.errors import KeyGone
from crypto.keys.api import SigningKey
from crypto.keys.log import create_log_keys, load_log_keys
from station.audit import LogSigner
from station.settings import Settings
from station.storage.database import transaction


def log_signer(settings: Settings, station: SigningKey, db: Connection) -> LogSigner:
    """Raises KeyGone where the keys of a log that was signed already are missing: it would become another log."""
    with transaction(db):  # one program at a time: the window and the headless front end may both start first
        try:
            keys = load_log_keys(settings.keys, settings.machine_secret)
        except KeyGone:
            if db.execute("SELECT 1 FROM audit_checkpoint").fetchone() is not None:
                raise
            keys = create_log_keys(settings.keys, settings.machine_secret)
    return LogSigner(keys, station)
