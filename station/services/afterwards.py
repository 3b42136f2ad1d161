"""What follows an act that is durable already. It is tried; what fails is said, but never as a failure of the act."""

import logging
from collections.abc import Callable

from station.incident import unforeseen
from station.services.door import EXPECTED

_log = logging.getLogger(__name__)


def afterwards(call: Callable[[], object]) -> str:
    """Do it; the code of what failed, logged, or "" when all went well."""
    try:
        call()
    except EXPECTED as error:
        _log.error("afterwards: %s", error)
        return error.code
    except Exception as error:  # noqa: BLE001 - a bug: reported with a number
        return unforeseen(error).code
    return ""
