"""Which services are meant by what somebody types: by their names in all languages, nobody has to switch. No Qt."""

from collections.abc import Sequence

from station.services.views import ServiceView
from ui.widgets.found_by import narrowed

BY_KEY = 9  # of the services that are shown a digit chooses one


def matching(services: Sequence[ServiceView], typed: str) -> tuple[ServiceView, ...]:
    """Those of which every typed word begins a word of a name or of the id, in their order; all where none is."""
    return narrowed(services, typed, _known)


def by_digit(services: Sequence[ServiceView], typed: str) -> str | None:
    """The service that a digit stands for; None where it stands for none that can be begun."""
    if len(typed) == 1 and typed in "123456789" and int(typed) <= len(services):
        service = services[int(typed) - 1]
        return service.service_id if service.hindrance is None else None
    return None


def _known(service: ServiceView) -> list[str]:
    return [*service.name.values(), service.service_id.replace("_", " ")]
