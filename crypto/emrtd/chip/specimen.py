"""An invented document for demonstration and training: Utopia's, of nobody. It has a zone, and no portrait."""

from crypto.emrtd import tlv
from crypto.emrtd.chip.personal import Personal
from crypto.emrtd.ciphers import Suite
from crypto.emrtd.files import (
    CARD_ACCESS,
    COM,
    COM_TAG,
    DATA_GROUPS,
    GROUP_TAGS,
    LDS_VERSION,
    TAG_LIST,
    UNICODE_VERSION,
)
from crypto.emrtd.files import ZONE as ZONE_TAG
from crypto.emrtd.pace.protocols import Protocol
from crypto.emrtd.passwords import Can, MrzKey
from crypto.emrtd.security_info import BSI, PaceInfo, SecurityInfos, write_security_infos

ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10"
"""Of Doc 9303-4 appendix B."""
CAN = "500540"
_BRAINPOOL_256, _NUMBER, _BIRTH, _EXPIRY = 13, slice(44, 53), slice(57, 63), slice(65, 71)


def specimen() -> Personal:
    offered = PaceInfo(f"{BSI}.4.2.{Suite.AES_128.value}", _BRAINPOOL_256)
    groups = {
        1: tlv.write(GROUP_TAGS[1], tlv.write(ZONE_TAG, ZONE.encode())),
        14: tlv.write(GROUP_TAGS[14], write_security_infos(SecurityInfos())),
    }
    listed = tlv.write(TAG_LIST, bytes(GROUP_TAGS[number] for number in groups))
    com = tlv.write(COM_TAG, tlv.write(LDS_VERSION, b"0107"), tlv.write(UNICODE_VERSION, b"040000"), listed)
    return Personal(
        {COM.identifier: com, **{DATA_GROUPS[number].identifier: data for number, data in groups.items()}},
        {CARD_ACCESS.identifier: write_security_infos(SecurityInfos(pace=(offered,)))},
        MrzKey(ZONE[_NUMBER], ZONE[_BIRTH], ZONE[_EXPIRY]),
        Can(CAN),
        pace=(Protocol.of(offered),),
    )
