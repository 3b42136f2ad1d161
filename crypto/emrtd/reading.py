"""Reading one file over an open channel: whole, whatever the chip says in between (docs/adr/0187)."""

from crypto.emrtd import tlv
from crypto.emrtd.apdu import (
    END_OF_FILE,
    OK,
    READ_BINARY,
    READ_BINARY_ODD,
    SELECT,
    SHORT_LE,
    Command,
    Response,
    refusal,
)
from crypto.emrtd.channel import Channel
from crypto.emrtd.errors import AccessDenied, FileAbsent, FileCut, MalformedFile, MalformedTlv
from crypto.emrtd.files import APPLICATION, MASTER_FILE, ElementaryFile
from crypto.emrtd.ladder import SMALLEST, Ladder

MAX_FILE_BYTES = 1 << 20
_HEAD = 4
_ODD_FROM = 0x8000
"""Offsets that do not fit into READ BINARY's fifteen bits."""
_SELECTED = (OK, 0x6283)
"""6283: "deactivated", said of a file that reads well (seen on issued chips)."""
OFFSET, DATA = 0x54, 0x53
"""Objects of READ BINARY with an odd INS."""
_DENIED, _ABSENT = 0x6982, 0x6A82


def select_application(channel: Channel) -> None:
    """Raises FileAbsent where the chip is no travel document's, or CommandRefused."""
    channel.demand(Command(0, SELECT, 4, 0x0C, APPLICATION))


def select_master_file(channel: Channel) -> bool:
    """Whether the chip let it be selected; many do not, and have it selected all the same."""
    forms = (Command(0, SELECT, 0, 0x0C, MASTER_FILE), Command(0, SELECT, 0, 0x0C))
    return any(channel.send(form).status == OK for form in forms)


def read_file(channel: Channel, file: ElementaryFile, ladder: Ladder) -> bytes:
    """All of it, to the last byte of its outer object. What lies behind that is not asked for.

    Raises FileAbsent, AccessDenied, FileCut, MalformedFile; SessionBroken, and then the chip may want to be asked for
    less (`Ladder.humbler`) in a new session.
    """
    data = _beginning(channel, file, ladder)
    try:
        total = tlv.head(data).end
    except MalformedTlv:
        raise MalformedFile(file=file.name, reason="length") from None
    if total > MAX_FILE_BYTES:
        raise MalformedFile(file=file.name, reason="large")
    if file.tag is not None and tlv.head(data).tag != file.tag:
        raise MalformedFile(file=file.name, reason="tag")
    pieces = [data[:total]]
    read = len(pieces[0])
    while read < total:
        piece = _piece(channel, file, ladder, read, total - read)
        pieces.append(piece)
        read += len(piece)
    return b"".join(pieces)


def read_to_its_end(channel: Channel, file: ElementaryFile, ladder: Ladder) -> bytes:
    """Of a file that is several objects: as much as the chip gives. A piece smaller than any step is the
    last. Raises FileAbsent, AccessDenied."""
    data = piece = _beginning(channel, file, ladder)
    while (len(piece) == _HEAD or len(piece) >= SMALLEST) and len(data) < _ODD_FROM:
        answer = channel.send(_read(len(data), SHORT_LE))
        if not _gives(answer):
            break
        piece = answer.data
        data += piece
    return data


def _beginning(channel: Channel, file: ElementaryFile, ladder: Ladder) -> bytes:
    """The first piece: a large one by the short identifier, or four bytes after SELECT."""
    if ladder.whole:
        answer = channel.send(Command(0, READ_BINARY, 0x80 | file.short, 0, le=ladder.size))
        if _gives(answer):
            return answer.data
        if answer.status == _DENIED:
            raise refusal(Command(0, READ_BINARY, 0, 0), answer.status)
    command = _select(file)
    status = channel.send(command).status
    if status not in _SELECTED:
        raise FileAbsent(command=file.name, status=f"{status:04X}") if status != _DENIED else refusal(command, status)
    ladder.whole = False  # the short identifier was refused, and the file is there
    answer = channel.send(_read(0, _HEAD))
    if not _gives(answer):
        raise refusal(_read(0, _HEAD), answer.status)
    return answer.data


def _piece(channel: Channel, file: ElementaryFile, ladder: Ladder, offset: int, left: int) -> bytes:
    """Something from `offset` on, at most `left` bytes. Raises FileCut where nothing comes, however it is asked for."""
    selected_again = False
    while True:
        wanted = min(ladder.size, left)
        answer = channel.send(_read(offset, wanted))
        if _gives(answer):
            data = _plain(answer.data, file) if offset >= _ODD_FROM else answer.data
            if not 0 < len(data) <= left:
                raise MalformedFile(file=file.name, reason="more")
            return data
        if answer.status == _DENIED:
            raise AccessDenied(command=file.name, status=f"{answer.status:04X}")
        if not selected_again:  # a false end of file: readers were seen that make one up
            selected_again = channel.send(_select(file)).status in _SELECTED
            if selected_again:
                continue
        if not ladder.down():
            raise FileCut(file=file.name)


def _gives(answer: Response) -> bool:
    return answer.status in (OK, END_OF_FILE) and bool(answer.data)


def _select(file: ElementaryFile) -> Command:
    return Command(0, SELECT, 2, 0x0C, file.identifier.to_bytes(2, "big"))


def _read(offset: int, wanted: int) -> Command:
    if offset < _ODD_FROM:
        return Command(0, READ_BINARY, offset >> 8, offset & 0xFF, le=wanted)
    where = tlv.write(OFFSET, offset.to_bytes((offset.bit_length() + 7) // 8, "big"))
    wrapped = len(tlv.write(DATA, bytes(wanted)))
    return Command(0, READ_BINARY_ODD, 0, 0, where, SHORT_LE if wanted <= SHORT_LE < wrapped else wrapped)


def _plain(data: bytes, file: ElementaryFile) -> bytes:
    try:
        return tlv.one(data, DATA)
    except MalformedTlv:
        raise MalformedFile(file=file.name, reason="piece") from None
