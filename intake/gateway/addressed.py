"""Whether a packet is whole and sealed for this centre, as far as that can be told without a key that opens it."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from crypto import envelope
from crypto.certificate import Certificate
from crypto.errors import BadEnvelope, CryptoError, MalformedDer, TooLarge
from crypto.pinned import PinnedFiles
from intake.errors import EnvelopeDamaged, NotAnEnvelope, OtherCentre, ReceiversUnknown
from intake.mode import Mode
from intake.store import Upload
from station.domain.classes import CLASSES, folder_of

_RECIPIENTS = Path("recipients")
_PRACTISED = Path("training") / _RECIPIENTS
_OF_CLASSES = tuple(Path(folder_of(each.name)) / _RECIPIENTS for each in CLASSES.values() if each.confidential)
_FOLDERS = {
    Mode.PRODUCTION: (_RECIPIENTS, *_OF_CLASSES),
    Mode.TRAINING: (_PRACTISED,),
    Mode.DEMO: (_RECIPIENTS, *_OF_CLASSES, _PRACTISED),  # a demonstration takes both
}
_log = logging.getLogger(__name__)


class Receivers:
    """This centre's, by their public certificates in its trust folder, as a station has them in its own: each file one
    receiver, then its issuers. Whoever lies there counts, in force or not: the centre has the key. Read again when a
    file changes."""

    def __init__(self, trust: Path, mode: Mode) -> None:
        """Raises ReceiversUnknown where none lies there; a demonstration's home of 0.1.0 has none but those that were
        made since, and serves."""
        self._folders = tuple(PinnedFiles(trust / folder) for folder in _FOLDERS[mode])
        self._asked = mode is not Mode.DEMO or bool(_first_of(self._folders[:1]))
        if not self._asked:
            _log.warning("%s is missing: it is not looked whether packets are for this centre", trust / _RECIPIENTS)
        self()

    def __call__(self) -> tuple[Certificate, ...] | None:
        """None where it is not asked for whom a packet is. Raises ReceiversUnknown."""
        if not self._asked:
            return None
        found = _first_of(self._folders)
        if not found:
            raise ReceiversUnknown("none")
        return found


def _first_of(folders: Sequence[PinnedFiles]) -> tuple[Certificate, ...]:
    try:
        return tuple(first for folder in folders for first, *_ in folder.by_name().values())
    except CryptoError as error:
        raise ReceiversUnknown(error.code) from error


def verify_envelope(upload: Upload, size: int, receivers: Callable[[], tuple[Certificate, ...] | None]) -> None:
    """Memory and time do not grow with the packet.

    Raises NotAnEnvelope, EnvelopeDamaged, OtherCentre, ReceiversUnknown, StoreFailed.
    """
    head, tail = upload.ends(envelope.MAX_HEAD_BYTES, envelope.TAIL_BYTES)
    if not envelope.is_envelope(head):
        raise NotAnEnvelope
    ours = receivers()
    try:
        found = envelope.sealed_to(head, tail, size, ours or ())
    except BadEnvelope as error:
        raise EnvelopeDamaged(str(error.params["reason"])) from error
    except (MalformedDer, TooLarge) as error:
        raise EnvelopeDamaged(error.code) from error
    if ours is not None and not found:
        raise OtherCentre
