"""What was read of a document, as the verifier takes it: files, how the chip was opened, what the chip proved."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from crypto.emrtd import tlv
from crypto.emrtd.errors import MalformedFile, MalformedTlv, MrzUnusable
from crypto.emrtd.files import COM, COM_TAG, DATA_GROUPS, GROUP_TAGS, TAG_LIST, ZONE
from crypto.emrtd.passwords import MrzKey
from crypto.emrtd.verifier.proofs import ActiveProof, ChipProof, MappingProof, Refused

_TD3, _TD2, _TD1 = 88, 72, 90


@dataclass(frozen=True, repr=False)
class Document:
    """files: by their names. by: PACE | BAC | open; downgraded: as `Access` says. mrz: that opened it, None where a
    card access number did."""

    files: Mapping[str, bytes]
    by: str
    downgraded: str | None = None
    mrz: MrzKey | None = None
    chip: ChipProof | Refused | None = None
    active: ActiveProof | Refused | None = None
    mapping: MappingProof | Refused | None = None
    log: tuple[tuple[bytes, int], ...] = field(default=())
    """Headers of commands and status words, nothing of what they carried."""

    @property
    def groups(self) -> dict[int, bytes]:
        """Data groups that were read, by number."""
        return {number: self.files[file.name] for number, file in DATA_GROUPS.items() if file.name in self.files}


def listed_groups(com: bytes) -> frozenset[int]:
    """Of EF.COM, by number; tags that no data group has are left out. Raises MalformedFile."""
    try:
        tags = dict(tlv.objects(tlv.one(com, COM_TAG)))[TAG_LIST]
    except (MalformedTlv, KeyError):
        raise MalformedFile(file=COM.name, reason="tags") from None
    return frozenset(number for number, tag in GROUP_TAGS.items() if tag in tags)


@dataclass(frozen=True, repr=False)
class Zone:
    state: str
    key: MrzKey


def read_zone(dg1: bytes) -> Zone:
    """The issuing State and what opens the chip, as data group 1 has them. Raises MalformedFile."""
    try:
        text = tlv.one(tlv.one(dg1, GROUP_TAGS[1]), ZONE).decode("ascii")
        number, birth, expiry = _fields(text)
        return Zone(text[2:5].rstrip("<"), MrzKey(number, birth, expiry))
    except (MalformedTlv, MrzUnusable, ValueError):
        raise MalformedFile(file="DG1", reason="zone") from None


def _fields(text: str) -> tuple[str, str, str]:
    """Raises ValueError for a zone of another length."""
    if len(text) == _TD1:
        number = text[5:14]
        if text[14] == "<":  # longer than nine: the rest and its check digit follow
            number += text[15:30].partition("<")[0][:-1]
        return number, text[30:36], text[38:44]
    if len(text) not in (_TD2, _TD3):
        raise ValueError
    second = text[len(text) // 2 :]
    return second[:9], second[13:19], second[21:27]
