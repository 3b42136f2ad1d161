"""What one of those who came together need not say again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from station.domain.attachment import PaperWanted
from station.domain.enrollment import EnrollmentId


@dataclass(frozen=True)
class Offered:
    """What one of those who came together said already. name: id of the field. whose: that person's enrollment. called:
    what the service calls the field, by language; empty where the program's words serve. paper: of which the pages, or
    that it was seen, are offered; then there is no text."""

    name: str
    text: str
    whose: EnrollmentId
    called: Mapping[str, str] = field(default_factory=dict)
    paper: PaperWanted | None = None
