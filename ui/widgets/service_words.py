"""What a service calls itself and its steps, in the language in use. No Qt."""

from collections.abc import Mapping

from ui.messages import own_words, say


def service_name(names: Mapping[str, str]) -> str:
    """names: by language."""
    return own_words(names)


def step_name(key: str, called: Mapping[str, str]) -> str:
    """key: of the name of its kind; called: by language, what the service calls it, where it does."""
    return own_words(called) or say(key)
