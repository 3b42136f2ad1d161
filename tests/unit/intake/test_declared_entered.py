"""How each text came, as the centre reads it: whole, of known sources, never an empty word."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import rfc8785

from intake.acceptance.declared import read_application
from station.domain.value import FieldValue, Said, Source
from station.packet.application import application_json
from tests.support.clock import NOW
from tests.support.people import OPERATOR, Shelf, context, enrollment, given

MADE = enrollment(Shelf())
FORMER = Said("A", Source.TYPED, NOW, OPERATOR.credential_id)
CORRECTED = FieldValue("B", Source.MRZ, NOW + timedelta(hours=1), OPERATOR.credential_id, "document_mrz", (FORMER,))


def application() -> dict[str, Any]:
    entered = {"surname_latin": CORRECTED, "parents.1.name": FieldValue("C")}
    found: dict[str, Any] = json.loads(application_json(MADE, replace(given(MADE), entered=entered), context(MADE)))
    return found


def test_every_source_is_read() -> None:
    for source in Source:
        value = application()
        value["contextualData"]["entered"]["surname_latin"]["source"] = source.value
        read_application(rfc8785.dumps(value))


@pytest.mark.parametrize(
    "change",
    [
        {"surname_latin": {"source": "guessed"}},
        {"surname_latin": {}},
        {"surname_latin": {"source": "typed", "at": "yesterday"}},
        {"surname_latin": {"source": "typed", "by": ""}},
        {"surname_latin": {"source": "typed", "replaced": []}},
        {"surname_latin": {"source": "typed", "replaced": [{"source": "typed"}]}},
        {"surname_latin": {"source": "typed", "text": "B"}},
        {"Surname": {"source": "typed"}},
        {"surname_latin.": {"source": "typed"}},
    ],
)
def test_anything_else_is_refused(change: dict[str, object]) -> None:
    value = application()
    value["contextualData"]["entered"] |= change
    with pytest.raises(ValueError, match=r"."):
        read_application(rfc8785.dumps(value))


def test_format_and_sources_belong_together() -> None:
    value = application()
    value["contextualData"]["format"] = 3
    with pytest.raises(ValueError, match=r"."):
        read_application(rfc8785.dumps(value))
    value["contextualData"] |= {"format": 4, "entered": {}}
    with pytest.raises(ValueError, match=r"."):
        read_application(rfc8785.dumps(value))
