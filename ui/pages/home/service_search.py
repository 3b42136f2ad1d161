"""Which services are meant by what somebody types: by their names in all languages, nobody has to switch. No Qt."""

from collections.abc import Sequence

from ui.messages import languages
from ui.widgets.service_words import service_name

BY_KEY = 9  # of the services that are shown a digit chooses one


def matching(services: Sequence[str], typed: str) -> tuple[str, ...]:
    """Those of which every typed word begins a word of a name or of the id, in their order; all where none is."""
    wanted = _words(typed)
    return tuple(
        service
        for service in services
        if all(any(word.startswith(start) for word in _known(service)) for start in wanted)
    )


def by_digit(services: Sequence[str], typed: str) -> str | None:
    """The service that a digit stands for; None where it stands for none."""
    if len(typed) == 1 and typed in "123456789" and int(typed) <= len(services):
        return services[int(typed) - 1]
    return None


def _known(service: str) -> list[str]:
    names = [service_name(service, tag) for tag in languages()]
    return [word for name in (*names, service.replace("_", " ")) for word in _words(name)]


def _words(text: str) -> list[str]:
    return text.casefold().replace("-", " ").split()
