"""PINs and PUKs of the demonstration's people."""

import tomllib
from collections.abc import Mapping

from station.services.people import DemoCodes
from station.settings import Settings


def demo_codes(settings: Settings) -> Mapping[str, DemoCodes]:
    """PINs and PUKs of the demonstration's people, so that a bare laptop can be tried; others' are written nowhere."""
    file = settings.trust / "people.toml"
    if settings.mode != "demo" or not file.exists():
        return {}
    people = tomllib.loads(file.read_text(encoding="utf-8"))["people"]
    return {person["key_id"]: DemoCodes(person["pin"], person.get("puk", "")) for person in people}
