"""By which numbers people are told apart, as this centre was told: what stations' signed policy names, held against the
packet alone.

`people-scheme` of the trust folder holds one line: the scheme, and from which moment on where it was not always so, as
`EI:AM` or `EI:AM 2026-12-01T00:00:00Z`. Without that file people of one packet must share a scheme, whichever it is.
"""

from datetime import datetime
from pathlib import Path
from re import fullmatch

from intake.errors import TrustUnfit
from station.domain.person import SCHEME
from station.formats.moment import read_moment

_MOST_BYTES = 200


def people_scheme(file: Path, at: datetime) -> str:
    """The scheme that is asked of packets approved at `at`; "" for any. Raises TrustUnfit, OSError."""
    if not file.exists():
        return ""
    with file.open("rb") as opened:
        line = opened.read(_MOST_BYTES + 1).decode("ascii", "replace").strip()
    found = fullmatch(rf"({SCHEME})(?: ([0-9T:-]+)Z)?", line)
    if found is None:
        raise TrustUnfit(file.name)
    try:
        since = read_moment(f"{found[3]}.000Z") if found[3] else None
    except ValueError as error:
        raise TrustUnfit(file.name) from error
    return found[1] if since is None or since <= at else ""
