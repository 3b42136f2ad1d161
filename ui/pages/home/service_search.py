"""Which services are meant by what somebody types: by their names in all languages, nobody has to switch. No Qt."""

from collections.abc import Sequence
from functools import cache

from station.services.views import ServiceView
from ui.widgets.found_by import known_by, meant

BY_KEY = 9  # of the services that are shown a digit chooses one


def matching(services: Sequence[ServiceView], typed: str) -> tuple[ServiceView, ...]:
    """Those of which every typed word begins a word of a name or of the id, in their order; all where none is."""
    return meant(services, typed, _known)


def by_digit(services: Sequence[ServiceView], typed: str) -> str | None:
    """The service that a digit stands for; None where it stands for none that can be begun."""
    if len(typed) == 1 and typed in "123456789" and int(typed) <= len(services):
        service = services[int(typed) - 1]
        return service.service_id if service.hindrance is None else None
    return None


def _known(service: ServiceView) -> list[str]:
    texts = (*service.name.values(), service.service_id.replace("_", " "))
    return [word for text in texts for word in _words(text)]


@cache
def _words(text: str) -> frozenset[str]:
    """Of what a service is called: asked for each of them at each key."""
    return known_by(text)
